using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>A line of the guard's spool: an event.</summary>
internal static class GuardSpoolLine
{
    private const int MaxSubject = 255;
    private const int MaxText = 600;

    /// <summary>With its line feed.</summary>
    public static string Write(GuardEvent happened) => JsonSerializer.Serialize(
        new SpooledEvent((byte)happened.Kind, Short(happened.Subject, MaxSubject), Short(happened.Text, MaxText)), GuardSpoolJson.Default.SpooledEvent) + "\n";

    /// <summary>Null: no event, or one that this version does not know.</summary>
    public static GuardEvent? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, GuardSpoolJson.Default.SpooledEvent) is { Subject: not null, Text: not null } read
                && Enum.IsDefined((GuardEventKind)read.Kind)
                ? new GuardEvent((GuardEventKind)read.Kind, Short(read.Subject, MaxSubject), Short(read.Text, MaxText))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Short(string text, int most) => text.Length <= most ? text : text[..most];
}

internal sealed record SpooledEvent(byte Kind, string Subject, string Text);

[JsonSerializable(typeof(SpooledEvent))]
internal sealed partial class GuardSpoolJson : JsonSerializerContext;
