using System.Globalization;
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
/// <param name="isUnsynchronised">Asked where something has expired: true where nothing keeps the clock right. Null: nobody knows.</param>
public sealed class RepositoryRefresh(
    UpdateFolders folders, IUpdateDisk disk, TimeProvider time, string trust, bool offline, Func<bool>? isUnsynchronised = null)
{
    public async Task<Result<FreshRepositories, UpdateReason>> RunAsync(
        RepositoryMap map, UpdateFloors floors, Func<string, ITufSource> sourceOf, CancellationToken cancellation)
    {
        var sessions = new Dictionary<string, TufSession>(StringComparer.Ordinal);
        var times = new List<RepositoryTime>();
        ReferenceTime? doubted = null;
        ClockVerdict clock = ClockVerdict.Believed;
        foreach (MappedRepository repository in map.Repositories)
        {
            FileTufStore store = FileTufStore.Open(disk, trust, UpdateFolders.TrustBelow(repository.Name));
            if (Root(store, repository.Name) is not { } root)
            {
                return new UpdateReason(UpdateRefusal.NotSetUp, $"{folders.FirstRoot(repository.Name)} is missing or damaged");
            }
            TimeSpan allowance = offline ? SignedPolicy.OfflineAllowance(root) : TimeSpan.Zero;
            ReferenceTime now = doubted ?? TimeFloor.Read(floors.Time, time.GetUtcNow(), allowance);
            var client = new TufClient(sourceOf(repository.Name), store);
            var refreshed = await client.RefreshAsync(now.Time, cancellation);
            bool isTheClock = refreshed is { IsOk: false, Reason.Refusal: TufRefusal.Expired } && now.Clock == ClockVerdict.Believed
                && isUnsynchronised?.Invoke() == true;
            if (isTheClock && TimeFloor.IsDoubtful(floors.Time, time.GetUtcNow()))
            {
                doubted = now = new ReferenceTime(floors.Time, ClockVerdict.Ahead);
                refreshed = await client.RefreshAsync(now.Time, cancellation);
            }
            clock = now.Clock;
            if (!refreshed.TryGet(out TufSession session, out TufReason reason))
            {
                UpdateReason why = UpdateReason.Of(reason);
                string doubt = isTheClock ? Doubt(time.GetUtcNow()) : "";
                return why with { Detail = $"{repository.Name}: {why.Detail}{doubt}" };
            }
            if (SignedPolicy.CheckRoot(session.Trusted, repository.Name) is UpdateReason withheld) { return withheld; }
            times.Add(new RepositoryTime(SignedPolicy.TimeOf(session.Trusted), LeastExpiry(session.Trusted)));
            sessions.Add(repository.Name, session);
        }
        UpdateFloors raised = TimeFloor.Agreed(times) is DateTimeOffset at ? floors.RaiseTime(at) : floors;
        return new FreshRepositories(new AgreedTargets(map, sessions), raised, clock);
    }

    private static string Doubt(DateTimeOffset clock) => string.Create(
        CultureInfo.InvariantCulture, $". Nothing keeps the clock of this machine right, and it says {clock:yyyy-MM-dd}: is that so? See: timedatectl");

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
