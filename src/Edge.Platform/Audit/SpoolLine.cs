using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Audit;

namespace Edge.Platform.Audit;

/// <summary>What a process that does not keep the log wants to stand in it.</summary>
/// <param name="User">The person who asked for it; null: the process by itself.</param>
public sealed record SpooledEntry(AuditEvent Event, uint? User, string Subject, string Detail);

/// <summary>An entry as a line of a spool: a JSON object.</summary>
public static class SpoolLine
{
    /// <summary>The longest that an entry holds; the log cuts by bytes.</summary>
    private const int MaxSubject = 128;
    private const int MaxDetail = 512;

    /// <summary>With its line feed.</summary>
    public static string Write(SpooledEntry entry) => JsonSerializer.Serialize(
        entry with { Subject = Short(entry.Subject, MaxSubject), Detail = Short(entry.Detail, MaxDetail) }, SpoolLineJson.Default.SpooledEntry) + "\n";

    /// <summary>Null: no entry, or an event that this version does not know.</summary>
    public static SpooledEntry? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, SpoolLineJson.Default.SpooledEntry) is { Subject: not null, Detail: not null } read
                && AuditCatalogue.Find(read.Event) is not null
                ? read with { Subject = Short(read.Subject, MaxSubject), Detail = Short(read.Detail, MaxDetail) }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Short(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}

[JsonSerializable(typeof(SpooledEntry))]
internal sealed partial class SpoolLineJson : JsonSerializerContext;
