using System.Buffers;
using System.Security.Cryptography;
using MessagePack;

namespace Edge.Hardening;

/// <summary>The frame of the files that the guard keeps for itself: version, body, SHA-256 of the body. What a bad sector changed is
/// not believed.</summary>
/// <remarks>Bytes: docs/formats/guard-state.md.</remarks>
internal static class SealedBody
{
    public delegate void Fill(ref MessagePackWriter writer);

    public static byte[] Write(int version, Fill fill)
    {
        var body = new ArrayBufferWriter<byte>();
        var inner = new MessagePackWriter(body);
        fill(ref inner);
        inner.Flush();
        var output = new ArrayBufferWriter<byte>(body.WrittenCount + 64);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(3);
        writer.Write(version);
        writer.Write(body.WrittenSpan);
        writer.Write(SHA256.HashData(body.WrittenSpan));
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Null: another version, longer than allowed, damaged, or no such bytes.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> bytes, int version, int mostBytes, Wire.Parse<T> parse)
        where T : class
    {
        if (bytes.Length > mostBytes) { return null; }
        byte[]? body = Wire.TryParse(bytes, (ref MessagePackReader reader) => ReadFrame(ref reader, version, mostBytes));
        return body is null ? null : Wire.TryParse(body, parse);
    }

    private static byte[]? ReadFrame(ref MessagePackReader reader, int version, int mostBytes)
    {
        if (!reader.ReadArrayOf(3) || reader.ReadInt32() != version) { return null; }
        return reader.ReadAtMost(mostBytes) is { } body && reader.ReadExactly(SHA256.HashSizeInBytes) is { } digest
            && SHA256.HashData(body).AsSpan().SequenceEqual(digest) ? body : null;
    }
}
