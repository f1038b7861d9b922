using System.Collections.Immutable;
using System.Text.Json;

namespace Edge.Rules.Replay;

/// <summary>One line of a recording, in either notation.</summary>
internal static class RecordingLines
{
    private const string NoObject = "one flat JSON object a line";

    public static (string Problem, string Expected)? TakeJson(ref RecordingRow row, ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        var field = RecordingField.Other;
        int seen = 0;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        field = RecordingFields.Of(reader.ValueSpan);
                        if (IsTwice(field, ref seen)) { return Twice(field); }
                        break;
                    case JsonTokenType.StartObject when reader.CurrentDepth == 0:
                    case JsonTokenType.EndObject:
                        break;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        return ("a value in a value", NoObject);
                    default:
                        if (TakeValue(ref row, field, reader) is { } wrong) { return wrong; }
                        break;
                }
            }
        }
        catch (JsonException)
        {
            return ("not JSON", NoObject);
        }

        return null;
    }

    /// <summary>A field without the spaces and quotes around it.</summary>
    public static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> field) => field.Trim(" \""u8);

    /// <summary>A field that begins between quotes which end in another one.</summary>
    private static bool IsTorn(ReadOnlySpan<byte> field)
    {
        field = field.Trim((byte)' ');
        return field.StartsWith("\""u8) && (field.Length == 1 || !field.EndsWith("\""u8));
    }

    /// <summary>A field must not come twice: which of them would count?</summary>
    /// <param name="seen">A bit for each field.</param>
    public static bool IsTwice(RecordingField field, ref int seen)
    {
        int bit = 1 << (int)field;
        bool isTwice = field != RecordingField.Other && (seen & bit) != 0;
        seen |= bit;
        return isTwice;
    }

    public static (string Problem, string Expected) Twice(RecordingField field) =>
        ($"{RecordingFields.NameOf(field)} twice", "each field once, by one of its names");

    private static (string Problem, string Expected)? TakeValue(ref RecordingRow row, RecordingField field, in Utf8JsonReader reader)
    {
        if (field == RecordingField.Other) { return null; }
        if (reader.ValueIsEscaped) { return ($"wrong {RecordingFields.NameOf(field)}", "a text without backslashes"); }
        ReadOnlySpan<byte> text = reader.TokenType == JsonTokenType.Null ? default : reader.ValueSpan;
        return RecordingFields.Take(ref row, field, text) is { } expected ? ($"wrong {RecordingFields.NameOf(field)}", expected) : null;
    }

    public static (string Problem, string Expected)? TakeTable(
        ref RecordingRow row, ReadOnlySpan<byte> line, ImmutableArray<RecordingField> columns)
    {
        int column = 0;
        foreach (Range part in line.Split((byte)','))
        {
            if (column == columns.Length) { return ("too many columns", $"{columns.Length}, as in the header"); }
            if (IsTorn(line[part])) { return ("a comma between quotes", "fields without commas, and a decimal point in numbers"); }
            if (RecordingFields.Take(ref row, columns[column], Bare(line[part])) is { } expected)
            {
                return ($"wrong {RecordingFields.NameOf(columns[column])}", expected);
            }

            column++;
        }

        return column == columns.Length ? null : ("too few columns", $"{columns.Length}, as in the header");
    }
}
