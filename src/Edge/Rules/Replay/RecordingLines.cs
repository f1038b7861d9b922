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
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        field = RecordingFields.Of(reader.ValueSpan);
                        break;
                    case JsonTokenType.StartObject when reader.CurrentDepth == 0:
                    case JsonTokenType.EndObject:
                        break;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        return ("a value in a value", NoObject);
                    default:
                        if (reader.ValueIsEscaped) { break; }
                        if (RecordingFields.Take(ref row, field, reader.ValueSpan) is { } expected)
                        {
                            return ($"wrong {Name(field)}", expected);
                        }

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

    public static (string Problem, string Expected)? TakeTable(
        ref RecordingRow row, ReadOnlySpan<byte> line, ImmutableArray<RecordingField> columns)
    {
        int column = 0;
        foreach (Range part in line.Split((byte)','))
        {
            if (column == columns.Length) { return ("too many columns", $"{columns.Length}, as in the header"); }
            if (RecordingFields.Take(ref row, columns[column], line[part].Trim((byte)'"')) is { } expected)
            {
                return ($"wrong {Name(columns[column])}", expected);
            }

            column++;
        }

        return column == columns.Length ? null : ("too few columns", $"{columns.Length}, as in the header");
    }

    private static string Name(RecordingField field) => PlainWords.Of(field.ToString());
}
