namespace Edge.Updates.Images;

/// <summary>How the bytes of a chunk lie in a pack. The numbers are those of the format.</summary>
public enum ChunkPacking : byte
{
    /// <summary>All bytes are zero; they lie nowhere.</summary>
    Zero = 0,
    Stored = 1,
    /// <summary>One frame of Zstandard (RFC 8878).</summary>
    Zstandard = 2,
}

/// <summary>A piece of an image, and where its bytes lie.</summary>
/// <param name="At">Its first byte in the image.</param>
/// <param name="Length">In bytes, whole blocks.</param>
/// <param name="Pack">Which of the packs of the index.</param>
/// <param name="PackedAt">Its first byte in the pack.</param>
/// <param name="PackedLength">Its bytes in the pack; of zeros none.</param>
public readonly record struct ImageChunk(long At, long Length, ChunkPacking Packing, int Pack, int PackedAt, int PackedLength)
{
    public bool IsZero => Packing == ChunkPacking.Zero;

    /// <summary>The same place in the same pack: the same bytes.</summary>
    public bool IsSamePlace(ImageChunk other) => Pack == other.Pack && PackedAt == other.PackedAt && PackedLength == other.PackedLength;
}

/// <summary>A file that holds chunks and never changes: <c>packs/HASH</c>.</summary>
/// <param name="Length">In bytes.</param>
public readonly record struct ImagePack(ContentHash Hash, int Length)
{
    /// <summary>Below the address of a repository, a stick or the spool.</summary>
    public string Name => $"packs/{Hash}";
}
