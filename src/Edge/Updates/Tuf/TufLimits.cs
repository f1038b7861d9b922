namespace Edge.Updates.Tuf;

/// <summary>What hostile metadata may cost at most.</summary>
/// <remarks>The lengths, rotations and delegations are those of other TUF clients, so that a repository which they can
/// read can be read here, too.</remarks>
public static class TufLimits
{
    public const int MaxRootBytes = 512_000;
    public const int MaxTimestampBytes = 16_384;
    public const int MaxSnapshotBytes = 2_000_000;
    public const int MaxTargetsBytes = 5_000_000;

    /// <summary>New roots in one refresh; the next refresh goes on where this one stopped.</summary>
    public const int MaxRootRotations = 256;

    /// <summary>Delegations visited in the search for one target, the top-level targets not counted.</summary>
    public const int MaxDelegations = 32;

    /// <summary>Objects and arrays inside each other.</summary>
    public const int MaxDepth = 32;

    /// <summary>Names, values and brackets of one document.</summary>
    public const int MaxTokens = 1_000_000;

    public const int MaxSignatures = 256;

    /// <summary>Of one role.</summary>
    public const int MaxKeyIds = 256;

    public const int MaxKeyIdBytes = 128;

    /// <summary>Also the largest threshold that makes sense.</summary>
    public const int MaxThreshold = MaxKeyIds;

    /// <summary>A role name becomes a file name: three characters a byte, with what stands around them, fit into 255.</summary>
    public const int MaxRoleNameBytes = 80;

    public const int MaxTargetPathBytes = 1_024;

    /// <summary>The largest integer that every JSON reader reads alike: 2^53 - 1.</summary>
    public const long MaxInteger = (1L << 53) - 1;
}
