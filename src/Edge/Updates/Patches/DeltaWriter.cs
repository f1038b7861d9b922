using System.Buffers.Binary;
using System.IO.Compression;

namespace Edge.Updates.Patches;

/// <summary>Makes a patch of method <c>edge-delta-1</c>: for the machine that publishes, with memory for both files.</summary>
/// <remarks>Looks for places of the old file where the new one goes on for long with few differences; what differs there
/// is mostly zero when subtracted, and packs well. Format: docs/formats/patch.md.</remarks>
public static class DeltaWriter
{
    private const int Quality = 11;

    /// <returns>A patch that <see cref="DeltaReader"/> takes from old to new; the same files give the same bytes.</returns>
    public static byte[] Write(ReadOnlySpan<byte> old, ReadOnlySpan<byte> next) =>
        Write(old, new DeltaMatches(old), next, DeltaWindow.OfFiles);

    /// <param name="matches">Of <paramref name="old"/>: looking through it is worth doing once for many patches.</param>
    /// <param name="window">See <see cref="DeltaWindow"/>.</param>
    public static byte[] Write(ReadOnlySpan<byte> old, DeltaMatches matches, ReadOnlySpan<byte> next, int window)
    {
        var (control, difference, extra) = (new MemoryStream(), new MemoryStream(), new MemoryStream());
        int done = 0, at = 0;
        while (done < next.Length)
        {
            // The bytes from here on follow the old file as long as that pays; then some stand for themselves.
            int add = DeltaMatches.Follow(old, at, next, done);
            for (int i = 0; i < add; i++) { difference.WriteByte(unchecked((byte)(next[done + i] - old[at + i]))); }
            int start = done + add;
            (int newAt, int oldAt) = matches.Next(old, next, start, at + add);
            WriteNumber(control, add);
            WriteNumber(control, newAt - start);
            WriteNumber(control, ZigZag(oldAt - (at + add)));
            extra.Write(next[start..newAt]);
            (done, at) = (newAt, oldAt);
        }
        return Join(Pack(control, window), Pack(difference, window), Pack(extra, window));
    }

    private static byte[] Join(params byte[][] parts)
    {
        var patch = new byte[DeltaReader.HeaderBytes + parts.Sum(part => part.Length)];
        DeltaReader.Magic.CopyTo(patch);
        int at = DeltaReader.HeaderBytes;
        for (int i = 0; i < parts.Length; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(patch.AsSpan(8 * (i + 1)), parts[i].Length);
            parts[i].CopyTo(patch, at);
            at += parts[i].Length;
        }
        return patch;
    }

    private static byte[] Pack(MemoryStream part, int window)
    {
        ReadOnlySpan<byte> bytes = part.GetBuffer().AsSpan(0, (int)part.Length);
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        return BrotliEncoder.TryCompress(bytes, packed, out int length, Quality, window)
            ? packed[..length]
            : throw new InvalidOperationException("The packed part is larger than it can be.");
    }

    private static void WriteNumber(MemoryStream stream, long value)
    {
        for (; value >= 0x80; value >>= 7) { stream.WriteByte((byte)(0x80 | (value & 0x7F))); }
        stream.WriteByte((byte)value);
    }

    private static long ZigZag(long value) => (value << 1) ^ (value >> 63);
}
