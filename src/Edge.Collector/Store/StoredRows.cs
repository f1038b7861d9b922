using Edge.Keys;
using Edge.Sealing;

namespace Edge.Collector.Store;

/// <summary>Writes a record's row and what its stream counts. Inside the writer's transaction.</summary>
internal static class StoredRows
{
    public static long Insert(Sql sql, long stream, SealedRecord record, long now)
    {
        RecordHeader header = record.Header;
        byte[] signer = new byte[KeyId.Length];
        header.Signer.CopyTo(signer);
        EpochId? epoch = header.Kind == RecordKind.Epoch ? EpochId.Of(record.Hash) : header.Epoch;
        long row = sql.Insert(
            "INSERT INTO record (stream, sequence, kind, state, reason, hash, previous, signer, epoch, readings, events, first, "
            + "last, received, size, bytes) VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            stream, (long)header.Sequence, (long)header.Kind, (long)ContentState.Waiting, record.Hash.ToArray(),
            header.Previous.ToArray(), signer, epoch?.ToArray(), header.Readings, header.Events, header.FirstUnixMilliseconds,
            header.LastUnixMilliseconds, now, (long)record.Bytes.Length, record.Bytes.ToArray());
        bool batch = header.Kind == RecordKind.Batch;
        sql.Run(
            "UPDATE stream SET records = records + 1, batches = batches + $2, epochs = epochs + $3, tombstones = tombstones + $4, "
            + "readings = readings + $5, events = events + $6, bytes = bytes + $7, received = $8 WHERE id = $1",
            stream, batch ? 1L : 0L, header.Kind == RecordKind.Epoch ? 1L : 0L, header.Kind == RecordKind.Tombstone ? 1L : 0L,
            batch ? header.Readings : 0L, batch ? header.Events : 0L, (long)record.Bytes.Length, now);
        return row;
    }
}
