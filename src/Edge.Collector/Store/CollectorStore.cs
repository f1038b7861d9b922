using System.Collections.Immutable;
using Edge.Collector.Ingest;
using Edge.Keys;
using Edge.Sealing;
using Microsoft.Data.Sqlite;

namespace Edge.Collector.Store;

/// <summary>The one writer of a collector's store: sealed records as they came, in any order, each once.</summary>
/// <remarks>One transaction for an upload; durable when <see cref="Take"/> returns, or nothing happened. A kill at any
/// moment leaves the upload either stored or not; the gateway offers it again and hears AlreadyStored. Thread-safe.</remarks>
public sealed class CollectorStore : IDisposable
{
    public const int MaxStreamsPerDevice = 1_000;
    private const int SqliteFull = 13;

    private readonly Lock _gate = new();
    private readonly Sql _sql;
    private readonly EpochShelf _shelf = new();
    private readonly ContentOpener _opener;
    private readonly Quarantine _quarantine;
    private readonly HashSet<(long Stream, EpochId Epoch)> _toOpen = [];

    private CollectorStore(Sql sql, RecipientSecretKey recipient)
    {
        _sql = sql;
        _opener = new ContentOpener(sql, new StreamOpener(recipient), _shelf);
        _quarantine = new Quarantine(sql);
        // What a killed process had not yet opened.
        List<(long, byte[])> waiting = sql.All(
            "SELECT DISTINCT w.stream, w.epoch FROM record w JOIN record e ON e.stream = w.stream AND e.epoch = w.epoch AND e.kind = 1 "
            + "WHERE w.state = 2 AND w.kind = 2",
            row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1)));
        foreach ((long stream, byte[] epoch) in waiting) { _toOpen.Add((stream, EpochId.FromBytes(epoch))); }
    }

    /// <summary>Opens or makes the store. Words where that is not possible.</summary>
    public static Result<CollectorStore, string> Open(string path, RecipientSecretKey recipient)
    {
        try
        {
            return new CollectorStore(StoreSchema.OpenWriter(path), recipient);
        }
        catch (Exception exception) when (exception is SqliteException or InvalidDataException)
        {
            return $"The store {path} cannot be opened: {exception.Message} It is left as it is.";
        }
    }

    /// <summary>Stores what is genuine and new, sets aside what must be refused for good.</summary>
    public Result<StoreAnswer, StoreFault> Take(CheckedUpload upload, long nowUnixMilliseconds)
    {
        lock (_gate)
        {
            return Guarded<StoreAnswer>(() => TakeAll(upload, nowUnixMilliseconds));
        }
    }

    /// <summary>Opens some batches whose epoch came after them.</summary>
    /// <returns>True when there may be more.</returns>
    public Result<bool, StoreFault> OpenSomeWaiting()
    {
        lock (_gate)
        {
            if (_toOpen.Count == 0) { return false; }
            (long stream, EpochId epoch) = _toOpen.First();
            Result<bool, StoreFault> opened = Guarded<bool>(() => _opener.OpenWaiting(stream, epoch));
            if (opened.IsOk && !opened.Value) { _toOpen.Remove((stream, epoch)); }
            return opened.IsOk ? _toOpen.Count > 0 : opened;
        }
    }

    /// <summary>The file may have so many pages from now on: a disk that is full.</summary>
    internal void LimitPages(long pages)
    {
        lock (_gate) { _sql.Pragma("max_page_count", pages); }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _shelf.Dispose();
            _sql.Dispose();
        }
    }

    private Result<T, StoreFault> Guarded<T>(Func<Result<T, StoreFault>> work)
        where T : notnull
    {
        bool committed = false;
        try
        {
            Result<T, StoreFault> result = _sql.InTransaction(work);
            committed = true;
            return result;
        }
        catch (SqliteException exception)
        {
            return exception.SqliteErrorCode == SqliteFull ? StoreFault.DiskFull : StoreFault.DiskFailed;
        }
        finally
        {
            if (!committed) { _shelf.Clear(); }
        }
    }

    // Nothing under a device's name is believed, not even that it was here, unless a record of its own is among it.
    private StoreAnswer TakeAll(CheckedUpload upload, long now)
    {
        var entries = ImmutableArray.CreateBuilder<ReceiptEntry>(upload.Records.Length);
        entries.AddRange(upload.Records.Where(record => record.Genuine is null)
            .Select(record => SetAside(upload, record, record.Refusal, now)));
        CheckedRecord[] genuine = [.. upload.Records.Where(record => record.Genuine is not null)];
        var missing = new HashSet<EpochId>();
        if (genuine.Length > 0)
        {
            long device = RowOfDevice(upload, genuine[^1].Record.Header.Boot, now);
            foreach (CheckedRecord record in genuine)
            {
                // A record of one stream too many is passed over: the receipt says nothing about it.
                if (RowOfStream(device, record.Record.Header.Stream) is not { } stream) { continue; }
                entries.Add(TakeOne(upload, stream, record, now));
                if (record.Record.Header.Epoch is { } epoch && !HasEpoch(stream, epoch)) { missing.Add(epoch); }
            }
        }

        Count("receipts", 1);
        Count("duplicates", entries.Count(entry => entry.Verdict == Verdict.AlreadyStored));
        return new StoreAnswer(entries.DrainToImmutable(), [.. missing]);
    }

    private ReceiptEntry TakeOne(CheckedUpload upload, long stream, CheckedRecord item, long now)
    {
        SealedRecord record = item.Record;
        if (item.Genuine is not { } genuine) { return SetAside(upload, item, item.Refusal, now); }
        byte[]? known = _sql.First(
            "SELECT hash FROM record WHERE stream = $1 AND sequence = $2", row => row.GetFieldValue<byte[]>(0),
            stream, (long)record.Header.Sequence);
        if (known is not null)
        {
            return RecordHash.FromBytes(known) == record.Hash
                ? Entry(record, Verdict.AlreadyStored, default)
                : SetAside(upload, item, SealingRefusal.Fork, now);
        }

        if (!FitsItsNeighbours(stream, record)) { return SetAside(upload, item, SealingRefusal.BrokenLink, now); }
        long row = StoredRows.Insert(_sql, stream, record, now);
        SequenceSpans.Add(_sql, stream, (long)record.Header.Sequence);
        SealingRefusal? refusal = _opener.Open(stream, row, genuine);
        if (record.Header.Kind == RecordKind.Epoch && _opener.OpenWaiting(stream, EpochId.Of(record.Hash)))
        {
            _toOpen.Add((stream, EpochId.Of(record.Hash)));
        }

        if (refusal is not { } reason) { return Entry(record, Verdict.Stored, default); }
        Count("refused", 1);
        return Entry(record, Verdict.Quarantined, reason);
    }

    private ReceiptEntry SetAside(CheckedUpload upload, CheckedRecord item, SealingRefusal reason, long now)
    {
        if (_quarantine.Add(upload.Device.Descriptor.Device, item, reason, now)) { Count("refused", 1); }
        return Entry(item.Record, Verdict.Quarantined, reason);
    }

    /// <summary>True unless a record beside it is here and the link between both does not hold.</summary>
    private bool FitsItsNeighbours(long stream, SealedRecord record)
    {
        RecordHeader header = record.Header;
        if (header.Sequence == 1 && header.Previous != default) { return false; }
        byte[]? before = _sql.First(
            "SELECT hash FROM record WHERE stream = $1 AND sequence = $2", row => row.GetFieldValue<byte[]>(0),
            stream, (long)header.Sequence - 1);
        if (before is not null && RecordHash.FromBytes(before) != header.Previous) { return false; }
        if (header.Sequence == long.MaxValue) { return true; }
        byte[]? after = _sql.First(
            "SELECT previous FROM record WHERE stream = $1 AND sequence = $2", row => row.GetFieldValue<byte[]>(0),
            stream, (long)header.Sequence + 1);
        return after is null || RecordHash.FromBytes(after) == record.Hash;
    }

    private long RowOfDevice(CheckedUpload upload, BootId boot, long now)
    {
        DeviceDescriptor device = upload.Device.Descriptor;
        byte[] bootBytes = new byte[BootId.Length];
        boot.CopyTo(bootBytes);
        long row = _sql.Number(
            "INSERT INTO device (device, name, identity, first_seen, last_seen, boot) VALUES ($1, $2, $3, $4, $4, $5) "
            + "ON CONFLICT (device) DO UPDATE SET name = $2, last_seen = $4, boot = $5 RETURNING id",
            BytesOf(device.Device), upload.Device.Name, device.IdentityKey.ToArray(), now, bootBytes)!.Value;
        foreach (Verified<PurposeKeyCertificate> certificate in upload.Certificates)
        {
            _sql.Run(
                "INSERT OR IGNORE INTO certificate (device, id, bytes) VALUES ($1, $2, $3)",
                row, BytesOf(certificate.Value.Id), certificate.Value.Bytes.ToArray());
        }

        return row;
    }

    private long? RowOfStream(long device, string name)
    {
        if (_sql.Number("SELECT id FROM stream WHERE device = $1 AND name = $2", device, name) is { } row) { return row; }
        return _sql.Number("SELECT count(*) FROM stream WHERE device = $1", device) < MaxStreamsPerDevice
            ? _sql.Insert("INSERT INTO stream (device, name) VALUES ($1, $2)", device, name)
            : null;
    }

    private bool HasEpoch(long stream, EpochId epoch) => _sql.Number(
        "SELECT 1 FROM record WHERE stream = $1 AND epoch = $2 AND kind = 1", stream, epoch.ToArray()) is not null;

    private void Count(string counter, int more)
    {
        if (more > 0) { _sql.Run("UPDATE counter SET value = value + $2 WHERE name = $1", counter, (long)more); }
    }

    private static ReceiptEntry Entry(SealedRecord record, Verdict verdict, SealingRefusal reason) =>
        new(record.Header.Stream, record.Header.Sequence, record.Hash, verdict, reason);

    private static byte[] BytesOf(DeviceId device)
    {
        var bytes = new byte[DeviceId.Length];
        device.CopyTo(bytes);
        return bytes;
    }

    private static byte[] BytesOf(KeyId id)
    {
        var bytes = new byte[KeyId.Length];
        id.CopyTo(bytes);
        return bytes;
    }
}
