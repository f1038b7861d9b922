using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Edge.Profiles;

/// <summary>A list of mistakes as text and as JSON.</summary>
public static class SiteErrors
{
    /// <summary>A reader stops collecting at this many: a file that is wrong this often is the wrong
    /// file.</summary>
    public const int MaxErrors = 500;

    /// <summary>In the order of the file; what has the same place keeps its order.</summary>
    public static ImmutableArray<SiteError> InOrder(IEnumerable<SiteError> errors) =>
        [.. errors.OrderBy(error => error.File, StringComparer.Ordinal).ThenBy(error => error.At.Line)
            .ThenBy(error => error.At.Column)];

    /// <summary>A JSON array of <c>{file, line, column, problem, text, expected, nearest}</c>, not
    /// indented.</summary>
    public static string ToJson(IEnumerable<SiteError> errors)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes)) { Write(writer, errors); }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>The same array into a larger document.</summary>
    public static void Write(Utf8JsonWriter writer, IEnumerable<SiteError> errors)
    {
        writer.WriteStartArray();
        foreach (SiteError error in errors)
        {
            writer.WriteStartObject();
            writer.WriteString("file"u8, error.File);
            writer.WriteNumber("line"u8, error.At.Line);
            writer.WriteNumber("column"u8, error.At.Column);
            writer.WriteString("problem"u8, error.Problem);
            writer.WriteString("text"u8, error.Text);
            writer.WriteString("expected"u8, error.Expected);
            writer.WriteString("nearest"u8, error.Nearest);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
