using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Edge.Updates.Images;

/// <summary>Where the chunks of an image end: behind blocks that say so by what they are, so that a file that
/// moved to another
/// place of the image has the same chunks there.</summary>
/// <remarks>Runs of zeros are chunks of their own. Others have 4 to 64 blocks, 20 on average; fewer only
/// before zeros and at the
/// end. Figures: docs/adr/0040-image-payload.md.</remarks>
public sealed class ImageCuts
{
    private const int LeastBlocks = 4;
    private const uint EndMask = 0xF;

    private bool _isZero;
    private bool _isFull;
    private int _blocks;

    /// <summary>Looks at the next block.</summary>
    /// <returns>True: a chunk ended before this block; false: it belongs to the same one, or is the first of
    /// all.</returns>
    public bool EndsBefore(ReadOnlySpan<byte> block)
    {
        bool isZero = !block.ContainsAnyExcept((byte)0);
        bool ends = _blocks > 0 && (isZero != _isZero || (!isZero && _isFull));
        _blocks = ends ? 1 : _blocks + 1;
        _isZero = isZero;
        _isFull = !isZero && (_blocks >= ImageLimits.MaxChunkBlocks || (_blocks >= LeastBlocks && IsEnd(block)));
        return ends;
    }

    private static bool IsEnd(ReadOnlySpan<byte> block)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(block, hash);
        return (BinaryPrimitives.ReadUInt32LittleEndian(hash) & EndMask) == 0;
    }
}
