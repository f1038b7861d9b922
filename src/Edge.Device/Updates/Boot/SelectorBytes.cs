using Edge.Platform.Updates.Images;
using Edge.Updates;

namespace Edge.Device.Updates.Boot;

/// <summary>Bytes of a selector, changed where they stand.</summary>
internal static class SelectorBytes
{
    private const int BlockBytes = 4_096;

    public static byte[] Read(IBlocks blocks, long at, int length)
    {
        var bytes = new byte[length];
        blocks.Read(at, bytes);
        return bytes;
    }

    /// <summary>Writes, flushes, and reads back from the medium; nothing where the bytes stand
    /// there.</summary>
    public static UpdateReason? Replace(IBlocks blocks, long at, ReadOnlySpan<byte> bytes)
    {
        if (Read(blocks, at, bytes.Length).AsSpan().SequenceEqual(bytes)) { return null; }
        blocks.Write(at, bytes);
        blocks.Flush();
        long start = at / BlockBytes * BlockBytes;
        var back = new byte[at - start + bytes.Length];
        blocks.ReadBack(start, back);
        return back.AsSpan((int)(at - start)).SequenceEqual(bytes)
            ? null
            : new UpdateReason(UpdateRefusal.SelectorDamaged, "the medium does not hold what was written");
    }
}
