using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Edge.Updates.Images;

/// <summary>Writes an index chunk by chunk; the same chunks give the same bytes.</summary>
/// <remarks>Format: docs/formats/image-index.md.</remarks>
public sealed class ImageIndexWriter
{
    private readonly List<ImagePack> _packs = [];
    private readonly List<ImagePatch> _patches = [];
    private readonly ArrayBufferWriter<byte> _chunks = new();
    private readonly byte[] _entry = new byte[ImageIndex.ChunkBytes];
    private long _blocks;

    /// <summary>So many blocks of zeros.</summary>
    public void AddZeros(int blocks)
    {
        _entry.AsSpan().Clear();
        Append(blocks);
    }

    /// <param name="hash">SHA-256 of the bytes of the chunk.</param>
    /// <param name="packedHash">The first 16 bytes of SHA-256 of the chunk as it lies in its pack.</param>
    /// <param name="place">Where it lies; that it stands behind the one before is not looked at.</param>
    public void Add(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> packedHash, ImageChunk place)
    {
        _entry.AsSpan().Clear();
        hash.CopyTo(_entry);
        packedHash.CopyTo(_entry.AsSpan(SHA256.HashSizeInBytes));
        BinaryPrimitives.WriteUInt16BigEndian(_entry.AsSpan(52), checked((ushort)place.Pack));
        _entry[54] = (byte)place.Packing;
        BinaryPrimitives.WriteInt32BigEndian(_entry.AsSpan(56), place.PackedAt);
        BinaryPrimitives.WriteInt32BigEndian(_entry.AsSpan(60), place.PackedLength);
        Append(checked((int)(place.Length / ImageLimits.BlockBytes)));
    }

    /// <summary>The next pack; its number is how many there were before it.</summary>
    public void AddPack(ImagePack pack) => _packs.Add(pack);

    /// <summary>A shorter way to some chunks; whether it is one is not looked at.</summary>
    public void AddPatch(ImagePatch patch) => _patches.Add(patch);

    /// <param name="image">SHA-256 of the whole image.</param>
    public byte[] Finish(ReadOnlySpan<byte> image)
    {
        byte[] patches = _patches.Count == 0 ? [] : ImagePatchTable.Write(_patches);
        var bytes = new byte[ImageIndex.HeaderBytes + (_packs.Count * ImageIndex.PackBytes) + _chunks.WrittenCount + patches.Length];
        ImageIndex.Magic.CopyTo(bytes);
        if (patches.Length > 0) { bytes[7] = ImageIndex.WithPatches; }
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), _blocks * ImageLimits.BlockBytes);
        image.CopyTo(bytes.AsSpan(16));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(48), _packs.Count);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(52), _chunks.WrittenCount / ImageIndex.ChunkBytes);
        int at = ImageIndex.HeaderBytes;
        foreach (ImagePack pack in _packs)
        {
            Convert.FromHexString(pack.Hash.ToString()).CopyTo(bytes, at);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + SHA256.HashSizeInBytes), pack.Length);
            at += ImageIndex.PackBytes;
        }
        _chunks.WrittenSpan.CopyTo(bytes.AsSpan(at));
        patches.CopyTo(bytes, at + _chunks.WrittenCount);
        return bytes;
    }

    private void Append(int blocks)
    {
        BinaryPrimitives.WriteInt32BigEndian(_entry.AsSpan(48), blocks);
        _chunks.Write(_entry);
        _blocks += blocks;
    }
}
