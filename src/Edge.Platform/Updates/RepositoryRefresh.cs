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
        var times = new List<RepositoryTime>();
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
            times.Add(new RepositoryTime(SignedPolicy.TimeOf(session.Trusted), LeastExpiry(session.Trusted)));
            sessions.Add(repository.Name, session);
        }
        UpdateFloors raised = TimeFloor.Agreed(times) is DateTimeOffset at ? floors.RaiseTime(at) : floors;
        return new FreshRepositories(new AgreedTargets(map, sessions), raised, clock);
    }

    private static DateTimeOffset LeastExpiry(TrustedMetadata trusted)
    {
        DateTimeOffset root = trusted.Root.Header.Expires;
        return trusted.TargetsOf(TufNames.Targets) is { Metadata.Header.Expires: var targets } && targets < root ? targets : root;
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
