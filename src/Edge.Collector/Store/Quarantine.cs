using Edge.Collector.Ingest;
using Edge.Sealing;

namespace Edge.Collector.Store;

/// <summary>Evidence of what was refused for good: the bytes and the reason. Inside the writer's transaction.</summary>
/// <remarks>Bounded, since anybody can send what is not genuine under a device's name: at most
/// <see cref="MaxUnsigned"/> such records are kept for a device. Genuine ones, as in a fork, have room of their own.
/// Beyond that a record is counted and refused, its bytes are not kept.</remarks>
internal sealed class Quarantine(Sql sql)
{
    public const int MaxUnsigned = 64;
    public const int MaxSigned = 1_024;

    /// <summary>True when the record was not in quarantine yet.</summary>
    public bool Add(DeviceId device, CheckedRecord item, SealingRefusal reason, long now)
    {
        SealedRecord record = item.Record;
        byte[] hash = record.Hash.ToArray();
        if (sql.Number("SELECT 1 FROM quarantine WHERE hash = $1", hash) is not null) { return false; }
        byte[] owner = new byte[DeviceId.Length];
        device.CopyTo(owner);
        long signed = item.Genuine is null ? 0 : 1;
        long kept = sql.Number("SELECT count(*) FROM quarantine WHERE device = $1 AND signed = $2", owner, signed) ?? 0;
        if (kept >= (signed == 1 ? MaxSigned : MaxUnsigned)) { return true; }
        RecordHeader header = record.Header;
        sql.Run(
            "INSERT INTO quarantine (device, stream, sequence, kind, hash, reason, signed, readings, events, first, last, received, "
            + "size, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            owner, header.Stream, (long)header.Sequence, (long)header.Kind, hash, (long)reason, signed, header.Readings, header.Events,
            header.FirstUnixMilliseconds, header.LastUnixMilliseconds, now, (long)record.Bytes.Length, record.Bytes.ToArray());
        return true;
    }
}
