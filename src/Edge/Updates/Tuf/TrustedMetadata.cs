namespace Edge.Updates.Tuf;

/// <summary>The documents that one refresh has come to trust, and the checks by which they got in.</summary>
/// <remarks>No clock, no files: documents come in as bytes in the order of the client workflow, and a call out of that order
/// is misuse. What is refused changes nothing. Not thread-safe. Source: TUF specification 1.0, section 5.</remarks>
public sealed class TrustedMetadata
{
    private readonly DateTimeOffset _referenceTime;
    private readonly TrustedTargets _targets;
    private SnapshotMetadata? _rollbackSnapshot;

    private TrustedMetadata(RootMetadata root, DateTimeOffset referenceTime) =>
        (Root, _referenceTime, _targets) = (root, referenceTime, new TrustedTargets(referenceTime));

    public RootMetadata Root { get; private set; }

    public TimestampMetadata? Timestamp { get; private set; }

    /// <summary>Only the one that the timestamp names.</summary>
    public SnapshotMetadata? Snapshot { get; private set; }

    /// <summary>Begins with a root that is trusted because of where it was stored; it must at least be signed by itself.</summary>
    /// <param name="referenceTime">What counts as now for every expiry of this refresh (5.1).</param>
    public static Result<TrustedMetadata, TufReason> From(byte[] root, DateTimeOffset referenceTime)
    {
        if (!TufEnvelope.Read(root, TufLimits.MaxRootBytes, TufNames.Root).TryGet(out TufEnvelope document, out TufReason reason)
            || !RootMetadata.Read(document).TryGet(out RootMetadata metadata, out reason))
        {
            return reason;
        }
        return metadata.Keys.Check(document, metadata.Root, TufNames.Root) is TufReason unsigned
            ? unsigned
            : new TrustedMetadata(metadata, referenceTime);
    }

    /// <summary>The next root (5.3.3 to 5.3.7): signed by the keys of the trusted one and by its own, one version on.</summary>
    /// <returns>True when it withdraws keys of timestamp or snapshot: what they signed must be forgotten (5.3.11).</returns>
    /// <remarks>It may have expired; only the last one counts, see <see cref="CheckRootIsFresh"/>.</remarks>
    public Result<bool, TufReason> AcceptRoot(byte[] bytes)
    {
        Require(Timestamp is null, "Roots come before the timestamp.");
        if (!TufEnvelope.Read(bytes, TufLimits.MaxRootBytes, TufNames.Root).TryGet(out TufEnvelope document, out TufReason reason))
        {
            return reason;
        }
        if (Root.Keys.Check(document, Root.Root, "root, by the keys before") is TufReason unsigned) { return unsigned; }
        if (!RootMetadata.Read(document).TryGet(out RootMetadata next, out reason)) { return reason; }
        if (next.Keys.Check(document, next.Root, "root, by its own keys") is TufReason bySelf) { return bySelf; }
        if (next.Header.Version != Root.Header.Version + 1)
        {
            return WrongVersion(TufNames.Root, next.Header.Version, Root.Header.Version + 1);
        }
        bool withdraws = next.WithdrawsOnlineKeys(Root);
        Root = next;
        return withdraws;
    }

    /// <summary>Null when the last root has not expired (5.3.10).</summary>
    public TufReason? CheckRootIsFresh() => Expiry(TufNames.Root, Root.Header);

    /// <summary>A stored timestamp, expired or not: the floor for the new one. Null when it counts.</summary>
    public TufReason? RecallTimestamp(byte[] bytes)
    {
        Require(Timestamp is null, "The stored timestamp comes before the new one.");
        if (!ReadTimestamp(bytes).TryGet(out TimestampMetadata stored, out TufReason reason)) { return reason; }
        Timestamp = stored;
        return null;
    }

    /// <summary>The repository's timestamp (5.4).</summary>
    /// <returns>True when it is newer than the trusted one and has taken its place; false when it has the same version: the
    /// trusted one stays, whatever the other says.</returns>
    public Result<bool, TufReason> AcceptTimestamp(byte[] bytes)
    {
        Require(Snapshot is null, "The timestamp comes before the snapshot.");
        if (!ReadTimestamp(bytes).TryGet(out TimestampMetadata next, out TufReason reason)) { return reason; }
        TimestampMetadata? trusted = Timestamp;
        if (trusted is not null && next.Header.Version < trusted.Header.Version)
        {
            return Rollback(TufNames.Timestamp, next.Header.Version, trusted.Header.Version);
        }
        bool isNewer = trusted is null || next.Header.Version > trusted.Header.Version;
        if (isNewer && trusted is not null && next.Snapshot.Version < trusted.Snapshot.Version)
        {
            return Rollback("timestamp: its snapshot", next.Snapshot.Version, trusted.Snapshot.Version);
        }
        TimestampMetadata final = isNewer ? next : trusted!;
        if (Expiry(TufNames.Timestamp, final.Header) is TufReason expired) { return expired; }
        Timestamp = final;
        return isNewer;
    }

    /// <summary>A stored snapshot, expired or older than the timestamp says: the floor for the new one.</summary>
    /// <returns>Null when it is the current one, so that none need be fetched.</returns>
    public TufReason? RecallSnapshot(byte[] bytes)
    {
        Require(Snapshot is null, "The stored snapshot comes before the new one.");
        if (!ReadSnapshot(bytes).TryGet(out SnapshotMetadata stored, out TufReason reason)) { return reason; }
        _rollbackSnapshot = stored;
        if (CurrentTimestamp.Snapshot.Check(bytes, TufNames.Snapshot) is TufReason other) { return other; }
        return Settle(stored);
    }

    /// <summary>The repository's snapshot (5.5): the hashes, the version and no rollback of any role. Null when accepted.</summary>
    public TufReason? AcceptSnapshot(byte[] bytes)
    {
        Require(Snapshot is null, "There is a snapshot already.");
        if (CurrentTimestamp.Snapshot.Check(bytes, TufNames.Snapshot) is TufReason other) { return other; }
        return ReadSnapshot(bytes).TryGet(out SnapshotMetadata next, out TufReason reason) ? Settle(next) : reason;
    }

    /// <summary>A targets document by the word of one delegator (5.6): from the store or the repository, all the same.</summary>
    public Result<TargetsMetadata, TufReason> AcceptTargets(string role, TufDelegator delegator, byte[] bytes) =>
        _targets.Accept(CurrentSnapshot, role, delegator, bytes);

    /// <summary>A targets document that this refresh has seen already, if this delegator's keys vouch for it, too.</summary>
    /// <returns>Null when it has not been seen.</returns>
    public Result<TargetsMetadata, TufReason>? RecallTargets(string role, TufDelegator delegator) =>
        _targets.Recall(role, delegator);

    /// <summary>A targets document of this refresh with its signatures; null when it has not been seen.</summary>
    public (TufEnvelope Document, TargetsMetadata Metadata)? TargetsOf(string role) => _targets.Find(role);

    /// <summary>What the snapshot says of a role.</summary>
    public Result<MetaFile, TufReason> MetaOf(string role) => CurrentSnapshot.Of(role) is MetaFile meta
        ? meta
        : new TufReason(TufRefusal.NotInSnapshot, $"{role}: not in snapshot {CurrentSnapshot.Header.Version}");

    /// <summary>The root as the delegator of the top-level targets.</summary>
    public TufDelegator TopLevel => new(TufNames.Root, Root.Keys, Root.Targets);

    private TimestampMetadata CurrentTimestamp =>
        Timestamp ?? throw new InvalidOperationException("The timestamp comes before the snapshot.");

    private SnapshotMetadata CurrentSnapshot =>
        Snapshot ?? throw new InvalidOperationException("The snapshot comes before targets.");

    private Result<TimestampMetadata, TufReason> ReadTimestamp(byte[] bytes)
    {
        if (!TufEnvelope.Read(bytes, TufLimits.MaxTimestampBytes, TufNames.Timestamp)
            .TryGet(out TufEnvelope document, out TufReason reason))
        {
            return reason;
        }
        return Root.Keys.Check(document, Root.Timestamp, TufNames.Timestamp) is TufReason unsigned
            ? unsigned
            : TimestampMetadata.Read(document);
    }

    private Result<SnapshotMetadata, TufReason> ReadSnapshot(byte[] bytes)
    {
        if (!TufEnvelope.Read(bytes, TufLimits.MaxSnapshotBytes, TufNames.Snapshot)
            .TryGet(out TufEnvelope document, out TufReason reason))
        {
            return reason;
        }
        return Root.Keys.Check(document, Root.Snapshot, TufNames.Snapshot) is TufReason unsigned
            ? unsigned
            : SnapshotMetadata.Read(document);
    }

    private TufReason? Settle(SnapshotMetadata next)
    {
        if (next.Header.Version != CurrentTimestamp.Snapshot.Version)
        {
            return WrongVersion(TufNames.Snapshot, next.Header.Version, CurrentTimestamp.Snapshot.Version);
        }
        foreach ((string file, MetaFile before) in _rollbackSnapshot?.Files ?? new Dictionary<string, MetaFile>())
        {
            if (!next.Files.TryGetValue(file, out MetaFile? now))
            {
                return new TufReason(TufRefusal.RemovedFromSnapshot, $"snapshot {next.Header.Version}: {file} is gone");
            }
            if (now.Version < before.Version) { return Rollback($"snapshot: {file}", now.Version, before.Version); }
        }
        if (Expiry(TufNames.Snapshot, next.Header) is TufReason expired) { return expired; }
        Snapshot = next;
        return null;
    }

    private TufReason? Expiry(string role, TufHeader header) => TrustedTargets.Expiry(role, header, _referenceTime);

    private static TufReason Rollback(string what, long found, long floor) =>
        new(TufRefusal.Rollback, $"{what}: version {found}, but {floor} was trusted before");

    private static TufReason WrongVersion(string role, long found, long expected) =>
        new(TufRefusal.WrongVersion, $"{role}: version {found}, expected {expected}");

    private static void Require(bool condition, string rule)
    {
        if (!condition) { throw new InvalidOperationException(rule); }
    }
}
