using Edge.Updates;
using Edge.Updates.Images;

namespace Edge.Platform.Updates.Images;

/// <summary>Reads a slot back from its medium and compares it with the index: what was written is not what
/// stands there until it was read.</summary>
/// <remarks>While a piece is compared the next one is read; two pieces of <see cref="IBlocks.MostReadBackBytes"/> are in memory.</remarks>
public static class ImageReadBack
{
    /// <summary>Null: the medium holds the image.</summary>
    public static UpdateReason? Check(ImageIndex index, IBlocks blocks)
    {
        if (blocks.Length < index.Length) { return Damaged("it is shorter than the image"); }
        using var comparison = new ImageComparison(index);
        byte[] here = new byte[LengthAt(0, index.Length)], ahead = new byte[here.Length];
        Task reading = Begin(blocks, 0, ahead, index.Length);
        for (long at = 0; at < index.Length; at += here.Length)
        {
            reading.GetAwaiter().GetResult();
            (here, ahead) = (ahead, here);
            reading = Begin(blocks, at + here.Length, ahead, index.Length);
            if (comparison.Take(here.AsSpan(0, LengthAt(at, index.Length))) is not { } wrong) { continue; }

            // Whoever is told may close the slot.
            reading.GetAwaiter().GetResult();
            return Damaged($"its bytes from {wrong} on are others");
        }
        return null;
    }

    private static Task Begin(IBlocks blocks, long at, byte[] bytes, long length) => at < length
        ? Task.Run(() => blocks.ReadBack(at, bytes.AsSpan(0, LengthAt(at, length))))
        : Task.CompletedTask;

    private static int LengthAt(long at, long length) => (int)Math.Min(IBlocks.MostReadBackBytes, length - at);

    private static UpdateReason Damaged(string detail) => new(UpdateRefusal.SlotDamaged, $"the slot was read back: {detail}");
}
