using System.CommandLine;
using Edge.Host.Updates;
using Edge.Platform.CommandLine;
using Edge.Platform.Updates;
using Edge.Updates;

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
        var command = options.AddFoldersTo(new Command("check", "Look whether the operator wants another release here; change nothing."));
        command.Add(options.Stick);
        command.Add(options.FetchAs);
        command.SetAction((parsed, cancellation) => FetchStep.RunAsync(
            parsed.GetValue(options.FetchAs)!, options.Folders(parsed), parsed.GetValue(options.Stick), new UpdateWish(), download: false, cancellation));
        return command.WithExample("edge update check");
    }

    private static Command CreateInstall()
    {
        var options = new UpdateOptions();
        Option<bool> again = new("--again") { Description = "Also a release that was undone here before" };
        var command = options.AddFoldersTo(new Command(
            "install", "Fetch, verify and write the wanted release, try it, and commit it or fall back."));
        Option[] more = [options.Stick, options.Release, options.Now, again, options.Socket, options.RestartBy, options.FetchAs];
        foreach (Option option in more) { command.Add(option); }
        command.SetAction(async (parsed, cancellation) =>
        {
            UpdateFolders folders = options.Folders(parsed);
            string? stick = parsed.GetValue(options.Stick);
            var what = new UpdateWish(parsed.GetValue(options.Release), parsed.GetValue(options.Now));
            var parts = new UpdateParts(folders, parsed.GetValue(options.Socket)!, parsed.GetValue(options.RestartBy));
            await parts.LearnDeviceAsync(cancellation);
            int fetched = await FetchStep.RunAsync(parsed.GetValue(options.FetchAs)!, folders, stick, what, download: true, cancellation);
            if (fetched != CommandFrame.Done) { return fetched; }
            var wish = new SlotWish(what, parsed.GetValue(again), stick is not null, OnlyWhenReady: false);
            return await SlotCommand.RunAsync(parts, wish, cancellation);
        });
        return command.WithExample("edge update install --stick /media/stick");
    }

    private static Command CreateStatus()
    {
        var options = new UpdateOptions();
        Option<bool> json = ControlOptions.Json();
        var command = new Command("status", "Show which release runs, what is under way and what was undone last.") { options.Slots, options.Spool, json };
        command.SetAction(parsed =>
        {
            var parts = new UpdateParts(new UpdateFolders(
                Path.GetFullPath(parsed.GetValue(options.Slots)!), Path.GetFullPath(parsed.GetValue(options.Spool)!), ""));
            try
            {
                Console.Write(parsed.GetValue(json) ? UpdateStatus.Json(parts) : UpdateStatus.Text(parts));
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
        parts => new UpdateEvent.RollbackRequested(new FloorStore(parts.Disk, parts.Folders.Slots).Load().EpochOf(UpdateParts.Component)));

    private static Command CreateStep(string name, string description, string example, Func<UpdateParts, UpdateEvent> happens)
    {
        var options = new UpdateOptions();
        var command = new Command(name, description) { options.Slots, options.Socket, options.RestartBy };
        command.SetAction((parsed, cancellation) =>
        {
            var folders = new UpdateFolders(Path.GetFullPath(parsed.GetValue(options.Slots)!), "", "");
            var parts = new UpdateParts(folders, parsed.GetValue(options.Socket)!, parsed.GetValue(options.RestartBy));
            return TakeAsync(parts, happens(parts), cancellation);
        });
        return command.WithExample(example);
    }

    private static async Task<int> TakeAsync(UpdateParts parts, UpdateEvent happened, CancellationToken cancellation)
    {
        try
        {
            var taken = parts.Ledger.Take(happened);
            if (!taken.IsOk) { return CommandFrame.Refuse(UpdateWords.Of(taken.Reason)); }
            await parts.Watch(Console.WriteLine).RunAsync(cancellation);
            return CommandFrame.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse($"{exception.Message}\nNothing was changed. Slots belong to root.");
        }
    }
}
