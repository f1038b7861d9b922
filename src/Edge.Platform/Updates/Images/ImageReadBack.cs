using Edge.Updates;
using Edge.Updates.Images;

namespace Edge.Platform.Updates.Images;

/// <summary>Reads a slot back from its medium and compares it with the index: what was written is not what
/// stands there until it was read.</summary>
/// <remarks>While a piece is compared the next one is read; two pieces of <see cref="IBlocks.MostReadBackBytes"/>
/// are in memory. What the medium does not give is damage like another byte: to read it again for ever would help
/// nobody.</remarks>
public static class ImageReadBack
{
    /// <summary>Null: the medium holds the image.</summary>
    public static UpdateReason? Check(ImageIndex index, IBlocks blocks)
    {
        if (blocks.Length < index.Length) { return Damaged("it is shorter than the image"); }
        using var comparison = new ImageComparison(index);
        int piece = (int)Math.Min(IBlocks.MostReadBackBytes, index.Length);
        byte[] here = new byte[piece], ahead = new byte[piece];
        IOException? fault = Read(blocks, 0, here, index.Length);
        for (long at = 0; at < index.Length; at += piece)
        {
            if (fault is not null) { return Damaged($"from byte {at} on it cannot be read: {fault.Message}"); }
            int count = (int)Math.Min(piece, index.Length - at);
            long next = at + piece;
            long? wrong = null;
            Parallel.Invoke(
                () => fault = Read(blocks, next, ahead, index.Length), () => wrong = comparison.Take(here.AsSpan(0, count)));
            if (wrong is not null) { return Damaged($"its bytes from {wrong} on are others"); }
            (here, ahead) = (ahead, here);
        }
        return null;
    }

    // Nothing behind the end of the image.
    private static IOException? Read(IBlocks blocks, long at, byte[] bytes, long length)
    {
        if (at >= length) { return null; }
        try
        {
            blocks.ReadBack(at, bytes.AsSpan(0, (int)Math.Min(bytes.Length, length - at)));
            return null;
        }
        catch (IOException exception)
        {
            return exception;
        }
    }

    private static UpdateReason Damaged(string detail) =>
        new(UpdateRefusal.SlotDamaged, $"the slot was read back: {detail}");
}
