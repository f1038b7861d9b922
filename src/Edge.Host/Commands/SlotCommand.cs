using System.CommandLine;
using Edge.Audit;
using Edge.Host.Updates;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;
using Edge.Updates.Trust;

namespace Edge.Host.Commands;

/// <summary><c>edge slot</c>: the privileged half of an update. It opens no network connection.</summary>
internal static class SlotCommand
{
    /// <summary>ENOSPC; errno(3).</summary>
    private const int NoSpace = 28;
    private const int LockAttempts = 60;

    /// <summary>No exit code: the site is left to the version that has just been committed.</summary>
    private const int HandedOn = -1;

    public static Command Create()
    {
        var options = new UpdateOptions();
        Option<bool> again = new("--again") { Description = "Also a release that was undone here before" };
        Option<bool> offline = new("--offline") { Description = "The spool was filled from a stick; its metadata may be older" };
        var command = options.AddFoldersTo(new Command(
            "slot", "Write the release in the spool into the free slot, try it, and commit it or fall back. Opens no network."));
        Option[] more = [options.Release, options.Now, again, offline, options.Socket, options.RestartBy, options.Packs, options.PackSocket, options.Root];
        foreach (Option option in more) { command.Add(option); }
        command.SetAction((parsed, cancellation) => RunAsync(
            options, parsed,
            new SlotWish(
                new UpdateWish(parsed.GetValue(options.Release), parsed.GetValue(options.Now)), parsed.GetValue(again),
                parsed.GetValue(offline), OnlyWhenReady: true, options.Components(parsed), options.SiteFile(parsed)),
            cancellation));
        command.Add(CreateBegin());
        return command.WithExample("edge slot --release 1.4.0");
    }

    /// <summary>What a command is about: application and site, in the order in which they are updated, or the operating system.</summary>
    public static async Task<int> RunAsync(UpdateOptions options, ParseResult parsed, SlotWish wish, CancellationToken cancellation)
    {
        UpdateParts app = options.Parts(parsed, ReleaseManifest.App), site = options.Parts(parsed, ReleaseManifest.Site);
        UpdateParts os = options.Parts(parsed, ReleaseManifest.Os);
        try
        {
            foreach (UpdateParts parts in (UpdateParts[])[app, site, os]) { parts.Disk.MakeFolder(parts.ComponentFolder); }
            bool isPaced = wish.OnlyWhenReady && File.Exists(app.Folders.ReadyOf(wish.Components[0]));
            if (isPaced) { await MarkPace.WaitAsync(app.Folders, TimeProvider.System, cancellation); }
            using FolderLock? held = await HoldAsync(app.Folders.Writing, cancellation);
            if (held is null) { return CommandFrame.Refuse("Another edge slot is at work. See: edge update status"); }
            foreach (UpdateParts parts in (UpdateParts[])[app, site, os])
            {
                if (parts.Ledger.Mend() is { } torn) { Console.WriteLine($"{torn}; it is written anew"); }
            }
            long before = app.Ledger.State.Generation + site.Ledger.State.Generation + os.Ledger.State.Generation;
            int code = wish.Components is [ReleaseManifest.Os]
                ? await new SystemStep(os, app, site, options.PackPlaces(parsed), parsed.GetValue(options.Root)!).BeginAsync(wish, cancellation)
                : await RunAsync([app, site], os, wish, cancellation);
            bool isChanged = app.Ledger.State.Generation + site.Ledger.State.Generation + os.Ledger.State.Generation != before;
            if (isPaced && !isChanged) { MarkPace.Note(app.Folders, TimeProvider.System); }
            return code;
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

    // What is under way ends first, whichever is wished for; never are two on trial.
    private static async Task<int> RunAsync(IReadOnlyList<UpdateParts> all, UpdateParts os, SlotWish wish, CancellationToken cancellation)
    {
        bool isReady = ReadyMark.Take(os.Folders.Ready);
        SlotRelease? ran = all[0].Ledger.State.Committed;
        foreach (UpdateParts parts in all) { await parts.Watch(Console.WriteLine).RunAsync(cancellation); }
        if (wish is { OnlyWhenReady: true, What.Release: null } && !isReady && !HandedWish.IsLeft(all[0])) { return CommandFrame.Done; }
        if (wish.OnlyWhenReady && HandedWish.IsLeft(all[0]) && all[0].Ledger.State.Committed != ran)
        {
            WakeNext(os);
            return CommandFrame.Done;
        }
        wish = HandedWish.Begin(all[0], wish);
        int code = await InstallAsync(all, os, wish, cancellation);
        // Not where it was cut or stopped: the next run goes on with it.
        if (code is not HandedOn) { HandedWish.End(all[0]); }
        return code is HandedOn ? CommandFrame.Done : code;
    }

    private static async Task<int> InstallAsync(IReadOnlyList<UpdateParts> all, UpdateParts os, SlotWish wish, CancellationToken cancellation)
    {
        if (os.OnTrial() is { } busy) { return CommandFrame.Refuse(UpdateWords.Of(busy)); }
        var looks = new ComponentLooks();
        foreach (UpdateParts parts in all.Where(parts => wish.Components.Contains(parts.Component)))
        {
            parts.Check(Console.WriteLine).Run();
            SlotRelease? before = parts.Ledger.State.Committed;
            UpdateReason? reason = await UpdateAsync(parts, wish, cancellation);
            looks.Add(reason);
            if (reason is null && parts.Component == ReleaseManifest.App && parts.Ledger.State.Committed != before)
            {
                // What follows is for the new version to judge, not for this process, which is the one before.
                if (wish.Components.Count == 1) { break; }
                HandOn(parts, wish);
                return HandedOn;
            }
        }
        return looks.Code;
    }

    private static void HandOn(UpdateParts parts, SlotWish wish)
    {
        HandedWish.Leave(parts, wish);
        WakeNext(parts);
    }

    private static void WakeNext(UpdateParts parts)
    {
        parts.Disk.Replace(parts.Folders.Ready, "again\n"u8);
        Console.WriteLine("The new version looks at the site next, by edge-slot.service. See: edge update status --component site");
    }

    /// <summary>Null when the wanted release is committed now.</summary>
    private static async Task<UpdateReason?> UpdateAsync(UpdateParts parts, SlotWish wish, CancellationToken cancellation)
    {
        UpdateReason? reason = await InstallAsync(parts, wish, cancellation);
        if (reason is not null && parts.Ledger.State.Phase != UpdatePhase.FallenBack)
        {
            RecordRefusal(parts.Trail, AuditActor.Slot, parts.Component, wish.What.Release, reason);
            return reason;
        }

        await parts.Watch(Console.WriteLine).RunAsync(cancellation);
        return reason ?? (parts.Ledger.State.Failure is { } failure
            ? new UpdateReason(failure.Reason, $"{failure.Release} was undone; the version before runs. {failure.Detail}")
            : null);
    }

    /// <summary>What waits, or is there already, is no refusal.</summary>
    public static void RecordRefusal(IAuditTrail trail, AuditActor who, string component, string? release, UpdateReason reason)
    {
        if (reason.IsVerdict) { trail.Record(AuditEvent.UpdateRefused, who, release ?? $"what is wanted of {component}", $"{component}, {reason}"); }
    }

    private static async Task<UpdateReason?> InstallAsync(
        UpdateParts parts, SlotWish wish, CancellationToken cancellation)
    {
        await parts.LearnDeviceAsync(cancellation);
        if (parts.Rid(wish.SiteFile) is not string rid) { return ComponentLooks.NoSite(wish.SiteFile); }
        SlotInstaller installer = parts.Installer(parts.Slots, rid, wish.Offline, Console.WriteLine);
        var verified = await installer.VerifyAsync(parts.Component, wish.What, cancellation);
        if (!verified.TryGet(out FoundRelease found, out UpdateReason reason)) { return reason; }
        if (parts.Companions(found.Manifest) is { } alone) { return alone; }
        ChannelCount? before = await parts.Service.ChannelsAsync(cancellation);
        return await installer.InstallAsync(found, wish.Again, before, cancellation);
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
        var command = new Command("begin", "Count a start of a candidate before it runs; the unit of the gateway calls it.")
        {
            options.Slots, options.Setup, options.Root,
        };
        command.SetAction(parsed =>
        {
            var folders = new UpdateFolders(
                Path.GetFullPath(parsed.GetValue(options.Slots)!), "", Path.GetFullPath(parsed.GetValue(options.Setup)!));
            string root = parsed.GetValue(options.Root)!;
            if (Environment.GetEnvironmentVariable("INVOCATION_ID") is not string start)
            {
                return CommandFrame.Refuse("edge slot begin is called by systemd, which names the start in INVOCATION_ID.");
            }
            return LaunchCommand.Begin(
                start, new UpdateParts(folders, ReleaseManifest.App) { Root = root },
                new UpdateParts(folders, ReleaseManifest.Site) { Root = root }) is string problem
                ? CommandFrame.Refuse(problem)
                : CommandFrame.Done;
        });
        return command.WithExample("edge slot begin");
    }
}

/// <param name="Again">Also one that was undone here before.</param>
/// <param name="Offline">The spool was filled from a stick.</param>
/// <param name="OnlyWhenReady">Do nothing new unless the fetcher has left its mark.</param>
/// <param name="SiteFile">The installed one.</param>
internal sealed record SlotWish(
    UpdateWish What, bool Again, bool Offline, bool OnlyWhenReady, IReadOnlyList<string> Components, string SiteFile)
{
    /// <summary>Folders with the packs of an operating system, asked before the fetcher.</summary>
    public IReadOnlyList<string> PackFolders { get; init; } = [];
}
