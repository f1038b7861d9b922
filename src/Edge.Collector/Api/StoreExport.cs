using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Edge.Collector.Store;
using Edge.Sealing;
using Edge.Sensing;
using Microsoft.Data.Sqlite;

namespace Edge.Collector.Api;

/// <summary>Copies a stream out of the store, row by row: memory does not grow with it.</summary>
public sealed class StoreExport(string path)
{
    private const int RowsAtOnce = 1_000;
    private const int RecordsPerFrame = 16;

    private const string Readings =
        "SELECT q.record, q.ordinal, r.sequence, c.name, q.time, q.monotonic, q.clock, q.value, c.unit, q.quality, q.reason "
        + "FROM reading q JOIN record r ON r.id = q.record JOIN channel c ON c.id = q.channel "
        + "WHERE r.stream = $1 AND (q.record, q.ordinal) > ($2, $3) ORDER BY q.record, q.ordinal LIMIT $4";

    /// <summary>One JSON object a line. Returns the number of readings, or null: no such stream.</summary>
    public long? WriteLines(DeviceId device, string stream, Stream output)
    {
        using var json = new Utf8JsonWriter(output);
        return ForEach(device, stream, row =>
        {
            json.Reset(output);
            json.WriteStartObject();
            json.WriteNumber("sequence", row.Sequence);
            json.WriteString("channel", row.Channel);
            json.WriteNumber("t", row.Time);
            json.WriteNumber("monotonicMs", row.Monotonic);
            json.WriteString("clock", row.Clock);
            if (row.Value is { } value) { json.WriteNumber("v", value); } else { json.WriteNull("v"); }
            json.WriteString("unit", row.Unit);
            json.WriteString("q", row.Quality);
            json.WriteString("r", row.Reason);
            json.WriteEndObject();
            json.Flush();
            output.WriteByte((byte)'\n');
        });
    }

    /// <summary>A header line, then one line a reading; no field needs quotes. Returns as <see cref="WriteLines"/>.</summary>
    public long? WriteTable(DeviceId device, string stream, Stream output)
    {
        using var text = new StreamWriter(output, leaveOpen: true) { NewLine = "\n" };
        text.WriteLine("sequence,channel,unix_ms,monotonic_ms,clock,value,unit,quality,reason");
        return ForEach(device, stream, row => text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Sequence},{row.Channel},{row.Time},{row.Monotonic},{row.Clock},{row.Value},{row.Unit},{row.Quality},{row.Reason}")));
    }

    /// <summary>What devices said about themselves: one JSON object a line, the content as it came where that is JSON, else in
    /// base64. Returns their number.</summary>
    public long WriteReports(string kind, Stream output)
    {
        using Sql sql = StoreSchema.OpenReader(path);
        using var json = new Utf8JsonWriter(output);
        long count = 0;
        (long record, long ordinal) = (0L, -1L);
        while (true)
        {
            List<ReportRow> rows = sql.All(ReportRow.Select, ReportRow.From, kind, record, ordinal, (long)RowsAtOnce);
            foreach (ReportRow row in rows)
            {
                json.Reset(output);
                row.Write(json);
                json.Flush();
                output.WriteByte((byte)'\n');
            }
            if (rows.Count == 0) { return count; }
            count += rows.Count;
            (record, ordinal) = (rows[^1].Record, rows[^1].Ordinal);
        }
    }

    /// <summary>The sealed bytes with their certificates, as they came. Returns the number of records, or null.</summary>
    public long? WriteRecords(DeviceId device, string stream, Stream output)
    {
        using Sql sql = StoreSchema.OpenReader(path);
        if (FindStream(sql, device, stream) is not { } id) { return null; }
        long count = 0;
        RecordFile.Write(output, Frames(sql, id, added => count += added));
        return count;
    }

    private static IEnumerable<Upload> Frames(Sql sql, long stream, Action<int> counted)
    {
        long after = 0;
        while (true)
        {
            var rows = sql.All(
                $"SELECT r.sequence, r.bytes, c.bytes FROM record r JOIN stream s ON s.id = r.stream "
                + $"JOIN certificate c ON c.device = s.device AND c.id = r.signer WHERE r.stream = $1 AND r.sequence > $2 "
                + $"ORDER BY r.sequence LIMIT {RecordsPerFrame}",
                row => (Sequence: row.GetInt64(0), Bytes: row.GetFieldValue<byte[]>(1), Certificate: row.GetFieldValue<byte[]>(2)),
                stream, after);
            // Records are at most 1 MiB and a frame 4: a few large ones end a frame early.
            int fit = rows.Count;
            while (fit > 1 && rows.Take(fit).Sum(row => (long)row.Bytes.Length) > SealingLimits.MaxUploadBytes / 2) { fit--; }
            if (fit == 0) { yield break; }
            ImmutableArray<ReadOnlyMemory<byte>> certificates =
                [.. rows.Take(fit).Select(row => row.Certificate).DistinctBy(Convert.ToHexString).Select(bytes => (ReadOnlyMemory<byte>)bytes)];
            yield return new Upload(
                ReadOnlyMemory<byte>.Empty, certificates, [.. rows.Take(fit).Select(row => (ReadOnlyMemory<byte>)row.Bytes)]);
            counted(fit);
            after = rows[fit - 1].Sequence;
        }
    }

    private long? ForEach(DeviceId device, string stream, Action<Row> write)
    {
        using Sql sql = StoreSchema.OpenReader(path);
        if (FindStream(sql, device, stream) is not { } id) { return null; }
        long count = 0;
        (long record, long ordinal) = (0L, -1L);
        while (true)
        {
            List<Row> rows = sql.All(Readings, Row.From, id, record, ordinal, (long)RowsAtOnce);
            foreach (Row row in rows) { write(row); }
            if (rows.Count == 0) { return count; }
            count += rows.Count;
            (record, ordinal) = (rows[^1].Record, rows[^1].Ordinal);
        }
    }

    private static long? FindStream(Sql sql, DeviceId device, string stream) =>
        StoreReader.FindDevice(sql, device) is { } id
            ? sql.Number("SELECT id FROM stream WHERE device = $1 AND name = $2", id, stream)
            : null;

    private sealed record Row(
        long Record, long Ordinal, long Sequence, string Channel, long Time, long Monotonic, string Clock, double? Value,
        string Unit, string Quality, string Reason)
    {
        public static Row From(SqliteDataReader row) => new(
            row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5),
            Words.Of((TimeQuality)row.GetInt64(6)), row.IsDBNull(7) ? null : row.GetDouble(7), Words.Of((Unit)row.GetInt64(8)),
            Words.Of((Quality)row.GetInt64(9)), Words.Of((QualityReason)row.GetInt64(10)));
    }
}
