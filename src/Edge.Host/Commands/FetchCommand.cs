using System.CommandLine;
using System.Globalization;
using Edge.Host.Updates;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;
using Edge.Platform.Updates;
using Edge.Updates;

namespace Edge.Host.Commands;

/// <summary><c>edge fetch</c>: the unprivileged half of an update.</summary>
internal static class FetchCommand
{
    public static Command Create()
    {
        var options = new UpdateOptions();
        Option<bool> check = new("--check") { Description = "Look only: metadata and manifest, no files of the release" };
        var command = options.AddFoldersTo(new Command(
            "fetch", "Fetch what the wanted release needs into the spool. Needs no rights; the slot writer verifies all of it again."));
        command.Add(options.Stick);
        command.Add(options.Release);
        command.Add(options.Now);
        command.Add(check);
        command.SetAction((parsed, cancellation) => RunAsync(
            options.Folders(parsed), parsed.GetValue(options.Stick),
            new UpdateWish(parsed.GetValue(options.Release), parsed.GetValue(options.Now)), !parsed.GetValue(check), cancellation));
        return command.WithExample("edge fetch --stick /media/stick");
    }

    public static async Task<int> RunAsync(
        UpdateFolders folders, string? stick, UpdateWish wish, bool download, CancellationToken cancellation)
    {
        if (stick is not null && !Directory.Exists(stick)) { return CommandFrame.Refuse($"--stick: there is no folder {stick}."); }
        try
        {
            if (!FolderLock.Take(folders.Spool).TryGet(out FolderLock taken, out FolderLockRefusal why))
            {
                return CommandFrame.Refuse(why == FolderLockRefusal.InUse
                    ? "Another edge fetch is at work; try again when it is done."
                    : $"{folders.Spool} cannot be written: edge fetch runs as the owner of the spool.");
            }
            using FolderLock held = taken;
            var parts = new UpdateParts(folders);
            using var sources = new RepositorySources(stick, parts.Disk);
            var fetcher = new UpdateFetcher(
                folders, parts.Disk, parts.Slots, UpdateSetup.Rid, TimeProvider.System, sources.Of, offline: stick is not null);
            var fetched = await FetchTurns.RunAsync(() => sources.Addresses, turn =>
            {
                sources.Turn = turn;
                return fetcher.RunAsync(UpdateParts.Component, wish, download, cancellation);
            });
            if (!fetched.TryGet(out FetchReport report, out UpdateReason reason)) { return CommandFrame.Refuse(UpdateWords.Of(reason)); }
            new LastLook(parts.Disk, folders).Note(report, TimeProvider.System.GetUtcNow());
            Console.WriteLine(Line(report));
            return CommandFrame.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse(exception.Message);
        }
    }

    private static string Line(FetchReport report)
    {
        string release = report.Release.Manifest.Release;
        string what = report.IsRunning ? $"{release} is wanted, and runs already."
            : string.Create(CultureInfo.InvariantCulture, $"{release}: {report.Missing} bytes {(report.IsFetched ? "fetched" : "to fetch")}.{Turn(report)}");
        string clock = report.Clock == ClockVerdict.Believed ? "" : $" The clock is {UpdateWords.Of(report.Clock)}; the newest signed time counts instead.";
        return what + (report.Offline ? " Offline-fresh: as new as the stick, not as the network." : "") + clock;
    }

    private static string Turn(FetchReport report) =>
        report.Turn is { MayInstall: false } turn ? $" Not now: {turn.Reason.Detail}." : "";
}
