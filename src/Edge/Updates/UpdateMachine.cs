using System.Collections.Immutable;
using Edge.Updates.Slots;

namespace Edge.Updates;

/// <param name="State">To be made durable before any of the orders.</param>
public sealed record UpdateStep(SlotState State, ImmutableArray<UpdateOrder> Orders);

/// <summary>The decisions of an update, without any effect: no clock, no disk, no process.</summary>
/// <remarks>After a cut, <see cref="Resume"/> of the stored state gives the orders again. A candidate that loses leaves
/// what was committed as it was, because nothing writes there.</remarks>
public static class UpdateMachine
{
    public static Result<UpdateStep, UpdateReason> Take(SlotState state, UpdateEvent happened)
    {
        var next = happened switch
        {
            UpdateEvent.Offered offer => Offer(state, offer),
            UpdateEvent.FilesReady => From(state, UpdatePhase.Fetching, Write),
            UpdateEvent.SlotFilled filled => From(state, UpdatePhase.Writing, s => s with
            {
                Phase = UpdatePhase.Written, Candidate = s.Candidate! with { UsableChannels = filled.UsableChannels },
            }),
            UpdateEvent.ContentRefused refused => state.Phase == UpdatePhase.Writing
                ? FallBack(state, UpdateRefusal.ContentRefused, refused.Detail)
                : OutOfOrder(state, "no slot is being filled"),
            UpdateEvent.SlotVerified => From(state, UpdatePhase.Written, s => s with { Phase = UpdatePhase.Armed }),
            UpdateEvent.Started started => Start(state, started.Start),
            UpdateEvent.TrialOrdered => CountTry(state),
            UpdateEvent.TrialSeen seen => From(state, UpdatePhase.Trial, s => NoteStart(s, seen.Start)),
            UpdateEvent.TrialRefused refused => state.Phase is UpdatePhase.Armed or UpdatePhase.Trial
                ? FallBack(state, refused.Reason.Refusal, refused.Reason.Detail)
                : OutOfOrder(state, "no candidate is on trial"),
            UpdateEvent.CandidateDamaged damaged => Damage(state, damaged.Detail),
            UpdateEvent.CommittedDamaged damaged => Lose(state, damaged.GoesBack),
            UpdateEvent.Judged judged => Judge(state, judged.Verdict),
            UpdateEvent.CommitRequested => From(state, UpdatePhase.Trial, Commit),
            UpdateEvent.RollbackRequested rollback => RollBack(state, rollback.EpochFloor),
            UpdateEvent.Reported => IsReportDue(state)
                ? state with { Phase = UpdatePhase.Idle, Evidence = null }
                : OutOfOrder(state, "no report is due"),
            _ => throw new ArgumentException("An event that nobody knows.", nameof(happened)),
        };
        if (!next.TryGet(out SlotState changed, out UpdateReason reason)) { return reason; }
        SlotState counted = changed == state ? state : changed with { Generation = state.Generation + 1 };
        return new UpdateStep(counted, happened is UpdateEvent.Started ? Run(counted) : Resume(counted));
    }

    /// <summary>What is to be done now in this state, whether it was reached or found.</summary>
    public static ImmutableArray<UpdateOrder> Resume(SlotState state) => state.Phase switch
    {
        UpdatePhase.Fetching => [UpdateOrder.FetchFiles],
        UpdatePhase.Writing => [UpdateOrder.InvalidateSlot, UpdateOrder.FillSlot],
        UpdatePhase.Written => [UpdateOrder.VerifySlot],
        UpdatePhase.Armed => [UpdateOrder.RestartService],
        UpdatePhase.Trial => [UpdateOrder.WatchHealth],
        UpdatePhase.Committed => [UpdateOrder.RaiseFloors, UpdateOrder.Report],
        UpdatePhase.FallenBack => [UpdateOrder.RestartService, UpdateOrder.Report],
        _ => [],
    };

    /// <summary>The release that a start runs; null: the installed executable.</summary>
    /// <param name="start">The start that was counted; the candidate runs in no other.</param>
    public static SlotRelease? Chosen(SlotState state, string start) =>
        state.Phase == UpdatePhase.Trial && state.Candidate!.Starts is [.., var last] && last == start
            ? state.Candidate.Release
            : state.Committed;

    private static ImmutableArray<UpdateOrder> Run(SlotState state) =>
        [state.Phase == UpdatePhase.Trial ? UpdateOrder.RunCandidate : UpdateOrder.RunCommitted];

    private static Result<SlotState, UpdateReason> Offer(SlotState state, UpdateEvent.Offered offer)
    {
        if (IsReportDue(state)) { return OutOfOrder(state, "the last update is not closed"); }
        if (state.Phase is UpdatePhase.Armed or UpdatePhase.Trial)
        {
            return Refuse(UpdateRefusal.Busy, $"{state.Candidate!.Release.Release} is on trial; commit it or roll it back first");
        }
        if (state.Committed?.Manifest == offer.Manifest)
        {
            return Refuse(UpdateRefusal.AlreadyRunning, $"{offer.Release} runs already");
        }
        // What was undone for want of another did not fail itself.
        if (state.Failure is { Reason: not UpdateRefusal.NeedsAnother } failure && failure.Manifest == offer.Manifest && !offer.Again)
        {
            return Refuse(UpdateRefusal.FailedBefore, $"{offer.Release} was undone here: {failure.Reason}, {failure.Detail}");
        }
        if (offer.Epoch < offer.EpochFloor)
        {
            return Refuse(UpdateRefusal.EpochTooLow, $"{offer.Release} has security epoch {offer.Epoch}, this machine has reached {offer.EpochFloor}");
        }
        if (state.Committed is { } running && !offer.State.Reads(running.Writes))
        {
            return Refuse(
                UpdateRefusal.StateNotReadable,
                $"{offer.Release} reads state formats {offer.State.ReadsFrom} to {offer.State.Writes}, {running.Release} writes {running.Writes}");
        }

        Candidate? same = state.Candidate?.Release.Manifest == offer.Manifest ? state.Candidate : null;
        SlotName target = same?.Release.Slot ?? (state.Committed is null ? offer.Runs?.Other() : null) ?? state.Target;
        if (target == offer.Runs)
        {
            return Refuse(UpdateRefusal.SlotInUse, $"{offer.Release} would be written into slot {target.Word()}, which runs");
        }

        // The same release again: what stands in its slot is its journal, and stays.
        if (same is not null) { return state with { Candidate = same with { Offline = offer.Offline, With = offer.With } }; }
        var release = new SlotRelease(target, offer.Release, offer.Manifest, offer.Epoch, offer.State.Writes);
        return state with
        {
            Phase = UpdatePhase.Fetching, Candidate = new Candidate(release, Candidate.Tries, [], null, offer.Offline) { With = offer.With },
        };
    }

    private static SlotState Write(SlotState state) => state with
    {
        Phase = UpdatePhase.Writing,
        Previous = state.Previous?.Slot == state.Candidate!.Release.Slot ? null : state.Previous,
    };

    private static Result<SlotState, UpdateReason> Start(SlotState state, string start)
    {
        if (state.Phase is not (UpdatePhase.Armed or UpdatePhase.Trial)) { return state; }
        if (!CountTry(state).TryGet(out SlotState counted, out UpdateReason reason)) { return reason; }
        return counted.Phase == UpdatePhase.Trial ? NoteStart(counted, start) : counted;
    }

    private static Result<SlotState, UpdateReason> CountTry(SlotState state)
    {
        if (state.Phase is not (UpdatePhase.Armed or UpdatePhase.Trial)) { return OutOfOrder(state, "no candidate is armed"); }
        Candidate candidate = state.Candidate!;
        return candidate.TriesLeft == 0
            ? FallBack(state, UpdateRefusal.TriesUsedUp, $"{Candidate.Tries} starts without a verdict")
            : state with { Phase = UpdatePhase.Trial, Candidate = candidate with { TriesLeft = candidate.TriesLeft - 1 } };
    }

    private static SlotState NoteStart(SlotState state, string start) => state.Candidate!.Starts is [.., var last] && last == start
        ? state
        : state with
        {
            Candidate = state.Candidate with { Starts = [.. state.Candidate.Starts.TakeLast(SlotStateReader.MaxStarts - 1), start] },
        };

    private static Result<SlotState, UpdateReason> Damage(SlotState state, string detail) => state.Phase switch
    {
        UpdatePhase.Written => state with { Phase = UpdatePhase.Writing },
        UpdatePhase.Armed or UpdatePhase.Trial => FallBack(state, UpdateRefusal.SlotDamaged, detail),
        _ => OutOfOrder(state, "no candidate is to be verified"),
    };

    // What the launcher runs instead is what is committed from now on: its slot is never written, and the damaged one is the next to be filled.
    private static Result<SlotState, UpdateReason> Lose(SlotState state, bool goesBack)
    {
        if (state.Committed is null || IsReportDue(state) || state.Phase is UpdatePhase.Armed or UpdatePhase.Trial)
        {
            return OutOfOrder(state, "nothing is committed, or something is on trial");
        }
        SlotRelease? runs = goesBack ? state.Previous : null;
        bool isInTheWay = runs is not null && state.Candidate?.Release.Slot == runs.Slot;
        return state with
        {
            Committed = runs, Previous = null, Phase = isInTheWay ? UpdatePhase.Idle : state.Phase, Candidate = isInTheWay ? null : state.Candidate,
        };
    }

    private static Result<SlotState, UpdateReason> Judge(SlotState state, HealthVerdict verdict)
    {
        if (state.Phase != UpdatePhase.Trial) { return OutOfOrder(state, "no candidate is on trial"); }
        return verdict.Health switch
        {
            Health.Healthy => Commit(state),
            Health.Unhealthy => FallBack(state, UpdateRefusal.Unhealthy, verdict.Detail),
            _ => state,
        };
    }

    private static SlotState Commit(SlotState state) => state with
    {
        Phase = UpdatePhase.Committed, Committed = state.Candidate!.Release, Previous = state.Committed, Candidate = null, Failure = null,
        Evidence = EvidenceOf(state),
    };

    private static Result<SlotState, UpdateReason> RollBack(SlotState state, long epochFloor)
    {
        if (IsReportDue(state)) { return OutOfOrder(state, "the last update is not closed"); }
        if (state.Phase is UpdatePhase.Armed or UpdatePhase.Trial)
        {
            return FallBack(state, UpdateRefusal.Requested, "rolled back by hand");
        }
        if (state.Phase is UpdatePhase.Fetching or UpdatePhase.Writing or UpdatePhase.Written || state.Previous is not { } previous)
        {
            return Refuse(UpdateRefusal.NothingToGoBackTo, "the other slot holds no version that ran here");
        }
        if (previous.Epoch < epochFloor)
        {
            return Refuse(UpdateRefusal.EpochTooLow, $"{previous.Release} has security epoch {previous.Epoch}, this machine has reached {epochFloor}");
        }
        return state with { Phase = UpdatePhase.Armed, Previous = null, Candidate = new Candidate(previous, Candidate.Tries, [], null, Offline: false) };
    }

    // The slot of what was undone is whole: it may be what was committed before, and a person may want it again.
    private static SlotState FallBack(SlotState state, UpdateRefusal reason, string detail)
    {
        SlotRelease lost = state.Candidate!.Release;
        return state with
        {
            Phase = UpdatePhase.FallenBack, Candidate = null, Evidence = EvidenceOf(state),
            Failure = new UpdateFailure(lost.Release, lost.Manifest, reason, UpdateFailure.Shorten(detail)),
        };
    }

    private static TrialEvidence EvidenceOf(SlotState state) => new(state.Candidate!.Starts, state.Candidate.Offline, state.Candidate.Release.Slot);

    // Floors must have been raised before anything lower could be offered.
    private static bool IsReportDue(SlotState state) => state.Phase is UpdatePhase.Committed or UpdatePhase.FallenBack;

    private static Result<SlotState, UpdateReason> From(SlotState state, UpdatePhase phase, Func<SlotState, SlotState> next) =>
        state.Phase == phase ? next(state) : OutOfOrder(state, $"expected {SlotStateWriter.PhaseWord(phase)}");

    private static UpdateReason OutOfOrder(SlotState state, string why) =>
        Refuse(UpdateRefusal.OutOfOrder, $"in phase {SlotStateWriter.PhaseWord(state.Phase)}: {why}");

    private static UpdateReason Refuse(UpdateRefusal refusal, string detail) => new(refusal, detail);
}
