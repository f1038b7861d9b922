namespace Edge.Audit;

/// <summary>Named limits of the audit log; a reader refuses one more.</summary>
public static class AuditLimits
{
    /// <summary>UTF-8 bytes: who.</summary>
    public const int MaxActorBytes = 64;

    /// <summary>UTF-8 bytes: what it was done to.</summary>
    public const int MaxSubjectBytes = 128;

    /// <summary>UTF-8 bytes: why, or what was found. Longer text is cut when it is recorded.</summary>
    public const int MaxDetailBytes = 512;

    /// <summary>Of one entry, as it is hashed.</summary>
    public const int MaxEntryBytes = 1_024;

    public const int MaxHeadBytes = 512;

    /// <summary>Content of one frame of a log file; the largest is the frontier of a cut beginning.</summary>
    public const int MaxFrameBytes = 4_096;

    /// <summary>Entries of a log; far more than a gateway's life.</summary>
    public const long MaxEntries = 1L << 40;

    /// <summary>Of a log file that somebody hands in.</summary>
    public const long MaxFileBytes = 1L << 30;
}
