using Edge.Audit;
using Edge.Updates;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates;

/// <summary>The last step of an update, however it ended: floors, those who run beside the gateway, the
/// report.</summary>
/// <remarks>Running it again after a cut does the same. Throws <see cref="IOException"/> when the disk
/// does.</remarks>
public sealed class UpdateClosing(
    UpdateFolders folders, IUpdateDisk disk, SlotLedger ledger, IUpdatedService service, TimeProvider time, string component,
    IAuditTrail trail, Action<string> tell)
{
    /// <summary>Of a state that is committed or fallen back.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        SlotState state = ledger.State;
        if (state.Phase is not (UpdatePhase.Committed or UpdatePhase.FallenBack)) { return; }
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
}
