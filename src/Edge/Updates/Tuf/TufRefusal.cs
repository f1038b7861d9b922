namespace Edge.Updates.Tuf;

/// <summary>Why metadata or a target is not accepted. Numbers travel in reports; never reordered.</summary>
public enum TufRefusal : ushort
{
    /// <summary>Not JSON, or not the JSON of such a document.</summary>
    Malformed = 1,
    /// <summary>More bytes than its limit; nothing of it was read.</summary>
    TooLarge = 2,
    TooDeep = 3,
    /// <summary>More names and values than a real document has.</summary>
    TooManyValues = 4,
    /// <summary>An object has one name twice.</summary>
    DuplicateName = 5,
    InvalidUtf8 = 6,
    /// <summary>Not an integer, or outside of its range.</summary>
    NumberOutOfRange = 7,
    /// <summary>A field is missing, has another type or an impossible value.</summary>
    BadField = 8,
    /// <summary>Another major version of the specification.</summary>
    UnknownSpecification = 9,
    /// <summary>A document of another role than the one that was asked for.</summary>
    WrongType = 10,
    DuplicateSignature = 11,
    DuplicateKeyId = 12,
    /// <summary>Fewer distinct keys of the role than its threshold have signed.</summary>
    ThresholdNotReached = 13,
    /// <summary>Not the version that was announced, or that must come next.</summary>
    WrongVersion = 14,
    /// <summary>Older than what was trusted before.</summary>
    Rollback = 15,
    Expired = 16,
    LengthMismatch = 17,
    HashMismatch = 18,
    /// <summary>No hash of an algorithm that is known here.</summary>
    NoKnownHash = 19,
    /// <summary>The repository does not have what its metadata promise.</summary>
    NotFound = 20,
    /// <summary>The repository did not answer; nothing is said about what it has.</summary>
    SourceFailed = 21,
    NotInSnapshot = 22,
    /// <summary>A role of the trusted snapshot is missing in the new one.</summary>
    RemovedFromSnapshot = 23,
    TooManyDelegations = 24,
    /// <summary>No role that may speak for the target names it.</summary>
    TargetNotFound = 25,
    BadRoleName = 26,
    BadTargetPath = 27,
    /// <summary>There is no trusted root to begin with.</summary>
    NoTrustedRoot = 28,
}

/// <summary>A refusal, and for people: which document, what in it.</summary>
public sealed record TufReason(TufRefusal Refusal, string Detail)
{
    public static TufReason Of(TufSourceFault fault) => new(
        fault.Failure switch
        {
            TufSourceFailure.NotFound => TufRefusal.NotFound,
            TufSourceFailure.TooLong => TufRefusal.TooLarge,
            _ => TufRefusal.SourceFailed,
        },
        fault.Detail);

    public override string ToString() => $"{Refusal} ({(ushort)Refusal}): {Detail}";
}
