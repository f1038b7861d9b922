using System.Collections;
using System.Collections.Immutable;

namespace Edge.Updates.Images;

/// <summary>A shorter way to some chunks of an image, for whoever has an earlier one.</summary>
/// <param name="From">SHA-256 of the index of the earlier image.</param>
/// <param name="Pack">Which of the packs of the index.</param>
/// <param name="PackedAt">Its first byte in the pack.</param>
/// <param name="PackedLength">In bytes: fewer than its chunks have in their packs.</param>
/// <param name="PackedHash">The first 16 bytes of SHA-256 of the patch.</param>
/// <param name="Chunks">What it makes, rising; none is zero.</param>
/// <remarks>A patch of docs/formats/patch.md, from <see cref="GoneChunks"/> to its chunks one behind the other.</remarks>
public sealed record ImagePatch(
    ContentHash From, int Pack, int PackedAt, int PackedLength, ReadOnlyMemory<byte> PackedHash, ImmutableArray<int> Chunks)
{
    /// <summary>Whether it is worth asking for: shorter than those of its chunks that are missing.</summary>
    /// <param name="missing">One bit for each chunk of the index.</param>
    public bool IsShorter(ImageIndex index, BitArray missing) =>
        PackedLength < index.PackedLengthOf(Chunks.Where(i => missing[i]));
}
