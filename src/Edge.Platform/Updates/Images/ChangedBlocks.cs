using Edge.Updates.Images;

namespace Edge.Platform.Updates.Images;

/// <summary>Writes only the blocks that change: flash wears by writing, and what stands there is read for
/// nothing.</summary>
public sealed class ChangedBlocks(IBlocks blocks)
{
    private readonly byte[] _before = new byte[ImageLimits.MaxChunkBytes];

    /// <summary>In bytes, so far.</summary>
    public long Written { get; private set; }

    /// <param name="at">A multiple of 4,096.</param>
    /// <param name="bytes">Whole blocks of 4,096, at most 256 KiB.</param>
    public void Write(long at, ReadOnlySpan<byte> bytes)
    {
        Span<byte> before = _before.AsSpan(0, bytes.Length);
        if (!blocks.TryRead(at, before))
        {
            // A sector that cannot be read is damage like another byte: what is written takes its place.
            WriteAll(at, bytes);
            return;
        }
        for (int start = 0; start < bytes.Length;)
        {
            int same = bytes[start..].CommonPrefixLength(before[start..]) / ImageLimits.BlockBytes * ImageLimits.BlockBytes;
            start += same;
            int end = start;
            while (end < bytes.Length && !IsSame(bytes, before, end)) { end += ImageLimits.BlockBytes; }
            if (end == start) { continue; }
            blocks.Write(at + start, bytes[start..end]);
            Written += end - start;
            start = end;
        }
    }

    /// <summary>Writes without a look at what stands there.</summary>
    public void WriteAll(long at, ReadOnlySpan<byte> bytes)
    {
        blocks.Write(at, bytes);
        Written += bytes.Length;
    }

    private static bool IsSame(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> before, int at) =>
        bytes.Slice(at, ImageLimits.BlockBytes).SequenceEqual(before.Slice(at, ImageLimits.BlockBytes));
}
