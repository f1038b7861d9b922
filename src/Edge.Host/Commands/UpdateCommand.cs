using System.CommandLine;
using Edge.Access;
using Edge.Audit;
using Edge.Device.Control;
using Edge.Device.Updates.Boot;
using Edge.Host.Updates;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Host.Commands;

/// <summary><c>edge update</c>: what a technician asks for at the gateway.</summary>
internal static class UpdateCommand
{
    public static Command Create() => new("update", "Look for, install, watch and undo signed updates.")
    {
        CreateCheck(), CreateInstall(), CreateStatus(), CreateCommit(), CreateRollback(),
    };

    private static Command CreateCheck()
    {
        var options = new UpdateOptions();
        var command = options.AddFoldersTo(new Command(
            "check", "Look whether the operator wants another release here, and what it would fetch; install nothing."));
        command.Add(options.Stick);
        command.Add(options.FetchAs);
        Option<bool> json = ControlOptions.Json();
        command.Add(json);
        command.SetAction((parsed, cancellation) => FetchStep.RunAsync(
            parsed.GetValue(options.FetchAs)!,
            options.Order(parsed, download: false, wakes: false) with { Json = parsed.GetValue(json) }, cancellation));
        return command.WithExample("edge update check");
    }

    private static Command CreateInstall()
    {
        var options = new UpdateOptions();
        Option<bool> again = new("--again") { Description = "Also a release that was undone here before" };
        var command = options.AddFoldersTo(new Command(
            "install", "Fetch, verify and write the wanted release, try it, and commit it or fall back."));
        Option[] more =
        [
            options.Stick, options.Release, options.Now, again, options.Socket, options.RestartBy, options.FetchAs, options.Packs,
            options.PackSocket, options.Root,
        ];
        foreach (Option option in more) { command.Add(option); }
        command.SetAction(async (parsed, cancellation) =>
        {
            FetchOrder order = options.Order(parsed, download: true, wakes: false);
            UpdateParts app = options.Parts(parsed, ReleaseManifest.App);
            await app.LearnDeviceAsync(cancellation);
            int fetched = await FetchStep.RunAsync(parsed.GetValue(options.FetchAs)!, order, cancellation);
            if (fetched != CommandFrame.Done) { return fetched; }
            var wish = new SlotWish(
                order.Wish, parsed.GetValue(again), order.Stick is not null, OnlyWhenReady: false, order.Components, order.SiteFile);
            RecordRequest(app, "update install", $"{order.Wish.Release ?? "what is wanted"}{(order.Stick is null ? "" : " from a stick")}");
            return await SlotCommand.RunAsync(options, parsed, wish, cancellation);
        });
        return command.WithExample("edge update install --stick /media/stick");
    }

    private static Command CreateStatus()
    {
        var options = new UpdateOptions();
        Option<bool> json = ControlOptions.Json();
        var command = new Command("status", "Show which release runs, what is under way and what was undone last.") 
        {
            options.Slots, options.Spool, options.Setup, options.Component, options.Root, json,
        };
        command.SetAction(parsed =>
        {
            UpdateFolders folders = options.Folders(parsed);
            if (folders.Slots != UpdateFolders.DefaultSlots && !Directory.Exists(folders.Slots))
            {
                return CommandFrame.Refuse($"--slots: there is no folder {folders.Slots}.");
            }
            bool hasSystems = SystemParts.ReadSetup(folders.Boot).TryGet(out BootSetup boot, out _);
            IReadOnlyList<string> components = options.Components(parsed);
            if (hasSystems && components.Count > 1) { components = [.. components, ReleaseManifest.Os]; }
            UpdateParts[] asked = [.. components.Select(component => new UpdateParts(folders, component))];
            try
            {
                Console.Write(parsed.GetValue(json) ? UpdateStatus.Json(asked[0]) : string.Join("\n", asked.Select(UpdateStatus.Text)));
                if (hasSystems && !parsed.GetValue(json) && components.Contains(ReleaseManifest.Os))
                {
                    Console.Write(SystemStatus.Text(boot, parsed.GetValue(options.Root)!));
                }
                return CommandFrame.Done;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return CommandFrame.Refuse(exception.Message);
            }
        });
        return command.WithExample("edge update status --json");
    }

    private static Command CreateCommit() => CreateStep(
        "commit", "Take the release on trial without waiting for its verdict.", "edge update commit", _ => new UpdateEvent.CommitRequested());

    private static Command CreateRollback() => CreateStep(
        "rollback", "Undo the release on trial; without one, try the release that ran before.", "edge update rollback",
        parts => new UpdateEvent.RollbackRequested(new FloorStore(parts.Disk, parts.Folders.Slots).Load().EpochOf(parts.Component)));

    private static Command CreateStep(string name, string description, string example, Func<UpdateParts, UpdateEvent> happens)
    {
        var options = new UpdateOptions();
        var command = new Command(name, description)
        {
            options.Slots, options.Setup, options.Component, options.Socket, options.RestartBy, options.Root,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var folders = new UpdateFolders(
                Path.GetFullPath(parsed.GetValue(options.Slots)!), "", Path.GetFullPath(parsed.GetValue(options.Setup)!));
            var parts = new UpdateParts(
                folders, options.OneComponent(parsed), parsed.GetValue(options.Socket)!, parsed.GetValue(options.RestartBy));
            return TakeAsync(parts, $"update {name}", happens(parts), parsed.GetValue(options.Root)!, cancellation);
        });
        return command.WithExample(example);
    }

    /// <summary>Who asked; what came of it the slot writer's part records.</summary>
    private static void RecordRequest(UpdateParts parts, string command, string what) => parts.Trail.Record(
        AuditEvent.RequestGranted, AuditActor.User(Person.Of(new ControlPeer(Environment.ProcessId, Libc.UserId, 0)).UserId), command, what);

    private static async Task<int> TakeAsync(UpdateParts parts, string command, UpdateEvent happened, string root, CancellationToken cancellation)
    {
        bool isTaken = false;
        try
        {
            if (parts.Component == ReleaseManifest.Os) { return await TakeSystemAsync(parts, command, happened, root, cancellation); }
            var taken = parts.Ledger.Take(happened);
            if (!taken.IsOk) { return CommandFrame.Refuse(UpdateWords.Of(taken.Reason)); }
            isTaken = true;
            RecordRequest(parts, command, parts.Component);
            await EndAsync(parts, () => parts.Watch(Console.WriteLine).RunAsync(cancellation), cancellation);
            return CommandFrame.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse(isTaken
                ? $"{exception.Message}\nIt is decided, and not ended yet: systemctl start edge-slot"
                : $"{exception.Message}\nNothing was changed. Slots belong to root.");
        }
    }

    // One watcher at a time: where the slot writer is at work on it, that one ends it.
    private static async Task EndAsync(UpdateParts parts, Func<Task> watch, CancellationToken cancellation)
    {
        while (parts.Ledger.State.Phase is UpdatePhase.Armed or UpdatePhase.Trial or UpdatePhase.Committed or UpdatePhase.FallenBack)
        {
            if (FolderLock.Take(parts.Folders.Writing).TryGet(out FolderLock held, out FolderLockRefusal why))
            {
                using (held) { await watch(); }
                return;
            }
            if (why == FolderLockRefusal.NotPossible) { throw new IOException($"{parts.Folders.Writing} cannot be written."); }
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellation);
        }
        Console.WriteLine("The slot writer has ended it. See: edge update status");
    }

    private static async Task<int> TakeSystemAsync(
        UpdateParts os, string command, UpdateEvent happened, string root, CancellationToken cancellation)
    {
        if (!SystemParts.Of(os, root, PackPlaces.None).TryGet(out SystemParts parts, out UpdateReason reason))
        {
            return CommandFrame.Refuse(UpdateWords.Of(reason));
        }
        SystemTrial trial = parts.Trial(new UpdateParts(os.Folders, ReleaseManifest.App), Console.WriteLine);
        UpdateReason? refused = happened is UpdateEvent.CommitRequested ? trial.Commit()
            : os.Ledger.Take(happened) is { IsOk: false } taken ? taken.Reason
            : null;
        if (refused is null)
        {
            RecordRequest(os, command, os.Component);
            await EndAsync(os, async () => refused = await trial.RunAsync(cancellation), cancellation);
        }
        return refused is null ? CommandFrame.Done : CommandFrame.Refuse(UpdateWords.Of(refused));
    }
}
