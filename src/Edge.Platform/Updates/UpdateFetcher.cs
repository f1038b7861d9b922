using System.Collections.Immutable;
using System.Text;
using Edge.Updates;
using Edge.Updates.Rollouts;
using Edge.Updates.Slots;
using Edge.Updates.Trust;

namespace Edge.Platform.Updates;

/// <summary>What a look at the repositories found.</summary>
/// <param name="Missing">Bytes that had to travel, or would have to.</param>
/// <param name="IsRunning">It is what is committed here.</param>
/// <param name="Turn">What the rollout says to this machine; null: a person named the release.</param>
/// <param name="IsFetched">True: everything is in the spool.</param>
public sealed record FetchReport(
    FoundRelease Release, long Missing, bool IsRunning, ClockVerdict Clock, bool Offline,
    RolloutDecision? Turn, bool IsFetched);

/// <summary>The unprivileged side: the network, first checks, the spool. Nothing that it leaves is
/// believed.</summary>
/// <remarks>One process at a time. Throws <see cref="IOException"/> when the disk does.</remarks>
/// <param name="sourceOf">Where a repository is read from.</param>
/// <param name="offline">A stick: metadata may be older, within what root allows.</param>
public sealed class UpdateFetcher(
    UpdateFolders folders, IUpdateDisk disk, ISlotStore slots, string rid, TimeProvider time,
    Func<MappedRepository, IRepositorySource> sourceOf, bool offline)
{
    /// <param name="download">False: only metadata and the manifest.</param>
    public async Task<Result<FetchReport, UpdateReason>> RunAsync(
        string component, UpdateWish wish, bool download, CancellationToken cancellation)
    {
        if (!UpdateSetup.Map(folders, disk).TryGet(out RepositoryMap map, out UpdateReason reason))
        {
            return reason;
        }
        var sources = map.Repositories.ToImmutableDictionary(r => r.Name, sourceOf, StringComparer.Ordinal);
        foreach (string name in sources.Keys)
        {
            SpoolPruning.ForgetWhatWasNotCopied(disk, folders.SpoolOf(name), folders.FetcherTrust(name));
            SpoolPruning.RemoveOldMetadata(disk, folders.SpoolOf(name));
        }
        var refresh = new RepositoryRefresh(folders, disk, time, folders.Spool, offline);
        var refreshed = await refresh.RunAsync(
            map, new FloorStore(disk, folders.Slots).Load(), name =>
                Metadata(name, sources[name]), cancellation);
        if (!refreshed.TryGet(out FreshRepositories fresh, out reason)) { return reason; }
        var finder = new ReleaseFinder(
            fresh.Targets, (target, token) => Spool(target.Found[0].Repository).TargetAsync(target, token));
        var found = await finder.FindAsync(component, rid, wish.Release, cancellation);
        if (!found.TryGet(out FoundRelease wanted, out reason)) { return reason; }
        var renewal = await new MapRenewal(fresh.Targets, map).FindAsync(
            (target, token) => Spool(target.Found[0].Repository).TargetAsync(target, token), cancellation);
        if (renewal is { IsOk: false } refused) { return refused.Reason; }
        FetchReport report = Look(wanted, fresh);
        return download ? await FetchAsync(report, wish, Parcels(wanted), cancellation) : report;

        SpoolWriter Spool(string repository) => new(disk, folders.SpoolOf(repository), sources[repository]);

        SpoolWriter Parcels(FoundRelease found) =>
            Capped(found.Target.Found[0].Repository, found.Rollout?.BytesPerSecond);

        SpoolWriter Capped(string repository, int? bytesPerSecond) => bytesPerSecond is int most
            ? new(disk, folders.SpoolOf(repository), new ThrottledSource(sources[repository], most, time))
            : Spool(repository);
    }

    private FetchReport Look(FoundRelease wanted, FreshRepositories fresh)
    {
        SlotState state = slots.Load();
        bool isRunning = state.Committed?.Manifest == wanted.Target.Hash;
        RolloutDecision? turn = isRunning
            ? null
            : new RolloutTurns(folders, disk, time).Decide(wanted, fresh.Floors);
        long missing = isRunning ? 0 : Missing(wanted, state).Sum(parcel => parcel.Length);
        return new FetchReport(wanted, missing, isRunning, fresh.Clock, offline, turn, IsFetched: false);
    }

    private ImmutableArray<Parcel> Missing(FoundRelease wanted, SlotState state) => UpdatePlan.ToFetch(
        UpdatePlan.Of(
            wanted.Manifest, StockTaking.Of(wanted.Manifest, slots, state, disk, ParcelsOf(wanted))));

    private async Task<Result<FetchReport, UpdateReason>> FetchAsync(
        FetchReport report, UpdateWish wish, SpoolWriter spool, CancellationToken cancellation)
    {
        FoundRelease wanted = report.Release;
        SlotState state = slots.Load();
        SpoolPruning.RemoveParcels(disk, ParcelsOf(wanted), report.IsRunning ? null : wanted.Manifest);
        if (report.IsRunning) { return report; }
        // Who this machine is, only the slot writer can learn: it is woken, decides anew, and refuses until
        // it is its turn.
        bool isUnknown = report.Turn is not null && new RolloutTurns(folders, disk, time).IsUnknown;
        bool mayFetch = report.Turn?.Allows(install: false, wish.Now) != false;
        if (mayFetch)
        {
            foreach (Parcel parcel in Missing(wanted, state))
            {
                UpdateReason? reason = await spool.ReceiveAsync(
                    parcel.Name, parcel.Hash, parcel.Length, cancellation);
                if (reason is not null) { return reason; }
            }
        }

        // What was undone here is fetched, so that a person can ask for it again; nobody is woken for it.
        bool wakes = isUnknown || report.Turn?.Allows(install: true, wish.Now) != false;
        if (wakes && state.Failure?.Manifest != wanted.Target.Hash)
        {
            disk.Replace(folders.Ready, Encoding.UTF8.GetBytes($"{wanted.Target.Hash}\n"));
        }
        return report with { IsFetched = mayFetch };
    }

    private string ParcelsOf(FoundRelease wanted) => folders.SpoolOf(wanted.Target.Found[0].Repository);

    private MetadataSource Metadata(string repository, IRepositorySource source)
    {
        string copy = folders.SpoolOf(repository);
        disk.MakeFolders(folders.Spool, $"{repository}/metadata");
        return new MetadataSource(source, disk, copy, folders.FetcherTrust(repository));
    }
}
