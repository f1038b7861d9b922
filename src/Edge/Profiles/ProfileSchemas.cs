using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Edge.Profiles;

/// <summary>The JSON Schemas of the files people write, for editors: made from the tables that the readers
/// use.</summary>
/// <remarks>They say what can be said of one value at a time; only the readers know the board, the names
/// and the limits across a file. Source: JSON Schema, draft 2020-12.</remarks>
public static class ProfileSchemas
{
    /// <summary>The schema of a site file, as kept in hardware-profiles/schema/site.schema.json.</summary>
    public static string Site() =>
        Write("Edge site file", "What one gateway is for and what it uses.", SiteKeys.Table);

    /// <summary>The schema of a board profile, as kept in
    /// hardware-profiles/schema/board.schema.json.</summary>
    public static string Board() => Write("Edge board profile", "What a board has.", BoardKeys.Table);

    /// <summary>The schema of a scenario, as kept in hardware-profiles/schema/scenario.schema.json.</summary>
    public static string Scenario() =>
        Write("Edge scenario", "What a simulated board lives through.", ScenarioKeys.Table);

    /// <summary>The schema of a file of holidays, as kept in
    /// hardware-profiles/schema/holidays.schema.json.</summary>
    public static string Holidays() => Write("Edge holidays", "The public holidays of a place.", HolidayKeys.Table);

    private static string Write(string title, string description, KeyTable table)
    {
        var options = new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, options))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema"u8, "https://json-schema.org/draft/2020-12/schema"u8);
            writer.WriteString("title"u8, title);
            writer.WriteString("description"u8, description);
            table.WriteSchema(writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan) + "\n";
    }
}
