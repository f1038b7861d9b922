using Edge.Sealing;

namespace Edge.Collector.Store;

/// <summary>Opens what is sealed for this collector, now or when its epoch comes. Inside the writer's transaction.</summary>
internal sealed class ContentOpener(Sql sql, StreamOpener opener, EpochShelf shelf)
{
    /// <summary>Batches opened in one transaction after their epoch came late; the rest follow in the next ones.</summary>
    public const int OpenedAtOnce = 64;

    /// <summary>Settles the content of a record that was just stored. A reason: refused for good.</summary>
    public SealingRefusal? Open(long stream, long record, Verified<SealedRecord> genuine) => genuine.Value.Header.Kind switch
    {
        RecordKind.Epoch => OpenEpoch(stream, record, genuine),
        RecordKind.Batch => OpenBatch(stream, record, genuine),
        _ => NoteDropped(stream, record, genuine),
    };

    /// <summary>Opens batches that waited for an epoch, at most <see cref="OpenedAtOnce"/>.</summary>
    /// <returns>True when some may be left.</returns>
    public bool OpenWaiting(long stream, EpochId epoch)
    {
        List<StoredRecord> waiting = sql.All(
            $"{StoredRecord.Select} WHERE r.stream = $1 AND r.epoch = $2 AND r.state = 2 AND r.kind = 2 LIMIT {OpenedAtOnce}",
            StoredRecord.From, stream, epoch.ToArray());
        foreach (StoredRecord record in waiting)
        {
            if (record.Verify() is not { } genuine)
            {
                SetState(record.Id, ContentState.Refused, SealingRefusal.SignatureInvalid);
                continue;
            }

            OpenBatch(stream, record.Id, genuine);
        }

        return waiting.Count == OpenedAtOnce;
    }

    private SealingRefusal? OpenEpoch(long stream, long record, Verified<SealedRecord> genuine)
    {
        Result<OpenedEpoch, SealingRefusal> opened = opener.OpenEpoch(genuine);
        if (!opened.TryGet(out OpenedEpoch epoch, out SealingRefusal refusal))
        {
            bool forOthers = refusal == SealingRefusal.NotARecipient;
            SetState(record, forOthers ? ContentState.NotForUs : ContentState.Refused, refusal);
            return forOthers ? null : refusal;
        }

        shelf.Put(new ShelvedEpoch(epoch, ContentTables.Channels(sql, stream, epoch.Schema)));
        SetState(record, ContentState.Opened, default);
        sql.Run("UPDATE stream SET opened = 1 WHERE id = $1", stream);
        return null;
    }

    private SealingRefusal? OpenBatch(long stream, long record, Verified<SealedRecord> genuine)
    {
        EpochId id = genuine.Value.Header.Epoch!.Value;
        ContentState state = Epoch(stream, id, out ShelvedEpoch? epoch);
        if (epoch is null)
        {
            // The epoch of a batch can be for others, refused, or not here yet.
            SealingRefusal reason = state == ContentState.Refused ? SealingRefusal.WrongEpoch : default;
            SetState(record, state, reason);
            return state == ContentState.Refused ? reason : null;
        }

        Result<BatchContent, SealingRefusal> content = StreamOpener.OpenBatch(epoch.Epoch, genuine);
        if (!content.TryGet(out BatchContent opened, out SealingRefusal refusal))
        {
            SetState(record, ContentState.Refused, refusal);
            return refusal;
        }

        ContentTables.Add(sql, stream, record, epoch, opened);
        SetState(record, ContentState.Opened, default);
        return null;
    }

    private SealingRefusal? NoteDropped(long stream, long record, Verified<SealedRecord> genuine)
    {
        Result<TombstoneContent, SealingRefusal> read = StreamOpener.ReadTombstone(genuine);
        if (!read.TryGet(out TombstoneContent content, out SealingRefusal refusal))
        {
            SetState(record, ContentState.Refused, refusal);
            return refusal;
        }

        foreach (SequenceRange range in content.Ranges)
        {
            sql.Run("INSERT INTO dropped VALUES ($1, $2, $3, $4)", stream, (long)range.First, (long)range.Last, record);
        }

        sql.Run("UPDATE stream SET dropped = dropped + $2 WHERE id = $1", stream, content.Readings);
        SetState(record, ContentState.Plain, default);
        return null;
    }

    private ContentState Epoch(long stream, EpochId id, out ShelvedEpoch? epoch)
    {
        epoch = shelf.Find(id);
        if (epoch is not null) { return ContentState.Opened; }
        StoredRecord? stored = sql.First(
            $"{StoredRecord.Select} WHERE r.stream = $1 AND r.epoch = $2 AND r.kind = 1", StoredRecord.From, stream, id.ToArray());
        if (stored is null) { return ContentState.Waiting; }
        if (stored.State != ContentState.Opened) { return stored.State; }
        if (stored.Verify() is not { } genuine || !opener.OpenEpoch(genuine).TryGet(out OpenedEpoch opened, out _))
        {
            return ContentState.Refused;
        }

        epoch = new ShelvedEpoch(opened, ContentTables.Channels(sql, stream, opened.Schema));
        shelf.Put(epoch);
        return ContentState.Opened;
    }

    private void SetState(long record, ContentState state, SealingRefusal reason) =>
        sql.Run("UPDATE record SET state = $2, reason = $3 WHERE id = $1", record, (long)state, (long)reason);
}
