using Edge.Audit;
using Edge.Device.Updates.Boot;
using Edge.Host.Commands;
using Edge.Platform.CommandLine;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Slots;
using Edge.Updates.Trust;

namespace Edge.Host.Updates;

/// <summary>The privileged half of an update of the operating system.</summary>
/// <param name="app">What may belong to it; never are two on trial that do not belong together.</param>
/// <param name="packs">Where packs come from.</param>
/// <param name="root">The folder that stands for <c>/</c> where the kernel is asked.</param>
internal sealed class SystemStep(UpdateParts os, UpdateParts app, UpdateParts site, PackPlaces packs, string root)
{
    /// <summary>Goes on with what was cut: a trial, an installation, what a person wished; then what is wished now.</summary>
    public async Task<int> BeginAsync(SlotWish wish, CancellationToken cancellation)
    {
        bool isReady = ReadyMark.Take(os.Folders.ReadyOf(os.Component)) || HandedWish.IsLeft(os);
        SlotWish whole = HandedWish.Begin(os, wish with { PackFolders = packs.Folders });
        if (wish.OnlyWhenReady && isReady) { HandedWish.LeaveWanted(os, whole); }
        int code = await RunAsync(whole, isReady, cancellation);
        // Not where it was cut or stopped: the next run goes on with it.
        HandedWish.End(os);
        return code;
    }

    private async Task<int> RunAsync(SlotWish wish, bool isReady, CancellationToken cancellation)
    {
        PackPlaces places = packs with { Folders = wish.PackFolders };
        if (!SystemParts.Of(os, root, places).TryGet(out SystemParts parts, out UpdateReason reason)) { return Refuse(reason); }
        SystemTrial trial = parts.Trial(app, Console.WriteLine);
        if (await HeldAsync(parts, wish, cancellation)) { return CommandFrame.Done; }

        // Where what belongs to it is not armed yet, that is what follows.
        if (await trial.RunAsync(cancellation) is { } stuck && stuck.Refusal != UpdateRefusal.NeedsAnother)
        {
            return Refuse(stuck);
        }
        await CloseApplicationAsync(trial, cancellation);
        if (trial.IsRebooting || (wish is { OnlyWhenReady: true, What.Release: null } && !isReady)) { return CommandFrame.Done; }
        if ((app.OnTrial() ?? site.OnTrial()) is { } busy) { return Refuse(busy); }
        UpdateReason? refused = await InstallAsync(parts, trial, wish, cancellation);
        if (refused?.Refusal == UpdateRefusal.AlreadyRunning) { return CommandFrame.Done; }
        if (refused is not null && os.Ledger.State.Phase != UpdatePhase.FallenBack)
        {
            SlotCommand.RecordRefusal(os.Trail, AuditActor.Slot, os.Component, wish.What.Release, refused);
            return Refuse(refused);
        }
        if (await HeldAsync(parts, wish, cancellation)) { return CommandFrame.Done; }
        UpdateReason? why = await trial.RunAsync(cancellation);
        await CloseApplicationAsync(trial, cancellation);
        return why is not null ? Refuse(why)
            : refused is not null ? Refuse(refused)
            : CommandFrame.Done;
    }

    // The download of a system takes hours: before its first start whoever may still hold it back is asked again.
    private async Task<bool> HeldAsync(SystemParts parts, SlotWish wish, CancellationToken cancellation)
    {
        if (os.Ledger.State.Phase != UpdatePhase.Armed || parts.Setup.Class is not string boards) { return false; }
        var verified = await Installer(parts, boards, wish).VerifyAsync(os.Component, wish.What, cancellation);
        if (verified.TryGet(out _, out UpdateReason held) || held.Refusal is not (UpdateRefusal.Halted or UpdateRefusal.NotMyTurn
            or UpdateRefusal.OutsideWindow or UpdateRefusal.RolloutPaused or UpdateRefusal.RolloutStopped))
        {
            return false;
        }
        Console.WriteLine($"{os.Ledger.State.Candidate!.Release.Release} is written, and is not started now: {held.Detail}");
        return true;
    }

    private async Task<UpdateReason?> InstallAsync(SystemParts parts, SystemTrial trial, SlotWish wish, CancellationToken cancellation)
    {
        await os.LearnDeviceAsync(cancellation);
        if (parts.Setup.Class is not string boards) { return ComponentLooks.NoClass(os.Folders.Boot); }
        SlotInstaller installer = Installer(parts, boards, wish);
        var verified = await installer.VerifyAsync(os.Component, wish.What, cancellation);
        if (!verified.TryGet(out FoundRelease found, out UpdateReason reason))
        {
            return reason.Refusal == UpdateRefusal.NothingWanted ? await GiveUpAsync(trial, "nothing is wanted any more", cancellation) ?? reason : reason;
        }
        bool isArmed = os.Ledger.State is { Phase: UpdatePhase.Armed, Candidate: { } candidate } && candidate.Release.Manifest == found.Target.Hash;
        if (!isArmed && await GiveUpAsync(trial, $"{found.Manifest.Release} is wanted now", cancellation) is { } stuck) { return stuck; }
        if (os.Ledger.State is { Committed: { } runs } state && runs.Manifest == found.Target.Hash && CommittedCheck.DamageOf(os.Slots, state) is { } damage)
        {
            Console.WriteLine($"{damage}; it is brought in anew");
            return SystemFiles.Restore(
                os.Slots, os.Disk, os.ComponentFolder, os.Folders.SpoolOf(found.Target.Found[0].Repository), found, state);
        }
        FoundRelease? together = null;
        if (os.Ledger.State.Committed?.Manifest != found.Target.Hash && os.Companions(found.Manifest) is { } alone)
        {
            var beside = await ApplicationAsync(found, wish, cancellation);
            if (!beside.TryGet(out together, out reason))
            {
                return alone with { Detail = $"{alone.Detail}; {reason}" };
            }
            if (!isArmed && ApplicationInstaller(wish).Preview(together, wish.Again, found.Target.Hash) is { } barred)
            {
                return alone with { Detail = $"{alone.Detail}; {barred}" };
            }
            Console.WriteLine($"{found.Manifest.Release} and the application {together.Manifest.Release} belong together");
        }
        ChannelCount? before = await os.Service.ChannelsAsync(cancellation);
        if (!isArmed && await installer.InstallAsync(found, wish.Again, before, cancellation) is { } refused)
        {
            return refused;
        }
        if (together is null) { return null; }
        UpdateReason? apart = await ApplicationInstaller(wish).InstallAsync(together, wish.Again, before, found.Target.Hash, cancellation);
        bool isLost = apart is not null && app.Ledger.State.Failure?.Manifest == together.Target.Hash;
        return isLost ? await GiveUpAsync(trial, $"the application that belongs to it: {apart}", cancellation) ?? apart : apart;
    }

    // Armed, and it waits for an application that does not come: it must not keep everything else waiting.
    private async Task<UpdateReason?> GiveUpAsync(SystemTrial trial, string why, CancellationToken cancellation)
    {
        if (os.Ledger.State.Phase != UpdatePhase.Armed) { return null; }
        Console.WriteLine($"{os.Ledger.State.Candidate!.Release.Release} is not started: {why}");
        _ = os.Ledger.Take(new UpdateEvent.TrialRefused(new UpdateReason(UpdateRefusal.NeedsAnother, why)));
        return await trial.RunAsync(cancellation);
    }

    // The application that is wanted, where it and the operating system run together.
    private async Task<Result<FoundRelease, UpdateReason>> ApplicationAsync(FoundRelease system, SlotWish wish, CancellationToken cancellation)
    {
        var verified = await ApplicationInstaller(wish).VerifyAsync(app.Component, wish.What with { Release = null }, cancellation);
        if (!verified.TryGet(out FoundRelease found, out UpdateReason reason)) { return reason; }
        return ReleaseGroups.Check(system.Manifest, app.Component, found.Manifest.Release, found.Manifest) is { } apart ? apart : found;
    }

    // What was taken or undone with it: floors and report.
    private async Task CloseApplicationAsync(SystemTrial trial, CancellationToken cancellation)
    {
        if (trial.IsRebooting || app.Ledger.State.Phase is not (UpdatePhase.Committed or UpdatePhase.FallenBack)) { return; }
        await app.Watch(Console.WriteLine).RunAsync(cancellation);
    }

    private SlotInstaller Installer(SystemParts parts, string boards, SlotWish wish) =>
        os.Installer(parts.Slots, boards, wish.Offline, Console.WriteLine);

    private SlotInstaller ApplicationInstaller(SlotWish wish) => app.Installer(app.Slots, UpdateSetup.Rid, wish.Offline, Console.WriteLine);

    private static int Refuse(UpdateReason reason) => CommandFrame.Refuse(UpdateWords.Of(reason));
}
