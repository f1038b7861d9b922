namespace Edge.Updates.Tuf;

/// <summary>Brings the trusted metadata of one repository up to date, in the order of the specification.</summary>
/// <remarks>Each document is stored as soon as it is trusted: a refresh that stops half-way has not been in vain, and the next
/// one cannot be shown anything older. An exception of the store ends the refresh. Not for two refreshes at a time.
/// Source: TUF specification 1.0, section 5.</remarks>
public sealed class TufClient(ITufSource source, ITufStore store)
{
    /// <summary>Updates root, timestamp, snapshot and targets.</summary>
    /// <param name="referenceTime">What counts as now for every expiry.</param>
    public async Task<Result<TufSession, TufReason>> RefreshAsync(DateTimeOffset referenceTime, CancellationToken cancellation)
    {
        if (store.Read(TufNames.Root, TufLimits.MaxRootBytes) is not byte[] root)
        {
            return new TufReason(TufRefusal.NoTrustedRoot, "there is no stored root");
        }
        if (!TrustedMetadata.From(root, referenceTime).TryGet(out TrustedMetadata trusted, out TufReason reason))
        {
            return reason;
        }
        var session = new TufSession(source, store, trusted);
        TufReason? stop = await RefreshRootAsync(trusted, cancellation)
            ?? await RefreshTimestampAsync(trusted, cancellation)
            ?? await RefreshSnapshotAsync(trusted, cancellation)
            ?? await session.LoadTopLevelAsync(cancellation);
        return stop is null ? session : stop;
    }

    private async Task<TufReason?> RefreshRootAsync(TrustedMetadata trusted, CancellationToken cancellation)
    {
        for (int i = 0; i < TufLimits.MaxRootRotations; i++)
        {
            string file = TufNames.FileOf(TufNames.Root, trusted.Root.Header.Version + 1);
            var fetched = await source.FetchAsync(file, TufLimits.MaxRootBytes, cancellation);
            if (!fetched.TryGet(out byte[] bytes, out TufSourceFault fault))
            {
                if (fault.Failure == TufSourceFailure.NotFound) { break; }
                return TufReason.Of(fault);
            }
            if (!trusted.AcceptRoot(bytes).TryGet(out bool withdraws, out TufReason reason)) { return reason; }
            var root = new TufChange(TufNames.Root, bytes);

            // In one step: a power cut between the two would leave documents of withdrawn keys as a floor for ever.
            store.Apply(withdraws ? [root, new(TufNames.Timestamp, null), new(TufNames.Snapshot, null)] : [root]);
        }
        return trusted.CheckRootIsFresh();
    }

    private async Task<TufReason?> RefreshTimestampAsync(TrustedMetadata trusted, CancellationToken cancellation)
    {
        // A stored document that does not count any more, edited or cut or signed by keys of the past, is as good as none.
        if (store.Read(TufNames.Timestamp, TufLimits.MaxTimestampBytes) is byte[] stored)
        {
            _ = trusted.RecallTimestamp(stored);
        }
        string file = TufNames.FileOf(TufNames.Timestamp, version: null);
        var fetched = await source.FetchAsync(file, TufLimits.MaxTimestampBytes, cancellation);
        if (!fetched.TryGet(out byte[] bytes, out TufSourceFault fault)) { return TufReason.Of(fault); }
        if (!trusted.AcceptTimestamp(bytes).TryGet(out bool isNewer, out TufReason reason)) { return reason; }
        if (isNewer) { store.Apply([new TufChange(TufNames.Timestamp, bytes)]); }
        return null;
    }

    private async Task<TufReason?> RefreshSnapshotAsync(TrustedMetadata trusted, CancellationToken cancellation)
    {
        if (store.Read(TufNames.Snapshot, TufLimits.MaxSnapshotBytes) is byte[] stored
            && trusted.RecallSnapshot(stored) is null)
        {
            return null;
        }
        MetaFile meta = trusted.Timestamp!.Snapshot;
        string file = TufNames.FileOf(TufNames.Snapshot, trusted.Root.ConsistentSnapshot ? meta.Version : null);
        var fetched = await source.FetchAsync(file, meta.MostBytes(TufLimits.MaxSnapshotBytes), cancellation);
        if (!fetched.TryGet(out byte[] bytes, out TufSourceFault fault)) { return TufReason.Of(fault); }
        if (trusted.AcceptSnapshot(bytes) is TufReason reason) { return reason; }
        store.Apply([new TufChange(TufNames.Snapshot, bytes)]);
        return null;
    }
}
