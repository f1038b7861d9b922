using Edge.Collector.Store;
using Edge.Rules;
using Edge.Sealing;
using Edge.Sensing;
using Microsoft.Data.Sqlite;

namespace Edge.Collector.Api;

/// <summary>Looks into the store for the page and the command line, beside the writer. Thread-safe: a connection a call.</summary>
public sealed class StoreReader(string path)
{
    public const int MaxRows = 1_000;
    private const int MaxRangesShown = 100;

    public Overview ReadOverview(CollectorFacts collector)
    {
        using Sql sql = StoreSchema.OpenReader(path);
        List<(long Id, DeviceFacts Facts)> devices = sql.All(
            "SELECT id, device, name, first_seen, last_seen, boot FROM device ORDER BY name, device",
            row => (row.GetInt64(0), new DeviceFacts(
                DeviceId.FromBytes(row.GetFieldValue<byte[]>(1)).ToString(), row.GetString(2), row.GetInt64(3), row.GetInt64(4),
                BootId.FromBytes(row.GetFieldValue<byte[]>(5)).ToString(), [])));
        List<DeviceFacts> filled = [.. devices.Select(device => device.Facts with { Streams = ReadStreams(sql, device.Id) })];
        return new Overview(collector, ReadTotals(sql, filled), filled);
    }

    /// <summary>Null: no such device.</summary>
    public List<ChannelFacts>? ReadChannels(DeviceId device)
    {
        using Sql sql = StoreSchema.OpenReader(path);
        return FindDevice(sql, device) is not { } id ? null : sql.All(
            "SELECT s.name, c.name, c.unit, c.last_time, c.last_value, c.last_quality, c.last_reason, c.count, c.usable "
            + "FROM channel c JOIN stream s ON s.id = c.stream WHERE s.device = $1 AND c.count > 0 ORDER BY s.id, c.id",
            ChannelOf, id);
    }

    /// <summary>The newest records, refused ones among them. Null: no such device.</summary>
    public List<RecordFacts>? ReadRecords(DeviceId device, int limit)
    {
        using Sql sql = StoreSchema.OpenReader(path);
        if (FindDevice(sql, device) is not { } id) { return null; }
        List<RecordFacts> rows = sql.All(
            "SELECT s.name, r.sequence, r.kind, r.received, r.size, r.readings, r.events, r.hash, "
            + "CASE r.state WHEN 4 THEN r.reason ELSE 0 END, r.first, r.last FROM record r JOIN stream s ON s.id = r.stream "
            + "WHERE s.device = $1 ORDER BY r.id DESC LIMIT $2",
            RecordOf, id, (long)limit);
        rows.AddRange(sql.All(
            "SELECT stream, sequence, kind, received, size, readings, events, hash, reason, first, last FROM quarantine "
            + "WHERE device = $1 ORDER BY id DESC LIMIT $2",
            RecordOf, BytesOf(device), (long)limit));
        return [.. rows.OrderByDescending(row => row.ReceivedUnixMs).Take(limit)];
    }

    /// <summary>The newest rule actions of every opened stream. Null: no such device.</summary>
    public List<EventFacts>? ReadEvents(DeviceId device, int limit)
    {
        using Sql sql = StoreSchema.OpenReader(path);
        return FindDevice(sql, device) is not { } id ? null : sql.All(
            "SELECT e.time, e.actuator, e.state, e.cause, e.rule FROM event e JOIN stream s ON s.id = e.stream "
            + "WHERE s.device = $1 ORDER BY e.time DESC, e.record DESC, e.ordinal DESC LIMIT $2",
            row => new EventFacts(
                row.GetInt64(0), row.GetString(1), row.GetInt64(2) != 0, Words.Of((ActuatorCause)row.GetInt64(3)), row.GetString(4)),
            id, (long)limit);
    }

    /// <summary>A channel over a stretch of time. Null: no such device or channel.</summary>
    public PointSeries? ReadPoints(DeviceId device, string channel, string? stream, long? from, long? to, int most)
    {
        using Sql sql = StoreSchema.OpenReader(path);
        return FindDevice(sql, device) is { } id ? PointQuery.Read(sql, id, channel, stream, from, to, most) : null;
    }

    internal static long? FindDevice(Sql sql, DeviceId device) =>
        sql.Number("SELECT id FROM device WHERE device = $1", BytesOf(device));

    private static byte[] BytesOf(DeviceId device)
    {
        byte[] bytes = new byte[DeviceId.Length];
        device.CopyTo(bytes);
        return bytes;
    }

    private static ChannelFacts ChannelOf(SqliteDataReader row)
    {
        var unit = (Unit)row.GetInt64(2);
        var last = new LastValue(
            row.GetInt64(3), row.IsDBNull(4) ? null : row.GetDouble(4), Words.Of((Quality)row.GetInt64(5)),
            Words.Of((QualityReason)row.GetInt64(6)));
        long count = row.GetInt64(7), usable = row.GetInt64(8);
        return new ChannelFacts(
            row.GetString(0), row.GetString(1), Words.Of(unit), unit.Symbol(), last, count, usable, count - usable);
    }

    private static RecordFacts RecordOf(SqliteDataReader row)
    {
        var reason = (SealingRefusal)row.GetInt64(8);
        return new RecordFacts(
            row.GetString(0), row.GetInt64(1), Words.Of((RecordKind)row.GetInt64(2)), row.GetInt64(3), row.GetInt64(4),
            row.GetInt64(5), row.GetInt64(6), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(7)),
            reason == default ? "stored" : $"quarantined: {Words.Of(reason)}", row.GetInt64(9), row.GetInt64(10));
    }

    private static List<StreamFacts> ReadStreams(Sql sql, long device)
    {
        List<(long Id, StreamFacts Facts)> streams = sql.All(
            "SELECT s.id, s.name, s.opened, s.records, s.batches, s.tombstones, s.readings, s.events, s.bytes, s.dropped, s.received, "
            + "coalesce((SELECT min(first) FROM span WHERE stream = s.id), 0), "
            + "coalesce((SELECT max(last) FROM span WHERE stream = s.id), 0) FROM stream s WHERE s.device = $1 ORDER BY s.id",
            row => (row.GetInt64(0), new StreamFacts(
                row.GetString(1), row.GetInt64(2) != 0, row.GetInt64(11), row.GetInt64(12), row.GetInt64(3), row.GetInt64(4),
                row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), [], row.GetInt64(9), row.GetInt64(10))),
            device);
        return [.. streams.Select(stream => stream.Facts with { Missing = Ranges(SequenceSpans.Missing(sql, stream.Id, MaxRangesShown)) })];
    }

    private static long[][] Ranges(IEnumerable<SequenceRange> ranges) =>
        [.. ranges.Select(range => new[] { (long)range.First, (long)range.Last })];

    private static Totals ReadTotals(Sql sql, List<DeviceFacts> devices)
    {
        StreamFacts[] streams = [.. devices.SelectMany(device => device.Streams)];
        long Counter(string name) => sql.Number("SELECT value FROM counter WHERE name = $1", name) ?? 0;
        long refusedInChain = sql.Number("SELECT count(*) FROM record WHERE state = 4") ?? 0;
        return new Totals(
            devices.Count, streams.Sum(s => s.Records), streams.Sum(s => s.Batches),
            streams.Sum(s => s.Records - s.Batches - s.Tombstones), streams.Sum(s => s.Tombstones), streams.Sum(s => s.Readings),
            streams.Sum(s => s.Events), Counter("receipts"), Counter("duplicates"), Counter("refused"),
            (sql.Number("SELECT count(*) FROM quarantine") ?? 0) + refusedInChain, streams.Sum(s => (long)s.Missing.Count),
            streams.Sum(s => s.Bytes), sql.Number("SELECT coalesce(sum(stored_readings), 0) FROM stream") ?? 0);
    }
}
