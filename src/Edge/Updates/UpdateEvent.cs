using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Updates;

/// <summary>What happens to an update, from wherever it comes.</summary>
public abstract record UpdateEvent
{
    private UpdateEvent()
    {
    }

    /// <summary>A verified release is wanted here.</summary>
    /// <param name="Again">A person asks: that it failed before does not count.</param>
    /// <param name="Offline">Its metadata came on a stick.</param>
    public sealed record Offered(
        string Release, ContentHash Manifest, long Epoch, StateFormats State, long EpochFloor, bool Again, bool Offline) : UpdateEvent
    {
        /// <summary>The slot that runs at this moment: nothing is ever written there. Null: what is installed stands in none.</summary>
        public SlotName? Runs { get; init; }

        /// <summary>See <see cref="Candidate.With"/>.</summary>
        public ContentHash? With { get; init; }
    }

    /// <summary>Everything that the slot needs is on this machine.</summary>
    public sealed record FilesReady : UpdateEvent;

    /// <summary>All files and the marker are durable.</summary>
    /// <param name="UsableChannels">See <see cref="Slots.Candidate.UsableChannels"/>.</param>
    public sealed record SlotFilled(int? UsableChannels) : UpdateEvent;

    /// <summary>The slot is full, and what is in it must not be tried.</summary>
    public sealed record ContentRefused(string Detail) : UpdateEvent;

    /// <summary>The slot was read back and is the release.</summary>
    public sealed record SlotVerified : UpdateEvent;

    /// <summary>The service is about to start.</summary>
    /// <param name="Start">A name of this start.</param>
    public sealed record Started(string Start) : UpdateEvent;

    /// <summary>The machine is about to be started anew with the candidate. Where the power goes before that, this is what
    /// remembers it.</summary>
    public sealed record TrialOrdered : UpdateEvent;

    /// <summary>The machine runs the candidate that it was started with.</summary>
    /// <param name="Start">A name of this start; the same one twice counts once.</param>
    public sealed record TrialSeen(string Start) : UpdateEvent;

    /// <summary>The candidate cannot be tried, or not be kept, on this machine.</summary>
    public sealed record TrialRefused(UpdateReason Reason) : UpdateEvent;

    /// <summary>The candidate's slot is not what it should be.</summary>
    public sealed record CandidateDamaged(string Detail) : UpdateEvent;

    /// <summary>What is committed is not whole any more.</summary>
    /// <param name="GoesBack">The version before is whole and may run: the launcher has begun with it.</param>
    public sealed record CommittedDamaged(bool GoesBack) : UpdateEvent;

    public sealed record Judged(HealthVerdict Verdict) : UpdateEvent;

    /// <summary>A person takes the candidate without waiting for the verdict.</summary>
    public sealed record CommitRequested : UpdateEvent;

    /// <summary>A person wants the version before: of a candidate its end, of a committed one the previous on trial.</summary>
    public sealed record RollbackRequested(long EpochFloor) : UpdateEvent;

    /// <summary>Floors are raised, and the report is stored.</summary>
    public sealed record Reported : UpdateEvent;
}

/// <summary>What is to be done after the state is durable; each may be done twice.</summary>
public enum UpdateOrder : byte
{
    FetchFiles = 1,
    /// <summary>Remove the marker of the candidate's slot, before its first byte changes.</summary>
    InvalidateSlot = 2,
    FillSlot = 3,
    VerifySlot = 4,
    RestartService = 5,
    WatchHealth = 6,
    RunCandidate = 7,
    RunCommitted = 8,
    RaiseFloors = 9,
    Report = 10,
}
