using System.Buffers.Binary;
using System.IO.Compression;

namespace Edge.Updates.Patches;

/// <summary>Makes the new file out of the old one and a patch of method <c>edge-delta-1</c>.</summary>
/// <remarks>The patch is verified before it comes here; what it leads to is verified behind. Memory does not depend on
/// the files. Format: docs/formats/patch.md.</remarks>
public static class DeltaReader
{
    internal const int HeaderBytes = 32;
    private const int ChunkBytes = 64 * 1024;

    internal static ReadOnlySpan<byte> Magic => "edgedlt1"u8;

    /// <param name="old">Seekable.</param>
    /// <param name="patch">Seekable.</param>
    /// <param name="newLength">In bytes; never more is written.</param>
    /// <returns>Null when so many bytes were written.</returns>
    public static UpdateReason? Apply(Stream old, Stream patch, long newLength, Action<ReadOnlyMemory<byte>> write)
    {
        try
        {
            if (Open(patch) is not (Stream control, Stream difference, Stream extra)) { return Refuse("not a patch of this method"); }

            // Each holds a window of up to 4 MiB outside of the collector's sight: an image has many patches.
            using (control)
            using (difference)
            using (extra)
            {
                return Copy(old, control, difference, extra, newLength, write);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or InvalidOperationException)
        {
            // The last one is how the Brotli stream of .NET says that its data are none.
            return Refuse(exception.Message);
        }
    }

    private static (Stream Control, Stream Difference, Stream Extra)? Open(Stream patch)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (patch.Length < HeaderBytes) { return null; }
        patch.Position = 0;
        patch.ReadExactly(header);
        if (!header.StartsWith(Magic)) { return null; }
        long control = BinaryPrimitives.ReadInt64BigEndian(header[8..]);
        long difference = BinaryPrimitives.ReadInt64BigEndian(header[16..]);
        long extra = BinaryPrimitives.ReadInt64BigEndian(header[24..]);
        long rest = patch.Length - HeaderBytes;
        bool fits = control >= 0 && difference >= 0 && extra >= 0 && control <= rest && difference <= rest && extra <= rest
            && control + difference + extra == rest;
        return fits
            ? (Part(patch, HeaderBytes, control), Part(patch, HeaderBytes + control, difference),
                Part(patch, HeaderBytes + control + difference, extra))
            : null;
    }

    private static BrotliStream Part(Stream patch, long start, long length) =>
        new(new PartStream(patch, start, length), CompressionMode.Decompress);

    private static UpdateReason? Copy(
        Stream old, Stream control, Stream difference, Stream extra, long newLength, Action<ReadOnlyMemory<byte>> write)
    {
        byte[] chunk = new byte[ChunkBytes], before = new byte[ChunkBytes];
        long written = 0, at = 0;
        while (written < newLength)
        {
            long add = ReadNumber(control), insert = ReadNumber(control), seek = Signed(ReadNumber(control));
            bool isFirst = written == 0 && at == 0;
            if (add == 0 && insert == 0 && !isFirst) { return Refuse("a step that leads nowhere"); }
            if (add > newLength - written || insert > newLength - written - add) { return Refuse("more bytes than the file has"); }
            if (at < 0 || add > old.Length - at) { return Refuse("reads beyond the file before"); }
            if (add > 0) { old.Position = at; }
            for (long left = add; left > 0;)
            {
                int count = (int)Math.Min(left, ChunkBytes);
                difference.ReadExactly(chunk, 0, count);
                old.ReadExactly(before, 0, count);
                for (int i = 0; i < count; i++) { chunk[i] = unchecked((byte)(chunk[i] + before[i])); }
                write(chunk.AsMemory(0, count));
                left -= count;
            }
            for (long left = insert; left > 0;)
            {
                int count = (int)Math.Min(left, ChunkBytes);
                extra.ReadExactly(chunk, 0, count);
                write(chunk.AsMemory(0, count));
                left -= count;
            }
            written += add + insert;
            at = at + add + seek;
        }
        return null;
    }

    // LEB128, at most 2^53.
    private static long ReadNumber(Stream stream)
    {
        long value = 0;
        for (int shift = 0; shift < 56; shift += 7)
        {
            int next = stream.ReadByte();
            if (next < 0) { throw new EndOfStreamException("the patch ends too early"); }
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80) { return value; }
        }
        throw new InvalidDataException("a number out of range");
    }

    private static long Signed(long zigzag) => (zigzag >> 1) ^ -(zigzag & 1);

    private static UpdateReason Refuse(string detail) => new(UpdateRefusal.PatchRefused, detail);
}
