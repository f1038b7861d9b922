using System.Collections.Immutable;

namespace Edge.Updates.Slots;

/// <summary>How far an update is. Numbers and words travel in states and reports.</summary>
public enum UpdatePhase : byte
{
    Idle = 1,
    /// <summary>A release is wanted; its files are not all here.</summary>
    Fetching = 2,
    /// <summary>The slot has no marker and is being filled: the slot itself is the journal of how far.</summary>
    Writing = 3,
    /// <summary>The slot is full and marked, and not read back yet.</summary>
    Written = 4,
    /// <summary>The next start runs the candidate.</summary>
    Armed = 5,
    /// <summary>At least one start has run the candidate; its verdict is open.</summary>
    Trial = 6,
    /// <summary>The candidate has taken over; floors and report are still to be done.</summary>
    Committed = 7,
    /// <summary>The candidate has lost; the report is still to be done.</summary>
    FallenBack = 8,
}

/// <summary>A release in a slot.</summary>
/// <param name="Manifest">Hash of its manifest; with the marker it says that the slot is this one.</param>
/// <param name="Writes">Format of the state folder that it writes.</param>
public sealed record SlotRelease(SlotName Slot, string Release, ContentHash Manifest, long Epoch, int Writes);

/// <summary>A release on its way to take over.</summary>
/// <param name="TriesLeft">Starts that may still run it; counted down, durably, before each start.</param>
/// <param name="Starts">Which starts have run it, as the service manager names them; the newest last.</param>
/// <param name="UsableChannels">Channels with a usable reading before it was armed; null: nobody could tell.</param>
/// <param name="Offline">Its metadata came on a stick: as new as the stick, not as the network.</param>
public sealed record Candidate(
    SlotRelease Release, int TriesLeft, ImmutableArray<string> Starts, int? UsableChannels, bool Offline)
{
    public const int Tries = 3;

    /// <summary>Manifest of the operating system that it is committed or undone together with; null: it stands for itself.</summary>
    public ContentHash? With { get; init; }
}

/// <summary>What an update that has ended leaves for its report.</summary>
/// <param name="Starts">The starts that ran the candidate, as the service manager names them; the newest last.</param>
/// <param name="Offline">See <see cref="Candidate.Offline"/>.</param>
/// <param name="Slot">Where the candidate stands; null in states of before it was noted.</param>
public sealed record TrialEvidence(ImmutableArray<string> Starts, bool Offline, SlotName? Slot = null);

/// <summary>The last release that was undone.</summary>
public sealed record UpdateFailure(string Release, ContentHash Manifest, UpdateRefusal Reason, string Detail)
{
    public const int MaxDetailBytes = 1_000;

    /// <summary>As much of a detail as is stored: at most 250 characters, no half ones.</summary>
    public static string Shorten(string detail) =>
        string.Concat(detail.EnumerateRunes().Take(MaxDetailBytes / 4).Select(rune => rune.ToString()));
}

/// <summary>Everything that must be known about the slots of one component before anything of them is started.</summary>
/// <param name="Generation">One more with each change; an older one was restored by somebody.</param>
/// <param name="Committed">Null: none yet, the installed executable runs.</param>
/// <param name="Previous">What was committed before and still stands in the other slot.</param>
/// <param name="Evidence">Only from the end of a candidate until it is reported.</param>
/// <remarks>File: docs/formats/slot-state.md.</remarks>
public sealed record SlotState(
    long Generation, UpdatePhase Phase, SlotRelease? Committed, SlotRelease? Previous, Candidate? Candidate,
    UpdateFailure? Failure, TrialEvidence? Evidence)
{
    public static SlotState Empty { get; } = new(0, UpdatePhase.Idle, null, null, null, null, null);

    /// <summary>Where the next release goes: never where the committed one stands. Where nothing is committed and what is installed
    /// stands in a slot, see <see cref="UpdateEvent.Offered.Runs"/>.</summary>
    public SlotName Target => Committed?.Slot.Other() ?? SlotName.A;
}
