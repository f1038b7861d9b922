using Edge.Audit;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Device.Updates.Boot;

/// <summary>An operating system from the arming on: the reboot, the trial, the verdict, the reboot back where
/// it lost.</summary>
/// <remarks>Begins with the stored state and with which slot runs: after a cut at any place it goes on there.
/// The try is counted, durably,
/// before the boot loader is told, and the boot loader is told what is kept before the state says so. Throws
/// <see cref="IOException"/>
/// when a disk does.</remarks>
public sealed class SystemTrial(
    ISlotStore slots, SlotLedger ledger, IUpdatedService service, IBootedSystem machine, UpdateClosing closing, GroupedApplication application,
    TimeProvider time, IAuditTrail trail, Action<string> tell)
{
    /// <summary>The machine was told to start anew: nothing else is to be done.</summary>
    public bool IsRebooting { get; private set; }

    /// <summary>Until the update is closed or the machine reboots; at once where none is under way.</summary>
    /// <returns>Why it cannot go on; what was decided stays. Null: it went on.</returns>
    public async Task<UpdateReason?> RunAsync(CancellationToken cancellation)
    {
        SlotState state = ledger.State;
        if (state.Phase is UpdatePhase.Armed or UpdatePhase.Trial)
        {
            if (!machine.Evidence().Agreed().TryGet(out SlotName running, out UpdateReason reason))
            {
                return reason;
            }
            if (running == state.Candidate!.Release.Slot) { await WatchAsync(state.Candidate.Release, cancellation); }
            else if (await TryAsync(state.Candidate.Release, running, cancellation) is { } refused) { return refused; }
        }
        return !IsRebooting && ledger.State.Phase is UpdatePhase.Committed or UpdatePhase.FallenBack ? await CloseAsync(cancellation) : null;
    }

    /// <summary>A person takes the candidate that runs.</summary>
    public UpdateReason? Commit()
    {
        if (!machine.Evidence().Agreed().TryGet(out SlotName running, out UpdateReason reason))
        {
            return reason;
        }
        if (ledger.State is not { Phase: UpdatePhase.Trial, Candidate.Release: { } candidate } || candidate.Slot != running)
        {
            return new UpdateReason(UpdateRefusal.OutOfOrder, "no operating system that runs is on trial");
        }
        if (application.Candidate.Of(candidate.Manifest) is { Starts.IsEmpty: true })
        {
            return new UpdateReason(UpdateRefusal.OutOfOrder, "the application that belongs to it has not started yet");
        }
        return !slots.Verify(candidate).TryGet(out ReleaseManifest manifest, out reason) ? reason
            : Keep(candidate, manifest, new UpdateEvent.CommitRequested());
    }

    // The other slot runs: the reboot did not come about, or what was started has come to nothing.
    private async Task<UpdateReason?> TryAsync(SlotRelease candidate, SlotName running, CancellationToken cancellation)
    {
        machine.EndDeadline();
        if (!machine.Select(selector => selector.Read()).TryGet(out BootChoice choice, out UpdateReason reason))
        {
            return reason;
        }
        if (choice.Default != running)
        {
            return new UpdateReason(UpdateRefusal.SlotInUse, $"slot {running.Word()} runs and is not the default: keep it (edge boot keep), or reboot");
        }
        if (!slots.Verify(candidate).TryGet(out ReleaseManifest manifest, out UpdateReason damage))
        {
            _ = ledger.Take(new UpdateEvent.CandidateDamaged(damage.Detail));
            return null;
        }

        // What belongs to it is armed behind it: a cut between the two finds it alone, and it waits. Once it was tried, that is gone.
        if (application.Candidate.Check(manifest, candidate.Manifest) is { } alone)
        {
            return ledger.State.Phase == UpdatePhase.Trial ? Undo(alone) : alone;
        }
        if (machine.Select(selector => selector.CanTry()) is { } impossible) { return Undo(impossible); }

        // From here on a cut before the reboot forgets nothing: what is found is a trial, and the slot before
        // running.
        if (!ledger.Take(new UpdateEvent.TrialOrdered()).TryGet(out UpdateStep step, out reason))
        {
            return reason;
        }
        if (step.State.Phase != UpdatePhase.Trial) { return null; }
        if (machine.Select(selector => selector.Arm(candidate.Slot)) is { } refused) { return Undo(refused); }
        trail.Record(
            AuditEvent.UpdateArmed, AuditActor.Slot, candidate.Release,
            $"{ReleaseManifest.Os} in slot {candidate.Slot.Word()}, manifest {candidate.Manifest}");
        tell($"{candidate.Release} is armed in slot {candidate.Slot.Word()}; the machine reboots; {step.State.Candidate!.TriesLeft} more tries");
        IsRebooting = true;
        await machine.RebootAsync(machine.Select(selector => selector.TrialReboot), cancellation);
        return null;
    }

    private async Task WatchAsync(SlotRelease candidate, CancellationToken cancellation)
    {
        if (ledger.State.Phase == UpdatePhase.Armed) { _ = ledger.Take(new UpdateEvent.TrialOrdered()); }
        _ = ledger.Take(new UpdateEvent.TrialSeen(machine.BootId));
        if (!slots.Verify(candidate).TryGet(out ReleaseManifest manifest, out UpdateReason damage))
        {
            _ = ledger.Take(new UpdateEvent.CandidateDamaged(damage.Detail));
            return;
        }
        if (manifest.Verity is { } verity && machine.Verity != verity.ToString())
        {
            string seen = machine.Verity is string other ? $"with root hash {other}" : "without a root hash";
            _ = ledger.Take(new UpdateEvent.Judged(new HealthVerdict(Health.Unhealthy, $"the kernel was started {seen}, the release has {verity}")));
            return;
        }
        if (application.Candidate.Check(manifest, candidate.Manifest) is { } alone)
        {
            _ = ledger.Take(new UpdateEvent.Judged(new HealthVerdict(Health.Unhealthy, alone.Detail)));
            return;
        }
        if (machine.Select(selector => selector.Read()) is { IsOk: true } choice && choice.Value.Default == candidate.Slot)
        {
            // The verdict was given and the boot loader told, wholly or in part; a cut came before the state.
            _ = Keep(candidate, manifest, new UpdateEvent.CommitRequested());
            return;
        }
        tell($"{candidate.Release} is on trial in slot {candidate.Slot.Word()}");
        var verdict = application.Candidate.Of(candidate.Manifest) is { } together
            ? await WatchTogetherAsync(candidate, manifest, together, cancellation)
            : await new HealthWatch(service, time).RunAsync(manifest, ledger.State.Candidate!, () => IsOpen(candidate), cancellation);
        if (verdict is { Health: Health.Healthy }) { _ = Keep(candidate, manifest, new UpdateEvent.Judged(verdict)); }
        else if (verdict is not null) { _ = ledger.Take(new UpdateEvent.Judged(verdict)); }
    }

    // Healthy is that the application that belongs to it runs on it, and is well by what both releases say.
    private async Task<HealthVerdict?> WatchTogetherAsync(
        SlotRelease candidate, ReleaseManifest manifest, Candidate together, CancellationToken cancellation)
    {
        if (application.Candidate.ManifestOf(together.Release) is { } app)
        {
            var rules = new HealthRules(
                manifest.Health.Deadline > app.Health.Deadline ? manifest.Health.Deadline : app.Health.Deadline,
                [.. manifest.Health.Units.Union(app.Health.Units)], [.. manifest.Health.Criteria.Union(app.Health.Criteria)]);
            bool IsGoingOn() => IsOpen(candidate) && application.Candidate.Of(candidate.Manifest) is not null;
            var verdict = await new HealthWatch(application.Service, time).RunAsync(
                manifest with { Health = rules }, together, IsGoingOn, cancellation);
            if (verdict is not null || !IsOpen(candidate)) { return verdict; }
        }
        return new HealthVerdict(Health.Unhealthy, $"the application {together.Release.Release} that belongs to it was undone");
    }

    // First the boot loader: what is committed is what is started from now on. Between the two a cut finds the candidate running, and the
    // default. Meanwhile nobody else decides: a person's commit and the verdict of the slot writer may come at the same moment.
    private UpdateReason? Keep(SlotRelease candidate, ReleaseManifest manifest, UpdateEvent commit)
    {
        bool mustUndo = false;
        var taken = ledger.Take(commit, state =>
        {
            if (!IsOpen(state, candidate)) { return new UpdateReason(UpdateRefusal.OutOfOrder, "the trial has ended in the meantime"); }
            UpdateReason? refused = application.Candidate.Check(manifest, candidate.Manifest) ?? machine.Select(selector => selector.Settle(candidate.Slot));
            mustUndo = refused is not null;
            if (refused is null)
            {
                machine.EndDeadline();
                tell($"{candidate.Release} in slot {candidate.Slot.Word()} is what the boot loader starts from now on");
            }
            return refused;
        });
        return taken.IsOk ? null : mustUndo ? Undo(taken.Reason) ?? taken.Reason : taken.Reason;
    }

    private async Task<UpdateReason?> CloseAsync(CancellationToken cancellation)
    {
        SlotState state = ledger.State;
        if (state.Phase == UpdatePhase.Committed) { application.Candidate.Commit(state.Committed!.Manifest); }
        else { application.Candidate.Undo(state.Failure!.Manifest); }
        if (state.Phase == UpdatePhase.FallenBack && GoodSlot(state) is { } good)
        {
            // What runs may be what was undone: nothing is closed until that is known.
            if (!machine.Evidence().Agreed().TryGet(out SlotName running, out UpdateReason unclear)) { return unclear; }
            if (machine.Select(selector => selector.Settle(good)) is { } refused) { tell($"The boot loader could not be told: {refused}"); }
            if (running != good)
            {
                // What it was undone for is told after the reboot, by the one that is good.
                tell($"{state.Failure!.Release} is undone; the machine reboots into slot {good.Word()}");
                IsRebooting = true;
                await machine.RebootAsync("", cancellation);
                return null;
            }
            machine.EndDeadline();
        }
        await closing.RunAsync(cancellation);
        return null;
    }

    private static SlotName? GoodSlot(SlotState state) => state.Committed?.Slot ?? state.Evidence?.Slot?.Other();

    private bool IsOpen(SlotRelease candidate) => IsOpen(ledger.State, candidate);

    private static bool IsOpen(SlotState state, SlotRelease candidate) =>
        state.Phase == UpdatePhase.Trial && state.Candidate!.Release == candidate;

    private UpdateReason? Undo(UpdateReason why)
    {
        var taken = ledger.Take(new UpdateEvent.TrialRefused(why));
        return taken.IsOk ? null : taken.Reason;
    }
}

/// <summary>The application beside an operating system.</summary>
/// <param name="Service">Its gateway.</param>
public sealed record GroupedApplication(GroupedCandidate Candidate, IUpdatedService Service);
