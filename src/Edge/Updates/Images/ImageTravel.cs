using System.Collections;

namespace Edge.Updates.Images;

/// <summary>How many bytes of packs an image costs a machine whose active slot holds another one.</summary>
public static class ImageTravel
{
    /// <summary>By the indexes alone: what the slot that is written holds already makes it less, a damaged
    /// active slot makes it more.</summary>
    /// <param name="active">Null: nothing is known of the active slot.</param>
    public static long Bytes(ImageIndex next, ImageIndex? active)
    {
        var missing = new BitArray(next.Count);
        ImageSeed? seed = active is null ? null : new ImageSeed(active);
        for (int i = 0; i < next.Count; i++) { missing[i] = !next[i].IsZero && seed?.Find(next.HashOf(i), next[i].Length) is null; }
        long bytes = 0;
        ContentHash? from = active?.FileHash;
        foreach (ImagePatch patch in next.Patches.Where(patch => patch.From == from && patch.IsShorter(next, missing)))
        {
            bytes += patch.PackedLength;
            foreach (int chunk in patch.Chunks) { missing[chunk] = false; }
        }
        return bytes + new PackPlan(next, missing).Bytes;
    }
}
