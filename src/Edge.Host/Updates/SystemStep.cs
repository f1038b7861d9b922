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
/// <param name="others">What must not be on trial while another operating system is begun with.</param>
/// <param name="packs">Where packs come from.</param>
/// <param name="root">The folder that stands for <c>/</c> where the kernel is asked.</param>
internal sealed class SystemStep(UpdateParts os, IReadOnlyList<UpdateParts> others, PackPlaces packs, string root)
{
    public async Task<int> RunAsync(SlotWish wish, CancellationToken cancellation)
    {
        bool isReady = ReadyMark.Take(os.Folders.ReadyOf(os.Component));
        if (!SystemParts.Of(os, root, packs).TryGet(out SystemParts parts, out UpdateReason reason)) { return Refuse(reason); }
        SystemTrial trial = parts.Trial(Console.WriteLine);
        if (await trial.RunAsync(cancellation) is { } stuck) { return Refuse(stuck); }
        if (trial.IsRebooting || (wish is { OnlyWhenReady: true, What.Release: null } && !isReady)) { return CommandFrame.Done; }
        if (others.Select(other => other.OnTrial()).FirstOrDefault(busy => busy is not null) is { } busy) { return Refuse(busy); }
        UpdateReason? refused = await InstallAsync(parts, wish, cancellation);
        if (refused?.Refusal == UpdateRefusal.AlreadyRunning) { return CommandFrame.Done; }
        if (refused is not null && os.Ledger.State.Phase != UpdatePhase.FallenBack)
        {
            SlotCommand.RecordRefusal(os.Trail, AuditActor.Slot, os.Component, wish.What.Release, refused);
            return Refuse(refused);
        }
        return await trial.RunAsync(cancellation) is { } why ? Refuse(why)
            : refused is not null ? Refuse(refused)
            : CommandFrame.Done;
    }

    private async Task<UpdateReason?> InstallAsync(SystemParts parts, SlotWish wish, CancellationToken cancellation)
    {
        await os.LearnDeviceAsync(cancellation);
        if (parts.Setup.Class is not string boards) { return ComponentLooks.NoClass(os.Folders.Boot); }
        SlotInstaller installer = os.Installer(parts.Slots, boards, wish.Offline, Console.WriteLine);
        var verified = await installer.VerifyAsync(os.Component, wish.What, cancellation);
        if (!verified.TryGet(out FoundRelease found, out UpdateReason reason)) { return reason; }
        ChannelCount? before = await os.Service.ChannelsAsync(cancellation);
        return await installer.InstallAsync(found, wish.Again, before, cancellation);
    }

    private static int Refuse(UpdateReason reason) => CommandFrame.Refuse(UpdateWords.Of(reason));
}
