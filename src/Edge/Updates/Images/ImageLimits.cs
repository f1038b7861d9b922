namespace Edge.Updates.Images;

/// <summary>What an image of a partition may cost a gateway at most. File:
/// docs/formats/image-index.md.</summary>
public static class ImageLimits
{
    /// <summary>Everything about an image is counted in blocks of so many bytes: what file systems write at
    /// once.</summary>
    public const int BlockBytes = 4_096;

    /// <summary>A chunk that is not zero, in blocks: it is held in memory until its hash is known.</summary>
    public const int MaxChunkBlocks = 64;

    public const int MaxChunkBytes = MaxChunkBlocks * BlockBytes;

    /// <summary>Two indexes are in memory while an image is written: of so many chunks 6 MiB each.</summary>
    public const int MaxChunks = 98_304;

    public const int MaxPacks = 1_024;

    /// <summary>One pack, in bytes.</summary>
    public const int MaxPackBytes = 1 << 28;

    public const long MaxImageBytes = 4L << 30;

    /// <summary>Patches of an image, from all earlier ones.</summary>
    public const int MaxPatches = 8_192;

    /// <summary>Chunks of all patches together.</summary>
    public const int MaxPatchedChunks = 2 * MaxChunks;

    /// <summary>What one patch makes, in bytes: it is held in memory, and is shorter.</summary>
    public const int MaxPatchedBytes = 4 << 20;

    public const int MaxIndexBytes = ImageIndex.HeaderBytes + (MaxPacks * ImageIndex.PackBytes) + (MaxChunks * ImageIndex.ChunkBytes)
        + ImagePatchTable.HeaderBytes + (MaxPatches * ImagePatchTable.PatchBytes) + (MaxPatchedChunks * sizeof(int));
}
