namespace Edge.Updates.Tuf;

/// <summary>A target as it was found.</summary>
/// <param name="Role">Who says so: "targets" or a delegated role.</param>
/// <param name="RepositoryPath">The file below the address of the targets, percent-encoded.</param>
public sealed record FoundTarget(TargetPath Path, TargetFile File, string Role, string RepositoryPath);

/// <summary>A repository right after a refresh: finds targets, and fetches the delegated roles that it needs for that.</summary>
/// <remarks>All of it is as of one refresh; refresh again for another look. Not thread-safe.</remarks>
public sealed class TufSession
{
    private readonly ITufSource _source;
    private readonly ITufStore _store;

    internal TufSession(ITufSource source, ITufStore store, TrustedMetadata trusted) =>
        (_source, _store, Trusted) = (source, store, trusted);

    public TrustedMetadata Trusted { get; }

    /// <summary>Searches for a target, pre-order and depth-first, each role once for each delegator (5.6.7).</summary>
    /// <remarks>A role on the way that cannot be trusted ends the search: going on would give its paths to the next in the
    /// list. So does the visit after <see cref="TufLimits.MaxDelegations"/>.</remarks>
    public async Task<Result<FoundTarget, TufReason>> FindAsync(TargetPath path, CancellationToken cancellation)
    {
        var waiting = new Stack<Visit>([new Visit(TufNames.Targets, Trusted.TopLevel)]);
        var visited = new HashSet<(string Role, string Delegator)>();
        while (waiting.TryPop(out Visit? visit))
        {
            if (!visited.Add((visit.Role, visit.Delegator.Name))) { continue; }
            if (visited.Count > TufLimits.MaxDelegations + 1)
            {
                return new TufReason(
                    TufRefusal.TooManyDelegations, $"{path}: more than {TufLimits.MaxDelegations} delegations to search");
            }
            var loaded = await LoadAsync(visit, cancellation);
            if (!loaded.TryGet(out TargetsMetadata metadata, out TufReason reason)) { return reason; }
            if (metadata.Files.TryGetValue(path.Text, out TargetFile? file)) { return Found(path, file, visit.Role); }
            Enqueue(waiting, visit.Role, metadata.Delegations, path);
        }
        return new TufReason(TufRefusal.TargetNotFound, $"{path}: no role names it");
    }

    internal async Task<TufReason?> LoadTopLevelAsync(CancellationToken cancellation) =>
        (await LoadAsync(new Visit(TufNames.Targets, Trusted.TopLevel), cancellation)).TryGet(out _, out TufReason reason)
            ? null
            : reason;

    private static void Enqueue(Stack<Visit> waiting, string role, TufDelegations? delegations, TargetPath path)
    {
        if (delegations is null) { return; }
        TufDelegation[] next = [.. delegations.For(path)];
        if (next.Any(d => d.Terminating)) { waiting.Clear(); }
        foreach (TufDelegation delegation in next.Reverse())
        {
            waiting.Push(new Visit(delegation.Name, new TufDelegator(role, delegations.Keys, delegation.Role)));
        }
    }

    private async Task<Result<TargetsMetadata, TufReason>> LoadAsync(Visit visit, CancellationToken cancellation)
    {
        (string role, TufDelegator delegator) = visit;
        if (Trusted.RecallTargets(role, delegator) is Result<TargetsMetadata, TufReason> recalled) { return recalled; }
        if (!Trusted.MetaOf(role).TryGet(out MetaFile meta, out TufReason reason)) { return reason; }
        if (_store.Read(role, TufLimits.MaxTargetsBytes) is byte[] stored
            && Trusted.AcceptTargets(role, delegator, stored) is { IsOk: true } kept)
        {
            return kept;
        }
        string file = TufNames.FileOf(role, Trusted.Root.ConsistentSnapshot ? meta.Version : null);
        var fetched = await _source.FetchAsync(file, meta.MostBytes(TufLimits.MaxTargetsBytes), cancellation);
        if (!fetched.TryGet(out byte[] bytes, out TufSourceFault fault)) { return TufReason.Of(fault); }
        var accepted = Trusted.AcceptTargets(role, delegator, bytes);
        if (accepted.IsOk) { _store.Apply([new TufChange(role, bytes)]); }
        return accepted;
    }

    private Result<FoundTarget, TufReason> Found(TargetPath path, TargetFile file, string role)
    {
        string? prefix = file.Hashes.FilePrefix;
        if (prefix is null) { return new TufReason(TufRefusal.NoKnownHash, $"{path}: no known hash algorithm"); }
        return new FoundTarget(path, file, role, path.FileOf(Trusted.Root.ConsistentSnapshot ? prefix : null));
    }

    private sealed record Visit(string Role, TufDelegator Delegator);
}
