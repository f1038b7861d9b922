using Edge.Updates.Images;
using ZstdSharp;

namespace Edge.Platform.Updates.Images;

/// <summary>Packs and unpacks chunks. Not thread-safe.</summary>
public sealed class ChunkPacker : IDisposable
{
    private const int Level = 19;

    private readonly Decompressor _decompressor = new();
    private Compressor? _compressor;

    /// <summary>The chunk as it travels: packed where that is shorter.</summary>
    public (byte[] Bytes, ChunkPacking Packing) Pack(ReadOnlySpan<byte> chunk)
    {
        _compressor ??= new Compressor(Level);
        Span<byte> packed = _compressor.Wrap(chunk);
        return packed.Length < chunk.Length ? (packed.ToArray(), ChunkPacking.Zstandard) : (chunk.ToArray(), ChunkPacking.Stored);
    }

    /// <summary>True when exactly <paramref name="chunk"/> was filled.</summary>
    public bool TryUnpack(ReadOnlySpan<byte> packed, ChunkPacking packing, Span<byte> chunk)
    {
        if (packing == ChunkPacking.Stored)
        {
            if (packed.Length != chunk.Length) { return false; }
            packed.CopyTo(chunk);
            return true;
        }
        try
        {
            return _decompressor.TryUnwrap(packed, chunk, out int length) && length == chunk.Length;
        }
        catch (ZstdException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _decompressor.Dispose();
        _compressor?.Dispose();
    }
}
