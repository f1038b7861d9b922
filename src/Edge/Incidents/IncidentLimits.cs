namespace Edge.Incidents;

/// <summary>How large a bundle and what is in it may be.</summary>
public static class IncidentLimits
{
    /// <summary>Of one text; the end of a longer journal, the beginning of another text.</summary>
    public const int MaxTextBytes = 2 * 1024 * 1024;

    /// <summary>Of the slice of the audit log.</summary>
    public const int MaxLogBytes = 4 * 1024 * 1024;

    /// <summary>Of all files together.</summary>
    public const int MaxContentBytes = 24 * 1024 * 1024;

    /// <summary>Of a bundle as it travels.</summary>
    public const int MaxBundleBytes = 16 * 1024 * 1024;

    public const int MaxFiles = 256;

    public const int MaxManifestBytes = 256 * 1024;
}
