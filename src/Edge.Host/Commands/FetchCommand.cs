using System.CommandLine;
using System.Globalization;
using Edge.Audit;
using Edge.Device.Clock;
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
        Option<bool> check = new("--check")
        {
            Description = "Look only: metadata and manifest; of an operating system also its indexes, to count its packs",
        };
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
        if (Problem(order) is string wrong) { return Refuse(order, wrong); }
        try
        {
            string spool = order.Folders.Spool;
            if (!FolderLock.Take(spool).TryGet(out FolderLock taken, out FolderLockRefusal why))
            {
                return Refuse(order, why == FolderLockRefusal.InUse
                    ? "Another edge fetch is at work; try again when it is done."
                    : $"{spool} cannot be written: edge fetch runs as the owner of the spool, on a medium that can be written.");
            }
            using FolderLock held = taken;
            return await LookAsync(order, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refuse(order, exception.Message);
        }
    }

    private static string? Problem(FetchOrder order)
    {
        if (order.Stick is not null && StickLook.Problem(order.Stick) is string wrong) { return wrong; }
        return Libc.UserId == 0 && FileOwner.Of(order.Folders.Spool) is { User: > 0 and var owner }
            ? $"{order.Folders.Spool} belongs to user {owner}, who could not write what root leaves there. Run: edge update check (it becomes the "
                + $"fetcher), or: setpriv --reuid={owner} --clear-groups edge fetch"
            : null;
    }

    private static async Task<int> LookAsync(FetchOrder order, CancellationToken cancellation)
    {
        UpdateFolders folders = order.Folders;
        var disk = new LinuxDisk();
        using var sources = new RepositorySources(order.Stick, disk);
        var fetcher = new UpdateFetcher(folders, disk, TimeProvider.System, SourceOf, offline: order.Stick is not null)
        {
            IsUnsynchronised = MachineClock.IsUnsynchronised,
        };
        var refreshed = await FetchTurns.RunAsync(() => sources.Addresses, RefreshAsync);
        var trail = new SpoolTrail(folders.FetchEvents);
        if (!refreshed.TryGet(out FetchSession session, out UpdateReason reason))
        {
            SlotCommand.RecordRefusal(trail, AuditActor.Fetch, "repositories", order.Wish.Release, reason);
            string stranger = order.Stick is { } stick && reason.Refusal == UpdateRefusal.MetadataRefused ? StickLook.Stranger(stick, folders) : "";
            return Refuse(order, $"{UpdateWords.Of(reason)}{stranger}", reason);
        }

        var looks = new ComponentLooks();
        var found = new List<FetchReport>();
        var refusals = new List<LookRefusal>();
        foreach (string component in order.Components)
        {
            UpdateReason? refused = await FetchAsync(new UpdateParts(folders, component), order, LookAtAsync, found);
            if (refused is not null)
            {
                SlotCommand.RecordRefusal(trail, AuditActor.Fetch, component, order.Wish.Release, refused);
                refusals.Add(new LookRefusal(component, (int)refused.Refusal, refused.Detail));
            }
            looks.Add(refused);
        }
        if (order.Json) { Console.WriteLine(LookJson.Of(found, refusals)); }
        if (order.IsWhole && sources.Turn == 0 && looks.IsComplete) { session.RemoveOldTargets(); }
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
        Task<Result<FetchReport, UpdateReason>> LookAtAsync(FetchedComponent component) => FetchTurns.RunAsync(
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

    // Programs get a document of a refusal, too.
    private static int Refuse(FetchOrder order, string why, UpdateReason? reason = null)
    {
        if (order.Json) { Console.WriteLine(LookJson.Of([], [new LookRefusal(null, (int?)reason?.Refusal, reason?.Detail ?? why)])); }
        return CommandFrame.Refuse(why);
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
        string packs = parts.Component == ReleaseManifest.Os && !report.IsRunning ? Packs(report) : "";
        if (!order.Json) { Console.WriteLine((parts.Component == ReleaseManifest.App ? "" : $"{parts.Component} ") + Line(report) + packs); }
        return null;
    }

    private static string Line(FetchReport report)
    {
        string release = report.Release.Manifest.Release;
        string what = report.IsRunning ? $"{release} is wanted, and runs already."
            : report is { Missing: 0, IsFetched: true } ? $"{release}: everything that it needs is on this machine.{Turn(report)}"
            : string.Create(CultureInfo.InvariantCulture, $"{release}: {report.Missing} bytes {(report.IsFetched ? "fetched" : "to fetch")}.{Turn(report)}");
        string clock = report.Clock == ClockVerdict.Believed ? "" : $" The clock is {UpdateWords.Of(report.Clock)}; the newest signed time counts instead.";
        return what + (report.Offline ? " Offline-fresh: as new as the stick, not as the network." : "") + clock;
    }

    private static string Packs(FetchReport report) => report.Packs is { } most
        ? string.Create(CultureInfo.InvariantCulture, $" Its packs come while it is written: at most {most} bytes, only what is not here.")
        : " Its packs come while it is written: only what is not here.";

    private static string Turn(FetchReport report) =>
        report.Turn is { MayInstall: false } turn ? $" Not now: {turn.Reason.Detail}." : "";
}
