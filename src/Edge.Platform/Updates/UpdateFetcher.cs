using System.Collections.Immutable;
using Edge.Updates;
using Edge.Updates.Rollouts;
using Edge.Updates.Trust;

namespace Edge.Platform.Updates;

/// <summary>What a look at the repositories found.</summary>
/// <param name="Missing">Bytes that had to travel, or would have to.</param>
/// <param name="IsRunning">It is what is committed here.</param>
/// <param name="Turn">What the rollout says to this machine; null: a person named the release.</param>
/// <param name="IsFetched">True: everything is in the spool.</param>
public sealed record FetchReport(
    FoundRelease Release, long Missing, bool IsRunning, ClockVerdict Clock, bool Offline,
    RolloutDecision? Turn, bool IsFetched)
{
    /// <summary>Bytes of packs that are fetched at most while an operating system is written; null: nobody
    /// knows yet, or it has none.</summary>
    public long? Packs { get; init; }
}

/// <summary>The unprivileged side: the network, first checks, the spool. Nothing that it leaves is
/// believed.</summary>
/// <remarks>One process at a time. Throws <see cref="IOException"/> when the disk does.</remarks>
/// <param name="sourceOf">Where a repository is read from.</param>
/// <param name="offline">A stick: metadata may be older, within what root allows.</param>
public sealed class UpdateFetcher(
    UpdateFolders folders, IUpdateDisk disk, TimeProvider time, Func<MappedRepository, IRepositorySource> sourceOf,
    bool offline)
{
    /// <summary>See <see cref="RepositoryRefresh"/>.</summary>
    public Func<bool>? IsUnsynchronised { get; init; }

    /// <summary>Asks every repository once; components are then looked for in what came.</summary>
    public async Task<Result<FetchSession, UpdateReason>> RefreshAsync(CancellationToken cancellation)
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
        var refresh = new RepositoryRefresh(folders, disk, time, folders.Spool, offline, IsUnsynchronised);
        var refreshed = await refresh.RunAsync(
            map, new FloorStore(disk, folders.Slots).Load(), name =>
                Metadata(name, sources[name]), cancellation);
        if (!refreshed.TryGet(out FreshRepositories fresh, out reason)) { return reason; }
        var session = new FetchSession(folders, disk, time, sources, fresh, offline);
        return await session.RenewMapAsync(map, cancellation) is UpdateReason refused ? refused : session;
    }

    private MetadataSource Metadata(string repository, IRepositorySource source)
    {
        string copy = folders.SpoolOf(repository);
        disk.MakeFolders(folders.Spool, $"{repository}/metadata");
        return new MetadataSource(source, disk, copy, folders.FetcherTrust(repository));
    }
}
