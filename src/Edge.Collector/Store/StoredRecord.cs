using Edge.Keys;
using Edge.Sealing;
using Microsoft.Data.Sqlite;

namespace Edge.Collector.Store;

/// <summary>A record out of the store with what is needed to verify it again: nothing read from a disk is believed.</summary>
internal sealed record StoredRecord(long Id, ContentState State, byte[] Bytes, byte[] Certificate, DeviceDescriptor Device)
{
    public const string Select =
        "SELECT r.id, r.state, r.bytes, c.bytes, d.device, d.identity FROM record r JOIN stream s ON s.id = r.stream "
        + "JOIN device d ON d.id = s.device JOIN certificate c ON c.device = d.id AND c.id = r.signer";

    public static StoredRecord From(SqliteDataReader row) => new(
        row.GetInt64(0), (ContentState)row.GetInt64(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3),
        new DeviceDescriptor(DeviceId.FromBytes(row.GetFieldValue<byte[]>(4)), row.GetFieldValue<byte[]>(5)));

    /// <summary>Null when the stored bytes no longer verify: the disk has altered them.</summary>
    public Verified<SealedRecord>? Verify()
    {
        if (!RecordCodec.Read(Bytes).TryGet(out SealedRecord record, out _)) { return null; }
        if (!PurposeKeyCertificate.Read(Certificate).TryGet(out PurposeKeyCertificate certificate, out _)) { return null; }
        if (!certificate.Verify(Device).TryGet(out Verified<PurposeKeyCertificate> signer, out _)) { return null; }
        return RecordCodec.Verify(record, signer).TryGet(out Verified<SealedRecord> genuine, out _) ? genuine : null;
    }
}
