using System.Collections.Immutable;
using System.Text;
using Edge.Updates;
using Edge.Updates.Slots;
using Edge.Updates.Trust;

namespace Edge.Platform.Updates;

/// <summary>What a look at the repositories found.</summary>
/// <param name="Missing">Bytes that had to travel, or would have to.</param>
/// <param name="IsRunning">It is what is committed here.</param>
public sealed record FetchReport(FoundRelease Release, long Missing, bool IsRunning, ClockVerdict Clock, bool Offline);

/// <summary>The unprivileged side: the network, first checks, the spool. Nothing that it leaves is believed.</summary>
/// <remarks>One process at a time. Throws <see cref="IOException"/> when the disk does.</remarks>
/// <param name="sourceOf">Where a repository is read from.</param>
/// <param name="offline">A stick: metadata may be older, within what root allows.</param>
public sealed class UpdateFetcher(
    UpdateFolders folders, IUpdateDisk disk, ISlotStore slots, string rid, TimeProvider time,
    Func<MappedRepository, IRepositorySource> sourceOf, bool offline)
{
    /// <param name="release">Another approved release than the wanted one; null: that one.</param>
    /// <param name="download">False: only metadata and the manifest.</param>
    public async Task<Result<FetchReport, UpdateReason>> RunAsync(
        string component, string? release, bool download, CancellationToken cancellation)
    {
        if (!UpdateSetup.Map(folders, disk).TryGet(out RepositoryMap map, out UpdateReason reason)) { return reason; }
        var sources = map.Repositories.ToImmutableDictionary(r => r.Name, sourceOf, StringComparer.Ordinal);
        foreach (string name in sources.Keys)
        {
            SpoolPruning.ForgetWhatWasNotCopied(disk, folders.SpoolOf(name), folders.FetcherTrust(name));
            SpoolPruning.RemoveOldMetadata(disk, folders.SpoolOf(name));
        }
        var refresh = new RepositoryRefresh(folders, disk, time, folders.FetcherTrust, offline);
        var refreshed = await refresh.RunAsync(
            map, new FloorStore(disk, folders.Slots).Load(), name => Metadata(name, sources[name]), cancellation);
        if (!refreshed.TryGet(out FreshRepositories fresh, out reason)) { return reason; }
        var finder = new ReleaseFinder(fresh.Targets, (target, token) => Spool(target.Found[0].Repository).TargetAsync(target, token));
        var found = await finder.FindAsync(component, rid, release, cancellation);
        if (!found.TryGet(out FoundRelease wanted, out reason)) { return reason; }
        var renewal = await new MapRenewal(fresh.Targets, map).FindAsync(
            (target, token) => Spool(target.Found[0].Repository).TargetAsync(target, token), cancellation);
        if (renewal is { IsOk: false } refused) { return refused.Reason; }
        return await FetchAsync(wanted, fresh, download, Spool(wanted.Target.Found[0].Repository), cancellation);

        SpoolWriter Spool(string repository) => new(disk, folders.SpoolOf(repository), sources[repository]);
    }

    private async Task<Result<FetchReport, UpdateReason>> FetchAsync(
        FoundRelease wanted, FreshRepositories fresh, bool download, SpoolWriter spool, CancellationToken cancellation)
    {
        SlotState state = slots.Load();
        bool isRunning = state.Committed?.Manifest == wanted.Target.Hash;
        string parcels = folders.SpoolOf(wanted.Target.Found[0].Repository);
        ImmutableArray<Parcel> missing = isRunning
            ? []
            : UpdatePlan.ToFetch(UpdatePlan.Of(wanted.Manifest, StockTaking.Of(wanted.Manifest, slots, state, disk, parcels)));
        var report = new FetchReport(wanted, missing.Sum(parcel => parcel.Length), isRunning, fresh.Clock, offline);
        if (!download) { return report; }
        SpoolPruning.RemoveParcels(disk, parcels, isRunning ? null : wanted.Manifest);
        if (isRunning) { return report; }
        foreach (Parcel parcel in missing)
        {
            if (await spool.ReceiveAsync(parcel.Name, parcel.Hash, parcel.Length, cancellation) is UpdateReason reason) { return reason; }
        }

        // What was undone here is fetched, so that a person can ask for it again; nobody is woken for it.
        if (state.Failure?.Manifest == wanted.Target.Hash) { return report; }
        disk.Replace(folders.Ready, Encoding.UTF8.GetBytes($"{wanted.Target.Hash}\n"));
        return report;
    }

    private MetadataSource Metadata(string repository, IRepositorySource source)
    {
        string copy = folders.SpoolOf(repository);
        disk.MakeFolders(folders.Spool, $"{repository}/metadata");
        return new MetadataSource(source, disk, copy);
    }
}
