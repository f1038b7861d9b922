using System.Buffers;
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
    /// <param name="window">See <see cref="DeltaWindow"/>; a patch that would keep more is refused.</param>
    /// <returns>Null when so many bytes were written.</returns>
    public static UpdateReason? Apply(
        Stream old, Stream patch, long newLength, Action<ReadOnlyMemory<byte>> write, int window = DeltaWindow.OfFiles)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes), before = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            if (!Open(patch, window).TryGet(out var parts, out string problem)) { return Refuse(problem); }

            // Each holds its window outside of the collector's sight: an image has many patches.
            using (parts.Control)
            using (parts.Difference)
            using (parts.Extra)
            {
                return Copy(old, parts, newLength, write, chunk, before);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or InvalidOperationException)
        {
            // The last one is how the Brotli stream of .NET says that its data are none.
            return Refuse(exception.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
            ArrayPool<byte>.Shared.Return(before);
        }
    }

    private static Result<(BrotliStream Control, BrotliStream Difference, BrotliStream Extra), string> Open(Stream patch, int window)
    {
        const string Other = "not a patch of this method";
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (patch.Length < HeaderBytes) { return Other; }
        patch.Position = 0;
        patch.ReadExactly(header);
        if (!header.StartsWith(Magic)) { return Other; }
        long control = BinaryPrimitives.ReadInt64BigEndian(header[8..]);
        long difference = BinaryPrimitives.ReadInt64BigEndian(header[16..]);
        long extra = BinaryPrimitives.ReadInt64BigEndian(header[24..]);
        long rest = patch.Length - HeaderBytes;
        bool fits = control >= 0 && difference >= 0 && extra >= 0 && control <= rest && difference <= rest && extra <= rest
            && control + difference + extra == rest;
        if (!fits) { return Other; }
        long second = HeaderBytes + control, third = second + difference;
        int most = Math.Max(Window(patch, HeaderBytes, control), Math.Max(Window(patch, second, difference), Window(patch, third, extra)));
        return most > window
            ? $"unpacking it keeps 2^{most} bytes, at most 2^{window}"
            : (Part(patch, HeaderBytes, control), Part(patch, second, difference), Part(patch, third, extra));
    }

    private static int Window(Stream patch, long start, long length)
    {
        if (length == 0) { return 0; }
        patch.Position = start;
        return patch.ReadByte() is >= 0 and var first ? DeltaWindow.Of((byte)first) : 0;
    }

    private static BrotliStream Part(Stream patch, long start, long length) =>
        new(new PartStream(patch, start, length), CompressionMode.Decompress);

    private static UpdateReason? Copy(
        Stream old, (BrotliStream Control, BrotliStream Difference, BrotliStream Extra) parts, long newLength, Action<ReadOnlyMemory<byte>> write,
        byte[] chunk, byte[] before)
    {
        (BrotliStream control, BrotliStream difference, BrotliStream extra) = parts;
        long written = 0, at = 0;
        for (bool isFirst = true; written < newLength; isFirst = false)
        {
            long add = ReadNumber(control), insert = ReadNumber(control), seek = Signed(ReadNumber(control));
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
    private static long ReadNumber(BrotliStream stream)
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
