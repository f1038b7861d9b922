using System.CommandLine;
using System.Globalization;
using Edge.Audit;
using Edge.Host.Updates;
using Edge.Platform.Audit;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;
using Edge.Platform.Updates;
using Edge.Platform.Updates.Bell;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Trust;

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
        Option<bool> quiet = new("--no-wake") { Description = "Leave no mark for the slot writer: who asked goes on himself" };
        command.Add(quiet);
        Option<bool> json = ControlOptions.Json();
        command.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(
            options.Order(parsed, !parsed.GetValue(check), wakes: !parsed.GetValue(quiet)) with { Json = parsed.GetValue(json) },
            cancellation));
        command.Add(FetchPacksCommand.Create());
        return command.WithExample("edge fetch --stick /media/stick");
    }

    public static async Task<int> RunAsync(FetchOrder order, CancellationToken cancellation)
    {
        if (order.Stick is not null && StickLook.Problem(order.Stick) is string wrong) { return CommandFrame.Refuse(wrong); }
        UpdateFolders folders = order.Folders;
        try
        {
            if (!FolderLock.Take(folders.Spool).TryGet(out FolderLock taken, out FolderLockRefusal why))
            {
                return CommandFrame.Refuse(why == FolderLockRefusal.InUse
                    ? "Another edge fetch is at work; try again when it is done."
                    : $"{folders.Spool} cannot be written: edge fetch runs as the owner of the spool.");
            }
            using FolderLock held = taken;
            var disk = new LinuxDisk();
            using var sources = new RepositorySources(order.Stick, disk);
            var fetcher = new UpdateFetcher(folders, disk, TimeProvider.System, SourceOf, offline: order.Stick is not null);
            var refreshed = await FetchTurns.RunAsync(() => sources.Addresses, RefreshAsync);
            var trail = new SpoolTrail(folders.FetchEvents);
            if (!refreshed.TryGet(out FetchSession session, out UpdateReason reason))
            {
                SlotCommand.RecordRefusal(trail, AuditActor.Fetch, "repositories", order.Wish.Release, reason);
                return CommandFrame.Refuse(UpdateWords.Of(reason));
            }

            var looks = new ComponentLooks();
            var found = new List<FetchReport>();
            foreach (string component in order.Components)
            {
                UpdateReason? refused = await FetchAsync(new UpdateParts(folders, component), order, LookAsync, found);
                if (refused is not null) { SlotCommand.RecordRefusal(trail, AuditActor.Fetch, component, order.Wish.Release, refused); }
                looks.Add(refused);
            }
            if (order.Json) { Console.WriteLine(LookJson.Of(found)); }
            return looks.Code;

            IRepositorySource SourceOf(MappedRepository repository) => order.Rung is { } rung && rung.Repository == repository.Name
                ? new RungSource(sources.Of(repository), rung.Timestamp)
                : sources.Of(repository);

            Task<Result<FetchSession, UpdateReason>> RefreshAsync(int turn)
            {
                sources.Turn = turn;
                return fetcher.RefreshAsync(cancellation);
            }

            // Where what came was refused, another address is asked for everything.
            Task<Result<FetchReport, UpdateReason>> LookAsync(FetchedComponent component) => FetchTurns.RunAsync(
                () => sources.Addresses,
                async turn =>
                {
                    if (turn > 0)
                    {
                        var again = await RefreshAsync(sources.Turn + 1);
                        if (!again.TryGet(out FetchSession? next, out UpdateReason refused)) { return refused; }
                        session = next;
                    }
                    return await session.RunAsync(component, order.Wish, order.Download, cancellation);
                });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse(exception.Message);
        }
    }

    /// <summary>Null when it was looked at, and said so.</summary>
    private static async Task<UpdateReason?> FetchAsync(
        UpdateParts parts, FetchOrder order, Func<FetchedComponent, Task<Result<FetchReport, UpdateReason>>> look,
        List<FetchReport> found)
    {
        if (parts.Rid(order.SiteFile) is not string rid) { return ComponentLooks.NoRid(parts, order.SiteFile); }
        var fetched = await look(new FetchedComponent(parts.Component, rid, parts.Slots));
        if (!fetched.TryGet(out FetchReport report, out UpdateReason reason)) { return reason; }
        new LastLook(parts.Disk, order.Folders, parts.Component).Note(report, TimeProvider.System.GetUtcNow());
        found.Add(report);
        if (!order.Json) { Console.WriteLine((parts.Component == ReleaseManifest.App ? "" : $"{parts.Component} ") + Line(report)); }
        return null;
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
