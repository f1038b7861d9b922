using System.Text.Json;
using Edge.Sensing;
using Microsoft.Data.Sqlite;

namespace Edge.Collector.Api;

/// <summary>A report as the store has it. The device vouches for it: its record was verified.</summary>
internal sealed record ReportRow(
    long Record, long Ordinal, string Device, string Name, string Kind, long Time, long Monotonic, string Clock, byte[] Content)
{
    /// <summary>The next rows of a kind behind a record and ordinal.</summary>
    public const string Select =
        "SELECT p.record, p.ordinal, d.device, d.name, p.kind, p.time, p.monotonic, p.clock, p.content "
        + "FROM report p JOIN stream s ON s.id = p.stream JOIN device d ON d.id = s.device "
        + "WHERE p.kind = $1 AND (p.record, p.ordinal) > ($2, $3) ORDER BY p.record, p.ordinal LIMIT $4";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public static ReportRow From(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(2)), row.GetString(3), row.GetString(4),
        row.GetInt64(5), row.GetInt64(6), Words.Of((TimeQuality)row.GetInt64(7)), row.GetFieldValue<byte[]>(8));

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("device", Device);
        json.WriteString("name", Name);
        json.WriteString("kind", Kind);
        json.WriteNumber("t", Time);
        json.WriteNumber("monotonicMs", Monotonic);
        json.WriteString("clock", Clock);
        try
        {
            using var content = JsonDocument.Parse(Content, Strict);
            json.WritePropertyName("content");
            content.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteBase64String("base64", Content);
        }
        json.WriteEndObject();
    }
}
