using Edge.Updates;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>All repositories of the map, fresh.</summary>
/// <param name="Floors">As high as the documents make them; not stored yet.</param>
public sealed record FreshRepositories(AgreedTargets Targets, UpdateFloors Floors, ClockVerdict Clock);

/// <summary>Refreshes every repository of a map into trusted metadata of one process.</summary>
/// <param name="trust">The folder below which the trusted metadata of each repository lie; it exists.</param>
/// <param name="offline">The metadata came without a network: they may be older, by the word of the root.</param>
public sealed class RepositoryRefresh(
    UpdateFolders folders, IUpdateDisk disk, TimeProvider time, string trust, bool offline)
{
    public async Task<Result<FreshRepositories, UpdateReason>> RunAsync(
        RepositoryMap map, UpdateFloors floors, Func<string, ITufSource> sourceOf, CancellationToken cancellation)
    {
        var sessions = new Dictionary<string, TufSession>(StringComparer.Ordinal);
        ClockVerdict clock = ClockVerdict.Believed;
        foreach (MappedRepository repository in map.Repositories)
        {
            FileTufStore store = FileTufStore.Open(disk, trust, UpdateFolders.TrustBelow(repository.Name));
            if (Root(store, repository.Name) is not { } root)
            {
                return new UpdateReason(UpdateRefusal.NotSetUp, $"{folders.FirstRoot(repository.Name)} is missing or damaged");
            }
            TimeSpan allowance = offline ? SignedPolicy.OfflineAllowance(root) : TimeSpan.Zero;
            ReferenceTime now = TimeFloor.Read(floors.Time, time.GetUtcNow(), allowance);
            clock = now.Clock;
            var refreshed = await new TufClient(sourceOf(repository.Name), store).RefreshAsync(now.Time, cancellation);
            if (!refreshed.TryGet(out TufSession session, out TufReason reason))
            {
                UpdateReason why = UpdateReason.Of(reason);
                return why with { Detail = $"{repository.Name}: {why.Detail}" };
            }
            if (SignedPolicy.CheckRoot(session.Trusted, repository.Name) is UpdateReason withheld) { return withheld; }
            if (SignedPolicy.TimeOf(session.Trusted) is DateTimeOffset at) { floors = floors.RaiseTime(at); }
            sessions.Add(repository.Name, session);
        }
        return new FreshRepositories(new AgreedTargets(map, sessions), floors, clock);
    }

    // The first root is believed because of where it was put; from then on the stored one counts.
    private RootMetadata? Root(FileTufStore store, string repository)
    {
        if (store.Read(TufNames.Root, TufLimits.MaxRootBytes) is null
            && disk.ReadAll(folders.FirstRoot(repository), TufLimits.MaxRootBytes) is byte[] first)
        {
            store.Apply([new TufChange(TufNames.Root, first)]);
        }
        return store.Read(TufNames.Root, TufLimits.MaxRootBytes) is byte[] root
            && TrustedMetadata.From(root, TimeFloor.Earliest).TryGet(out TrustedMetadata trusted, out _)
            ? trusted.Root
            : null;
    }
}
