using System.Collections.Immutable;
using System.Text;
using Edge.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Rollouts;
using Edge.Updates.Slots;
using Edge.Updates.Trust;

namespace Edge.Platform.Updates;

/// <summary>The repositories right after their refresh, and what of them is fetched for each component.</summary>
public sealed class FetchSession(
    UpdateFolders folders, IUpdateDisk disk, TimeProvider time, ImmutableDictionary<string, IRepositorySource> sources,
    FreshRepositories fresh, bool offline)
{
    private readonly HashSet<(string Repository, string Path)> _needed = [];

    /// <param name="download">False: only the manifest, and of an operating system its indexes, to count what
    /// its packs will cost.</param>
    public async Task<Result<FetchReport, UpdateReason>> RunAsync(
        FetchedComponent component, UpdateWish wish, bool download, CancellationToken cancellation)
    {
        var finder = new ReleaseFinder(fresh.Targets, ReadAsync);
        var found = await finder.FindAsync(component.Name, component.Rid, wish.Release, cancellation);
        if (!found.TryGet(out FoundRelease wanted, out UpdateReason reason)) { return reason; }
        FetchReport report = Look(component, wanted);
        bool isCounted = component.Name == ReleaseManifest.Os && !report.IsRunning;
        if (download)
        {
            var fetched = await FetchAsync(component, report, wish, cancellation);
            return fetched.IsOk && isCounted ? fetched.Value with { Packs = PacksOf(component, wanted) } : fetched;
        }
        if (!isCounted) { return report; }

        // It will be used when the release is fetched; who may not fetch yet, learns it then.
        bool isThere = !MayFetch(report, wish) || await ReceiveAsync(component, wanted, cancellation) is null;
        return isThere ? report with { Packs = PacksOf(component, wanted) } : report;
    }

    /// <summary>Brings a newer map into the spool; null where there is none, too.</summary>
    internal async Task<UpdateReason?> RenewMapAsync(RepositoryMap map, CancellationToken cancellation) =>
        await new MapRenewal(fresh.Targets, map).FindAsync(ReadAsync, cancellation) is { IsOk: false } refused
            ? refused.Reason
            : null;

    /// <summary>Removes from the spool what this session has not asked for. Only after every component was looked at: the slot writers
    /// read the rest.</summary>
    public void RemoveOldTargets()
    {
        foreach (string repository in sources.Keys)
        {
            SpoolPruning.RemoveTargets(
                disk, folders.SpoolOf(repository),
                _needed.Where(needed => needed.Repository == repository).Select(needed => needed.Path).ToHashSet(StringComparer.Ordinal));
        }
    }

    private Task<Result<byte[], UpdateReason>> ReadAsync(AgreedTarget target, CancellationToken cancellation)
    {
        (string repository, var found) = target.Found[0];
        _needed.Add((repository, $"targets/{found.RepositoryPath}"));
        return Spool(repository, null).TargetAsync(target, cancellation);
    }

    private FetchReport Look(FetchedComponent component, FoundRelease wanted)
    {
        SlotState state = SystemFiles.Stock(component.Name, component.Slots.Load(), wanted.Target.Hash);
        bool isRunning = CommittedCheck.Runs(component.Slots, wanted.Target.Hash);
        RolloutDecision? turn = isRunning
            ? null
            : new RolloutTurns(folders, disk, time).Decide(wanted, fresh.Floors);
        long missing = isRunning ? 0 : Missing(component, wanted, state).Sum(parcel => parcel.Length);
        return new FetchReport(wanted, missing, isRunning, fresh.Clock, offline, turn, IsFetched: !isRunning && missing == 0);
    }

    private ImmutableArray<Parcel> Missing(FetchedComponent component, FoundRelease wanted, SlotState state) => UpdatePlan.ToFetch(
        UpdatePlan.Of(
            wanted.Manifest, StockTaking.Of(wanted.Manifest, component.Slots, state, disk, ParcelsOf(wanted))));

    private async Task<Result<FetchReport, UpdateReason>> FetchAsync(
        FetchedComponent component, FetchReport report, UpdateWish wish, CancellationToken cancellation)
    {
        FoundRelease wanted = report.Release;
        SlotState state = SystemFiles.Stock(component.Name, component.Slots.Load(), wanted.Target.Hash);
        SpoolPruning.RemoveParcels(disk, ParcelsOf(wanted), component.Name, report.IsRunning ? null : wanted.ManifestBytes);
        if (report.IsRunning) { return report; }
        // Who this machine is, only the slot writer can learn: it is woken, decides anew, and refuses until
        // it is its turn.
        bool isUnknown = report.Turn is not null && new RolloutTurns(folders, disk, time).IsUnknown;
        bool mayFetch = MayFetch(report, wish);
        if (mayFetch && await ReceiveAsync(component, wanted, cancellation) is { } lacks) { return lacks; }

        // What was undone here is fetched, so that a person can ask for it again; nobody is woken for it.
        bool wakes = isUnknown || report.Turn?.Allows(install: true, wish.Now) != false;
        if (wakes && wish.Wakes && state.Failure?.Manifest != wanted.Target.Hash)
        {
            disk.Replace(folders.ReadyOf(component.Name), Encoding.UTF8.GetBytes($"{wanted.Target.Hash}\n"));
        }
        return report with { IsFetched = mayFetch || report.IsFetched };
    }

    private static bool MayFetch(FetchReport report, UpdateWish wish) =>
        report.Turn?.Allows(install: false, wish.Now) != false;

    private async Task<UpdateReason?> ReceiveAsync(FetchedComponent component, FoundRelease wanted, CancellationToken cancellation)
    {
        SlotState state = SystemFiles.Stock(component.Name, component.Slots.Load(), wanted.Target.Hash);
        SpoolWriter spool = Spool(wanted.Target.Found[0].Repository, wanted.Rollout?.BytesPerSecond);
        foreach (Parcel parcel in Missing(component, wanted, state))
        {
            UpdateReason? reason = await spool.ReceiveAsync(parcel.Name, parcel.Hash, parcel.Length, cancellation);
            if (reason is not null) { return reason; }
        }
        return null;
    }

    private long? PacksOf(FetchedComponent component, FoundRelease wanted)
    {
        SlotState state = SystemFiles.Stock(component.Name, component.Slots.Load(), wanted.Target.Hash);
        return new PackCount(disk, component.Slots, state, ParcelsOf(wanted)).Of(wanted.Manifest);
    }

    private string ParcelsOf(FoundRelease wanted) => folders.SpoolOf(wanted.Target.Found[0].Repository);

    private SpoolWriter Spool(string repository, int? bytesPerSecond) => new(
        disk, folders.SpoolOf(repository),
        bytesPerSecond is int most ? new ThrottledSource(sources[repository], most, time) : sources[repository]);
}
