using System.Buffers;
using System.Text;
using System.Text.Unicode;
using MessagePack;

namespace Edge;

/// <summary>Reads MessagePack that anybody may have written: nothing escapes but null.</summary>
/// <remarks>Rules: docs/formats/README.md.</remarks>
internal static class Wire
{
    /// <summary>Parses one value ; null when the bytes are no such value.</summary>
    public delegate T? Parse<T>(ref MessagePackReader reader);

    /// <summary>The parsed value, or null when the bytes are malformed or anything stands behind the value.</summary>
    public static T? TryParse<T>(ReadOnlyMemory<byte> bytes, Parse<T> parse)
        where T : class
    {
        try
        {
            var reader = new MessagePackReader(bytes);
            T? value = parse(ref reader);
            return reader.End ? value : null;
        }
        catch (Exception exception) when (exception is MessagePackSerializationException or EndOfStreamException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>True when an array of exactly this many elements follows.</summary>
    public static bool ReadArrayOf(this ref MessagePackReader reader, int count) => reader.ReadArrayHeader() == count;

    /// <summary>A byte string of exactly this length, or null.</summary>
    public static byte[]? ReadExactly(this ref MessagePackReader reader, int length) =>
        reader.ReadBinary() is { } bytes && bytes.Length == length ? bytes.ToArray() : null;

    /// <summary>A byte string of at most this length, or null.</summary>
    public static byte[]? ReadAtMost(this ref MessagePackReader reader, int length) =>
        reader.ReadBinary() is { } bytes && bytes.Length <= length ? bytes.ToArray() : null;

    /// <summary>Bytes that an array of a few byte strings takes when nothing in it is written longer than needed.</summary>
    /// <remarks>What is outside a signature has one form only: otherwise somebody without the key could give the same
    /// signed bytes another hash.</remarks>
    public static int ShortestFrame(params ReadOnlySpan<int> lengths)
    {
        int total = 1;
        foreach (int length in lengths)
        {
            total += length + (length <= byte.MaxValue ? 2 : length <= ushort.MaxValue ? 3 : 5);
        }

        return total;
    }

    // The library takes a text for a byte string too: the old form of the format.
    private static ReadOnlySequence<byte>? ReadBinary(this ref MessagePackReader reader) =>
        reader.NextMessagePackType == MessagePackType.Binary ? reader.ReadBytes() : null;

    /// <summary>A text of 1 to <paramref name="length"/> UTF-8 bytes, or null.</summary>
    public static string? ReadTextOfAtMost(this ref MessagePackReader reader, int length)
    {
        if (reader.NextMessagePackType != MessagePackType.String) { return null; }
        ReadOnlySequence<byte>? bytes = reader.ReadStringSequence();
        if (bytes is not { Length: > 0 } text || text.Length > length) { return null; }
        byte[] utf8 = text.ToArray();
        return Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : null;
    }
}
