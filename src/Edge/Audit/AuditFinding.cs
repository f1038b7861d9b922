namespace Edge.Audit;

/// <summary>Why a log is not believed. Numbers travel; never reordered.</summary>
public enum AuditRefusal : byte
{
    /// <summary>Not the bytes of a log, or damaged inside.</summary>
    Malformed = 1,

    /// <summary>The log of another device.</summary>
    WrongDevice = 2,

    /// <summary>An entry is missing, doubled or out of place.</summary>
    BrokenOrder = 3,

    /// <summary>A signed head does not fit the entries before it: one of them was changed.</summary>
    HeadMismatch = 4,

    /// <summary>A head whose signature or certificate is not the device's.</summary>
    BadHead = 5,

    /// <summary>Nothing in the log is signed: it proves nothing.</summary>
    NothingSigned = 6,

    /// <summary>Somebody holds a head of this device that does not belong to this log: it was cut,
    /// replaced, restored from an older copy, or another history was told.</summary>
    WitnessContradicts = 7,

    /// <summary>Time since boot runs backwards within a boot.</summary>
    TimeRunsBack = 8,
}

/// <param name="At">Byte of the file, or -1 where the finding is about the whole log.</param>
/// <param name="Detail">In words, for a person.</param>
public sealed record AuditFinding(AuditRefusal Refusal, long At, string Detail);

/// <summary>A head that somebody else holds.</summary>
/// <param name="Hash"><see cref="AuditHead.Witness"/> of it.</param>
/// <param name="Source">Who holds it, in words.</param>
/// <param name="AtLeast">It is over so many entries or more; 0: not known.</param>
public sealed record AuditWitness(TreeHash Hash, string Source, long AtLeast = 0);

/// <summary>What a check of a log came to.</summary>
/// <param name="First">Index of the first entry in the log; those before were delivered and cut back.</param>
/// <param name="Size">Entries of the device's life up to the end of this log.</param>
/// <param name="SignedSize">Entries that a signed head covers; 0: none.</param>
/// <param name="Witnessed">Heads of others that were found in this log.</param>
/// <param name="Older">Heads of others that are not in this log and are, or may be, older than its first
/// entry: this log cannot say
/// anything about them.</param>
/// <param name="TornBytes">Bytes of an unfinished last write: a power cut, not an attack.</param>
public sealed record AuditVerdict(
    DeviceId Device, long First, long Size, TreeHash Root, long SignedSize, int Witnessed, int Older, long TornBytes,
    IReadOnlyList<AuditFinding> Findings)
{
    public bool IsGenuine => Findings.Count == 0;
}
