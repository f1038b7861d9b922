namespace Edge.Updates.Releases;

/// <summary>What a release may cost a gateway at most.</summary>
public static class ReleaseLimits
{
    public const int MaxManifestBytes = 1_048_576;
    public const int MaxFiles = 2_000;
    public const int MaxPatches = 8;
    public const int MaxUnits = 8;
    public const int MaxCriteria = 8;

    /// <summary>Releases of one other component that a release may name.</summary>
    public const int MaxNeeds = 32;

    /// <summary>One file, in bytes, and one blob or patch.</summary>
    public const long MaxFileBytes = 1L << 30;

    /// <summary>All files of a release together, in bytes.</summary>
    public const long MaxReleaseBytes = 2L << 30;

    /// <summary>Raised when a release closes a hole; a number that nobody reaches by counting.</summary>
    public const long MaxEpoch = 1_000_000;

    public const int MaxStateFormat = 1_000_000;

    public static readonly TimeSpan ShortestDeadline = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan LongestDeadline = TimeSpan.FromHours(1);
}
