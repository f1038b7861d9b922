using Edge.Audit;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates;

/// <summary>The privileged side from the arming on: restart, health, verdict, floors, report.</summary>
/// <remarks>Every step begins with the stored state: after a cut it goes on there. Throws <see cref="IOException"/> when the
/// disk does.</remarks>
public sealed class TrialWatch(
    UpdateFolders folders, IUpdateDisk disk, ISlotStore slots, SlotLedger ledger, IUpdatedService service, TimeProvider time,
    string component, IAuditTrail trail, Action<string> tell)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Until the update is closed, one way or the other. At once where none is under way.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
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
        if (state.Phase == UpdatePhase.Committed)
        {
            var floors = new FloorStore(disk, folders.Slots);
            floors.Raise(floors.Load().RaiseEpoch(component, state.Committed!.Epoch));
            tell($"{state.Committed.Release} is committed");
            await TellCommittedAsync(cancellation);
        }
        else
        {
            tell($"{state.Failure!.Release} was undone: {state.Failure.Reason}, {state.Failure.Detail}");
            if (await IsCandidateRunningAsync(state, cancellation)) { await service.RestartAsync(cancellation); }
        }
        new UpdateReports(disk, folders.Slots).Add(component, state, time.GetUtcNow());
        // A person's command and the slot writer may both be here: who comes second finds it closed.
        if (ledger.State.Phase == state.Phase) { Record(state); }
        _ = ledger.Take(new UpdateEvent.Reported());
    }

    // Before it is closed: after a cut it may stand in the log twice, never not at all.
    private void Record(SlotState state)
    {
        string runs = state.Committed is { } committed ? committed.Release : "what the package brought";
        if (state.Phase == UpdatePhase.Committed)
        {
            trail.Record(AuditEvent.UpdateCommitted, AuditActor.Slot, runs, $"{component}, manifest {state.Committed!.Manifest}");
            return;
        }

        // What is refused was never tried: nothing went back.
        UpdateFailure lost = state.Failure!;
        trail.Record(
            lost.Reason == UpdateRefusal.ContentRefused ? AuditEvent.UpdateRefused : AuditEvent.UpdateRolledBack, AuditActor.Slot,
            lost.Release, $"{component}, {new UpdateReason(lost.Reason, lost.Detail)}; {runs} runs; manifest {lost.Manifest}");
    }

    // It has been taken, whatever the others make of it: they begin with it at their next start.
    private async Task TellCommittedAsync(CancellationToken cancellation)
    {
        try
        {
            await service.TellCommittedAsync(cancellation);
        }
        catch (IOException exception)
        {
            tell($"Nobody else was told: {exception.Message}");
        }
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
        long start = time.GetTimestamp();
        long? wellSince = null;
        int told = -1;
        while (ledger.State is { Phase: UpdatePhase.Armed or UpdatePhase.Trial } current && current.Candidate!.Release == candidate.Release)
        {
            if (current.Phase == UpdatePhase.Trial && current.Candidate.TriesLeft != told)
            {
                told = current.Candidate.TriesLeft;
                tell($"{candidate.Release.Release} is on trial; {told} more starts");
            }
            HealthSight? sight = await service.LookAsync(manifest.Health, candidate.Release, cancellation);
            TimeSpan wellFor = wellSince is long since ? time.GetElapsedTime(since) : TimeSpan.Zero;
            bool isWell = HealthVerdict.IsWell(manifest.Health, sight, candidate.UsableChannels);
            wellSince = isWell ? wellSince ?? time.GetTimestamp() : null;
            HealthVerdict verdict = HealthVerdict.Of(
                manifest.Health, sight, candidate.UsableChannels, time.GetElapsedTime(start), isWell ? wellFor : TimeSpan.Zero);
            if (current.Phase == UpdatePhase.Armed && verdict.Health == Health.Unhealthy)
            {
                // It was never started: a service that does not start is as good as one that does not get well.
                _ = ledger.Take(new UpdateEvent.RollbackRequested(0));
                return;
            }
            if (verdict.Health != Health.Open) { _ = ledger.Take(new UpdateEvent.Judged(verdict)); }
            else { await Task.Delay(Pace, time, cancellation); }
        }
    }

    // Only a process that says it is the one that lost must end; a restart costs readings.
    private async Task<bool> IsCandidateRunningAsync(SlotState state, CancellationToken cancellation)
    {
        var lost = new SlotRelease(SlotName.A, state.Failure!.Release, state.Failure.Manifest, 0, 0);
        var nothing = new HealthRules(TimeSpan.Zero, [], []);
        return await service.LookAsync(nothing, lost, cancellation) is null or { Runs: true };
    }
}
