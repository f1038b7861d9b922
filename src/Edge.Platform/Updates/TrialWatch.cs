using Edge.Audit;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates;

/// <summary>The privileged side from the arming on: restart, health, verdict, floors, report.</summary>
/// <remarks>Every step begins with the stored state: after a cut it goes on there. Throws
/// <see cref="IOException"/> when the
/// disk does.</remarks>
/// <param name="turnOf">What a candidate may do that belongs to an operating system; null: there is
/// none.</param>
public sealed class TrialWatch(
    UpdateFolders folders, IUpdateDisk disk, ISlotStore slots, SlotLedger ledger, IUpdatedService service, TimeProvider time,
    string component, IAuditTrail trail, Action<string> tell, Func<ContentHash, GroupTurn>? turnOf = null)
{
    /// <summary>Until the update is closed, one way or the other. At once where none is under way.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // What belongs to an operating system is watched, taken and undone with it.
        if (ledger.State is { Phase: UpdatePhase.Armed or UpdatePhase.Trial, Candidate.With: { } system } grouped && turnOf is not null)
        {
            GroupTurn turn = turnOf(system);
            if (turn is GroupTurn.Waits or GroupTurn.Runs) { return; }
            if (turn == GroupTurn.Lost) { _ = ledger.Take(ReleaseGroups.Undone); }
            else if (grouped.Phase == UpdatePhase.Trial) { _ = ledger.Take(new UpdateEvent.CommitRequested()); }
        }
        if (ledger.State.Phase == UpdatePhase.Armed)
        {
            SlotRelease armed = ledger.State.Candidate!.Release;
            trail.Record(AuditEvent.UpdateArmed, AuditActor.Slot, armed.Release, $"{component} in slot {armed.Slot.Word()}, manifest {armed.Manifest}");
            tell($"{armed.Release} is armed; the service restarts");
            await service.RestartAsync(cancellation);
        }
        if (ledger.State.Phase is UpdatePhase.Armed or UpdatePhase.Trial) { await WatchAsync(cancellation); }
        if (ledger.State.Phase is UpdatePhase.Committed or UpdatePhase.FallenBack) { await CloseAsync(cancellation); }
    }

    /// <summary>Raises floors, stores the report, ends the update.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        SlotState state = ledger.State;
        if (state.Phase == UpdatePhase.FallenBack && await IsCandidateRunningAsync(state, cancellation)) { await service.RestartAsync(cancellation); }
        await new UpdateClosing(folders, disk, ledger, service, time, component, trail, tell).RunAsync(cancellation);
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        SlotState state = ledger.State;
        Candidate candidate = state.Candidate!;
        if (!slots.Verify(candidate.Release).TryGet(out ReleaseManifest manifest, out UpdateReason damage))
        {
            _ = ledger.Take(new UpdateEvent.CandidateDamaged(damage.Detail));
            return;
        }
        int told = -1;
        while (await new HealthWatch(service, time).RunAsync(manifest, candidate, IsOpen, cancellation) is { } verdict)
        {
            // It was never started: a service that does not start is as good as one that does not get well.
            bool neverStarted = ledger.State.Phase == UpdatePhase.Armed && verdict.Health == Health.Unhealthy;
            _ = ledger.Take(neverStarted ? new UpdateEvent.RollbackRequested(0) : new UpdateEvent.Judged(verdict));
        }

        bool IsOpen()
        {
            SlotState current = ledger.State;
            bool isOpen = current.Phase is UpdatePhase.Armed or UpdatePhase.Trial && current.Candidate!.Release == candidate.Release;
            if (isOpen && current.Phase == UpdatePhase.Trial && current.Candidate!.TriesLeft != told)
            {
                told = current.Candidate.TriesLeft;
                tell($"{candidate.Release.Release} is on trial; {told} more starts");
            }
            return isOpen;
        }
    }

    // Only a process that says it is the one that lost must end; a restart costs readings.
    private async Task<bool> IsCandidateRunningAsync(SlotState state, CancellationToken cancellation)
    {
        var lost = new SlotRelease(SlotName.A, state.Failure!.Release, state.Failure.Manifest, 0, 0);
        var nothing = new HealthRules(TimeSpan.Zero, [], []);
        return await new HealthWatch(service, time).LookAsync(nothing, lost, cancellation) is null or { Runs: true };
    }
}
