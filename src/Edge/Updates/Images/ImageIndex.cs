using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Edge.Updates.Images;

/// <summary>All chunks of an image in their order, and the packs that they lie in.</summary>
/// <remarks>Made by <see cref="Read"/> only: what is here keeps to the format. The bytes stay as they came,
/// so an index of the largest
/// image costs a few bytes more than its file. Thread-safe. File: docs/formats/image-index.md.</remarks>
public sealed class ImageIndex
{
    internal const int HeaderBytes = 56;
    internal const int PackBytes = 36;
    internal const int ChunkBytes = 64;
    internal const int PackedHashBytes = 16;

    private readonly byte[] _bytes;
    private readonly int[] _firstBlocks;
    private readonly int _chunksAt;

    private ImageIndex(byte[] bytes, long length, ImmutableArray<ImagePack> packs, int[] firstBlocks)
    {
        (_bytes, Length, Packs, _firstBlocks) = (bytes, length, packs, firstBlocks);
        _chunksAt = HeaderBytes + (packs.Length * PackBytes);
    }

    internal static ReadOnlySpan<byte> Magic => "edgeimg1"u8;

    /// <summary>The last byte of <see cref="Magic"/> where patches follow.</summary>
    internal const byte WithPatches = (byte)'2';

    /// <summary>Of the image, in bytes.</summary>
    public long Length { get; }

    /// <summary>SHA-256 of the whole image: for people, who have no other tool. The chunks are what is
    /// checked.</summary>
    public ContentHash Hash => ContentHash.FromDigest(_bytes.AsSpan(16, SHA256.HashSizeInBytes));

    public ImmutableArray<ImagePack> Packs { get; }

    /// <summary>Shorter ways to some of its chunks; without them it is whole all the same.</summary>
    public ImmutableArray<ImagePatch> Patches { get; private set; } = [];

    /// <summary>SHA-256 of the index itself: by it patches name what they lead away from.</summary>
    public ContentHash FileHash => ContentHash.Of(_bytes);

    public int Count => _firstBlocks.Length;

    /// <summary>What a full image sends, in bytes.</summary>
    public long PackedLength => PackedLengthOf(Enumerable.Range(0, Count));

    /// <summary>Bytes of these chunks as they lie in packs; the same place counts once.</summary>
    public long PackedLengthOf(IEnumerable<int> chunks)
    {
        var places = new HashSet<(int, int)>();
        return chunks.Select(i => this[i]).Where(chunk => !chunk.IsZero && places.Add((chunk.Pack, chunk.PackedAt))).Sum(chunk => (long)chunk.PackedLength);
    }

    public ImageChunk this[int index]
    {
        get
        {
            ReadOnlySpan<byte> entry = Entry(index);
            return new ImageChunk(
                (long)_firstBlocks[index] * ImageLimits.BlockBytes,
                (long)BinaryPrimitives.ReadInt32BigEndian(entry[48..]) * ImageLimits.BlockBytes, (ChunkPacking)entry[54],
                BinaryPrimitives.ReadUInt16BigEndian(entry[52..]), BinaryPrimitives.ReadInt32BigEndian(entry[56..]),
                BinaryPrimitives.ReadInt32BigEndian(entry[60..]));
        }
    }

    /// <summary>SHA-256 of the bytes of a chunk; of zeros it is not looked at.</summary>
    public ReadOnlySpan<byte> HashOf(int index) => Entry(index)[..SHA256.HashSizeInBytes];

    /// <summary>The first 16 bytes of SHA-256 of a chunk as it lies in its pack: known before anything is
    /// unpacked.</summary>
    public ReadOnlySpan<byte> PackedHashOf(int index) => Entry(index).Slice(SHA256.HashSizeInBytes, PackedHashBytes);

    /// <summary>Reads an index; anything that could lead beyond an image or a pack is refused.</summary>
    /// <param name="bytes">Kept, and not to be changed afterwards.</param>
    public static Result<ImageIndex, UpdateReason> Read(byte[] bytes)
    {
        if (bytes.Length < HeaderBytes || !bytes.AsSpan().StartsWith(Magic[..7]))
        {
            return Refuse("not an index of an image");
        }
        bool hasPatches = bytes[7] == WithPatches;
        if (bytes[7] != Magic[7] && !hasPatches)
        {
            return new UpdateReason(UpdateRefusal.UnknownVersion, "image index: another version than 1 and 2");
        }
        long length = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(8));
        int packs = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(48)), count = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(52));
        if (length is <= 0 or > ImageLimits.MaxImageBytes || length % ImageLimits.BlockBytes != 0)
        {
            return Refuse($"length {length}, allowed are whole blocks up to {ImageLimits.MaxImageBytes} bytes");
        }
        if (packs is < 0 or > ImageLimits.MaxPacks)
        {
            return Refuse($"{packs} packs, at most {ImageLimits.MaxPacks}");
        }
        if (count is < 1 or > ImageLimits.MaxChunks)
        {
            return Refuse($"{count} chunks, allowed are 1 to {ImageLimits.MaxChunks}");
        }
        int end = HeaderBytes + (packs * PackBytes) + (count * ChunkBytes);
        if (hasPatches ? bytes.Length < end : bytes.Length != end) { return Refuse("cut, or with bytes behind its end"); }
        if (!ReadPacks(bytes, packs).TryGet(out ImmutableArray<ImagePack> known, out UpdateReason reason))
        {
            return reason;
        }
        var index = new ImageIndex(bytes, length, known, new int[count]);
        if (index.Fill() is UpdateReason wrong) { return wrong; }
        if (!hasPatches) { return index; }
        if (!ImagePatchTable.Read(bytes.AsSpan(end), index).TryGet(out ImmutableArray<ImagePatch> patches, out string problem)) { return Refuse(problem); }
        index.Patches = patches;
        return index;
    }

    private static Result<ImmutableArray<ImagePack>, UpdateReason> ReadPacks(ReadOnlySpan<byte> bytes, int count)
    {
        var packs = ImmutableArray.CreateBuilder<ImagePack>(count);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = bytes.Slice(HeaderBytes + (i * PackBytes), PackBytes);
            int length = BinaryPrimitives.ReadInt32BigEndian(entry[32..]);
            if (length is < 1 or > ImageLimits.MaxPackBytes)
            {
                return Refuse($"pack {i}: length {length}, allowed are 1 to {ImageLimits.MaxPackBytes}");
            }
            packs.Add(new ImagePack(ContentHash.FromDigest(entry[..32]), length));
        }
        return packs.MoveToImmutable();
    }

    // The places of the chunks in the image, and every chunk within its bounds.
    private UpdateReason? Fill()
    {
        long blocks = 0, all = Length / ImageLimits.BlockBytes;
        for (int i = 0; i < Count; i++)
        {
            _firstBlocks[i] = (int)blocks;
            if (Problem(Entry(i), all - blocks) is string problem) { return Refuse($"chunk {i}: {problem}"); }
            blocks += BinaryPrimitives.ReadInt32BigEndian(Entry(i)[48..]);
        }
        return blocks == all ? null : Refuse($"its chunks are {blocks} blocks, the image {all}");
    }

    private string? Problem(ReadOnlySpan<byte> entry, long blocksLeft)
    {
        int blocks = BinaryPrimitives.ReadInt32BigEndian(entry[48..]);
        int pack = BinaryPrimitives.ReadUInt16BigEndian(entry[52..]), packing = entry[54];
        int at = BinaryPrimitives.ReadInt32BigEndian(entry[56..]), length = BinaryPrimitives.ReadInt32BigEndian(entry[60..]);
        if (blocks < 1 || blocks > blocksLeft) { return "beyond the end of the image"; }
        if (entry[55] != 0 || packing > (int)ChunkPacking.Zstandard) { return "an unknown packing"; }
        if (packing == (int)ChunkPacking.Zero)
        {
            return entry[..48].ContainsAnyExcept((byte)0) || pack != 0 || at != 0 || length != 0 ? "zeros that lie somewhere" : null;
        }
        if (blocks > ImageLimits.MaxChunkBlocks) { return $"more than {ImageLimits.MaxChunkBlocks} blocks"; }
        if (pack >= Packs.Length) { return "in a pack that there is not"; }
        if (at < 0 || length < 1 || at > Packs[pack].Length - length) { return "beyond the end of its pack"; }
        bool fits = packing == (int)ChunkPacking.Stored ? length == blocks * ImageLimits.BlockBytes : length < blocks * ImageLimits.BlockBytes;
        return fits ? null : "a length that its packing does not have";
    }

    private ReadOnlySpan<byte> Entry(int index) => _bytes.AsSpan(_chunksAt + (index * ChunkBytes), ChunkBytes);

    private static UpdateReason Refuse(string detail) => new(UpdateRefusal.Malformed, $"image index: {detail}");
}
