using System.Security.Cryptography;
using Edge.Updates;
using Edge.Updates.Images;

namespace Edge.Platform.Updates.Images;

/// <summary>Reads a slot back from its medium and compares it with the index: what was written is not what
/// stands there until it
/// was read.</summary>
public static class ImageReadBack
{
    /// <summary>Null: the medium holds the image.</summary>
    public static UpdateReason? Check(ImageIndex index, IBlocks blocks)
    {
        if (blocks.Length < index.Length) { return Damaged("it is shorter than the image"); }
        var bytes = new byte[ImageLimits.MaxChunkBytes];
        for (int i = 0; i < index.Count; i++)
        {
            ImageChunk chunk = index[i];
            for (long at = 0; at < chunk.Length; at += bytes.Length)
            {
                Span<byte> part = bytes.AsSpan(0, (int)Math.Min(bytes.Length, chunk.Length - at));
                blocks.ReadBack(chunk.At + at, part);
                bool isRight = chunk.IsZero ? !part.ContainsAnyExcept((byte)0) : SHA256.HashData(part).AsSpan().SequenceEqual(index.HashOf(i));
                if (!isRight) { return Damaged($"its bytes from {chunk.At + at} on are others"); }
            }
        }
        return null;
    }

    private static UpdateReason Damaged(string detail) => new(UpdateRefusal.SlotDamaged, $"the slot was read back: {detail}");
}
