using System.CommandLine;
using Edge.Host.Updates;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Trust;

namespace Edge.Host.Commands;

/// <summary><c>edge slot</c>: the privileged half of an update. It opens no network connection.</summary>
internal static class SlotCommand
{
    /// <summary>ENOSPC; errno(3).</summary>
    private const int NoSpace = 28;
    private const int LockAttempts = 60;

    public static Command Create()
    {
        var options = new UpdateOptions();
        Option<bool> again = new("--again") { Description = "Also a release that was undone here before" };
        Option<bool> offline = new("--offline") { Description = "The spool was filled from a stick; its metadata may be older" };
        var command = options.AddFoldersTo(new Command(
            "slot", "Write the release in the spool into the free slot, try it, and commit it or fall back. Opens no network."));
        foreach (Option option in (Option[])[options.Release, options.Now, again, offline, options.Socket, options.RestartBy]) { command.Add(option); }
        command.SetAction((parsed, cancellation) => RunAsync(
            new UpdateParts(options.Folders(parsed), parsed.GetValue(options.Socket)!, parsed.GetValue(options.RestartBy)),
            new SlotWish(
                new UpdateWish(parsed.GetValue(options.Release), parsed.GetValue(options.Now)), parsed.GetValue(again),
                parsed.GetValue(offline), OnlyWhenReady: true),
            cancellation));
        command.Add(CreateBegin());
        return command.WithExample("edge slot --release 1.4.0");
    }

    public static async Task<int> RunAsync(
        UpdateParts parts, SlotWish wish, CancellationToken cancellation)
    {
        try
        {
            parts.Disk.MakeFolder(parts.ComponentFolder);
            using FolderLock? held = await HoldAsync(Path.Combine(parts.ComponentFolder, "writing"), cancellation);
            if (held is null) { return CommandFrame.Refuse("Another edge slot is at work. See: edge update status"); }
            await parts.Watch(Console.WriteLine).RunAsync(cancellation);
            if (wish is { OnlyWhenReady: true, What.Release: null } && !File.Exists(parts.Folders.Ready)) { return CommandFrame.Done; }
            if (await InstallAsync(parts, wish, cancellation) is UpdateReason reason)
            {
                return reason.Refusal == UpdateRefusal.AlreadyRunning ? CommandFrame.Done : CommandFrame.Refuse(UpdateWords.Of(reason));
            }
            await parts.Watch(Console.WriteLine).RunAsync(cancellation);
            return parts.Ledger.State is { Failure: { } failure }
                ? CommandFrame.Refuse($"{failure.Release} was undone; the version before runs.")
                : CommandFrame.Done;
        }
        catch (IOException exception) when (exception.HResult == NoSpace)
        {
            return CommandFrame.Refuse(UpdateWords.Of(new UpdateReason(UpdateRefusal.DiskFull, exception.Message)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse($"{exception.Message}\nNothing that runs was changed. edge slot writes as root.");
        }
    }

    private static async Task<UpdateReason?> InstallAsync(
        UpdateParts parts, SlotWish wish, CancellationToken cancellation)
    {
        await parts.LearnDeviceAsync(cancellation);
        SlotInstaller installer = parts.Installer(wish.Offline);
        var verified = await installer.VerifyAsync(UpdateParts.Component, wish.What, cancellation);

        // The path unit looks for this file: left behind, it would start this again at once and for ever.
        parts.Disk.Delete(parts.Folders.Ready);
        if (!verified.TryGet(out FoundRelease found, out UpdateReason reason)) { return reason; }
        int? usable = await parts.Service.UsableChannelsAsync(cancellation);
        return installer.Install(found, wish.Again, usable);
    }

    private static async Task<FolderLock?> HoldAsync(string folder, CancellationToken cancellation)
    {
        for (int attempt = 1; attempt <= LockAttempts; attempt++)
        {
            if (FolderLock.Take(folder).TryGet(out FolderLock taken, out FolderLockRefusal why)) { return taken; }
            if (why == FolderLockRefusal.NotPossible) { throw new UnauthorizedAccessException($"{folder} cannot be written."); }
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellation);
        }
        return null;
    }

    private static Command CreateBegin()
    {
        var options = new UpdateOptions();
        var command = new Command("begin", "Count a start of a candidate before it runs; the unit of the gateway calls it.") { options.Slots };
        command.SetAction(parsed =>
        {
            var parts = new UpdateParts(new UpdateFolders(Path.GetFullPath(parsed.GetValue(options.Slots)!), "", ""));
            if (Environment.GetEnvironmentVariable("INVOCATION_ID") is not string start)
            {
                return CommandFrame.Refuse("edge slot begin is called by systemd, which names the start in INVOCATION_ID.");
            }
            return parts.Launcher.Begin(start) is string problem ? CommandFrame.Refuse(problem) : CommandFrame.Done;
        });
        return command.WithExample("edge slot begin");
    }
}

/// <param name="Again">Also one that was undone here before.</param>
/// <param name="Offline">The spool was filled from a stick.</param>
/// <param name="OnlyWhenReady">Do nothing new unless the fetcher has left its mark.</param>
internal sealed record SlotWish(UpdateWish What, bool Again, bool Offline, bool OnlyWhenReady);
