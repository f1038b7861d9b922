using System.Globalization;
using System.Text.Json;

namespace Edge.Benchmarks;

/// <summary>The rows as a table for people and as JSON for a comparison over time.</summary>
internal static class Table
{
    private static readonly string[] Heads = ["row", "figure", "unit", "peer, same run", "ratio", "target", "met", "conditions"];

    public static string Render(IReadOnlyList<Row> rows)
    {
        string[][] cells = [Heads, .. rows.Select(Cells)];
        int[] widths = [.. Enumerable.Range(0, Heads.Length).Select(column => cells.Max(row => row[column].Length))];
        return string.Concat(cells.Select(row => string.Join("  ", row.Select((c, i) => Pad(c, i, widths))).TrimEnd() + "\n"));
    }

    public static void WriteJson(Stream stream, string environment, IReadOnlyList<Row> rows)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("environment", environment);
        json.WriteStartArray("rows");
        foreach (Row row in rows) { WriteRow(json, row); }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, Row row)
    {
        json.WriteStartObject();
        json.WriteString("name", row.Name);
        if (double.IsNaN(row.Figure)) { json.WriteNull("figure"); } else { json.WriteNumber("figure", row.Figure); }
        json.WriteString("unit", row.Unit);
        json.WriteString("conditions", row.Conditions);
        if (row.Peer is { } peer)
        {
            json.WriteString("peer", peer.Name);
            json.WriteNumber("peer_figure", peer.Figure);
        }
        if (row.Target is { } target)
        {
            json.WriteNumber(target.AtLeast ? "at_least" : "at_most", target.Limit);
            json.WriteBoolean("met", row.IsMet == true);
        }
        json.WriteEndObject();
    }

    private static string[] Cells(Row row) =>
    [
        row.Name,
        Number(row.Figure),
        row.Unit,
        row.Peer is { } peer ? $"{peer.Name} {Number(peer.Figure)}" : "",
        row.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "",
        row.Target is { } target ? $"{(target.AtLeast ? ">=" : "<=")} {Number(target.Limit)}" : "",
        row.IsMet switch { true => "yes", false => "NO", null => "" },
        row.Conditions,
    ];

    // Figures stand right, words left.
    private static string Pad(string cell, int column, int[] widths) =>
        column is 1 or 4 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]);

    private static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString(
        Math.Abs(value) switch { >= 100 => "N0", >= 10 => "N1", _ => "N2" }, CultureInfo.InvariantCulture);
}
