using Edge.Updates.Tuf;

namespace Edge.Updates;

/// <summary>Why an update is not taken, or was undone. Numbers travel in states and reports; never reordered.</summary>
public enum UpdateRefusal : ushort
{
    /// <summary>Signed metadata were refused; the detail begins with their own reason.</summary>
    MetadataRefused = 1,
    /// <summary>A source did not answer, or is not complete yet; nothing is wrong, it will be tried again.</summary>
    NotReachable = 2,
    /// <summary>Not a document of its kind, or one that breaks a limit.</summary>
    Malformed = 3,
    UnknownVersion = 4,
    /// <summary>Timestamp announces a root that nobody shows.</summary>
    RootWithheld = 5,
    /// <summary>The repositories that must agree name different bytes, or one of them none.</summary>
    RepositoriesDisagree = 6,
    /// <summary>No entry of the map says who decides about this path.</summary>
    NotInMap = 7,
    /// <summary>The role does not say who its authors and approvers are, or says it in a way that proves nothing.</summary>
    PersonsNotDeclared = 8,
    AuthorMissing = 9,
    ApproverMissing = 10,
    /// <summary>One key is on both lists.</summary>
    AuthorIsApprover = 11,
    /// <summary>Made for another kind of machine.</summary>
    WrongClass = 12,
    /// <summary>Another component, release or path than the one that was asked for.</summary>
    WrongRelease = 13,
    /// <summary>Below the security epoch that this machine has reached.</summary>
    EpochTooLow = 14,
    /// <summary>It cannot read the state that the running version writes.</summary>
    StateNotReadable = 15,
    /// <summary>The operator's halt is published.</summary>
    Halted = 16,
    /// <summary>An update is on trial; it ends first.</summary>
    Busy = 17,
    AlreadyRunning = 18,
    /// <summary>The same release failed here before; a person may ask for it again.</summary>
    FailedBefore = 19,
    /// <summary>The event does not belong to the phase.</summary>
    OutOfOrder = 20,
    /// <summary>There is no other version to go back to.</summary>
    NothingToGoBackTo = 21,
    /// <summary>No source has a file of the release.</summary>
    FileMissing = 22,
    /// <summary>A file has other bytes than the manifest says.</summary>
    FileMismatch = 23,
    /// <summary>A patch is not one, or leads somewhere else.</summary>
    PatchRefused = 24,
    DiskFull = 25,
    /// <summary>A slot is not what its marker says, or has none.</summary>
    SlotDamaged = 26,
    /// <summary>Every try was started and none came to a verdict.</summary>
    TriesUsedUp = 27,
    /// <summary>The criteria of the release did not hold within its deadline.</summary>
    Unhealthy = 28,
    /// <summary>A person asked for it.</summary>
    Requested = 29,
    /// <summary>No update is set up on this machine: map or root is missing.</summary>
    NotSetUp = 30,

    /// <summary>The rollout reaches this device later.</summary>
    NotMyTurn = 31,

    /// <summary>The maintenance window is closed.</summary>
    OutsideWindow = 32,

    /// <summary>No ring of the rollout holds this device.</summary>
    NotChosen = 33,
    RolloutPaused = 34,

    /// <summary>More devices have failed than the rollout allows.</summary>
    RolloutStopped = 35,

    /// <summary>Signed and whole, and still nothing that a gateway could run: a site file that the check refuses.</summary>
    ContentRefused = 36,

    /// <summary>No rollout says anything about the component.</summary>
    NothingWanted = 37,

    /// <summary>What tells the boot loader what to start cannot be read, or does not hold what was written.</summary>
    SelectorDamaged = 41,

    /// <summary>The witnesses do not agree which slot was started.</summary>
    BootedSlotUnclear = 42,

    /// <summary>The firmware of the board is older than the one that was tested with trials.</summary>
    FirmwareTooOld = 43,

    /// <summary>The slot that would be written is the one that runs.</summary>
    SlotInUse = 44,

    /// <summary>It does not run with what is committed of another component; it waits for that.</summary>
    NeedsAnother = 45,
}

/// <summary>A refusal, and for people: what exactly.</summary>
public sealed record UpdateReason(UpdateRefusal Refusal, string Detail)
{
    /// <summary>A release was looked at and is not taken. False: nothing is wrong with it, it waits, or nothing was offered.</summary>
    public bool IsVerdict => Refusal is not (UpdateRefusal.NotReachable or UpdateRefusal.Halted or UpdateRefusal.Busy
        or UpdateRefusal.AlreadyRunning or UpdateRefusal.OutOfOrder or UpdateRefusal.NothingToGoBackTo or UpdateRefusal.Requested
        or UpdateRefusal.NotSetUp or UpdateRefusal.NotMyTurn or UpdateRefusal.OutsideWindow or UpdateRefusal.NotChosen
        or UpdateRefusal.RolloutPaused or UpdateRefusal.RolloutStopped or UpdateRefusal.NothingWanted or UpdateRefusal.NeedsAnother);

    public static UpdateReason Of(TufReason reason) => new(
        reason.Refusal == TufRefusal.SourceFailed ? UpdateRefusal.NotReachable : UpdateRefusal.MetadataRefused,
        reason.ToString());

    public override string ToString() => $"{Refusal} ({(ushort)Refusal}): {Detail}";
}
