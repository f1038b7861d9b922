using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Edge.Updates.Tuf;

/// <summary>The one way to write a JSON value, so that signer and verifier hash the same bytes.</summary>
/// <remarks>OLPC canonical JSON, as TUF 1.0 asks for: names sorted by code point, no white space, integers only, in
/// strings only the quotation mark and the backslash escaped. Source: TUF specification 1.0, section 4.2.1;
/// wiki.laptop.org/go/Canonical_JSON.</remarks>
public static class CanonicalJson
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create("\"\\"u8);

    /// <param name="value">From <see cref="StrictJson"/>: bounded in depth, integers only.</param>
    public static byte[] Write(JsonElement value)
    {
        var writer = new ArrayBufferWriter<byte>();
        Write(value, writer);
        return writer.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object: WriteObject(value, writer); break;
            case JsonValueKind.Array: WriteArray(value, writer); break;
            case JsonValueKind.String: WriteString(Encoding.UTF8.GetBytes(value.GetString()!), writer); break;
            case JsonValueKind.Number: WriteInteger(value.GetInt64(), writer); break;
            case JsonValueKind.True: writer.Write("true"u8); break;
            case JsonValueKind.False: writer.Write("false"u8); break;
            case JsonValueKind.Null: writer.Write("null"u8); break;
            default: throw new ArgumentException("No JSON value.", nameof(value));
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> writer)
    {
        // The order of UTF-8 bytes is that of code points; that of .NET strings is not, beyond U+FFFF.
        List<(byte[] Name, JsonElement Value)> members =
            [.. value.EnumerateObject().Select(p => (Encoding.UTF8.GetBytes(p.Name), p.Value))];
        members.Sort((a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        writer.Write("{"u8);
        for (int i = 0; i < members.Count; i++)
        {
            if (i > 0) { writer.Write(","u8); }
            WriteString(members[i].Name, writer);
            writer.Write(":"u8);
            Write(members[i].Value, writer);
        }
        writer.Write("}"u8);
    }

    private static void WriteArray(JsonElement value, ArrayBufferWriter<byte> writer)
    {
        writer.Write("["u8);
        bool first = true;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (!first) { writer.Write(","u8); }
            first = false;
            Write(item, writer);
        }
        writer.Write("]"u8);
    }

    private static void WriteString(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> writer)
    {
        writer.Write("\""u8);
        int at;
        while ((at = text.IndexOfAny(Escaped)) >= 0)
        {
            writer.Write(text[..at]);
            writer.Write("\\"u8);
            writer.Write(text.Slice(at, 1));
            text = text[(at + 1)..];
        }
        writer.Write(text);
        writer.Write("\""u8);
    }

    private static void WriteInteger(long value, ArrayBufferWriter<byte> writer)
    {
        Span<byte> digits = writer.GetSpan(20);
        _ = Utf8Formatter.TryFormat(value, digits, out int length);
        writer.Advance(length);
    }
}
