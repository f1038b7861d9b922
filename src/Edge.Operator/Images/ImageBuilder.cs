using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Edge.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Images;

namespace Edge.Operator.Images;

/// <summary>What an image came to.</summary>
/// <param name="Index">The bytes of its index.</param>
/// <param name="Packed">Bytes of its chunks as they travel: the whole image.</param>
/// <param name="Fresh">Bytes of the packs that are new; what earlier images have is published already.</param>
/// <param name="Ways">What travels to whoever has one of the earlier images that patches lead away from, in their order.</param>
internal sealed record BuiltImage(
    byte[] Index, ContentHash Image, long Length, int Chunks, long Packed, long Fresh, IReadOnlyList<long> Ways);

/// <summary>Turns an image of a partition into an index and packs.</summary>
/// <remarks>The same image after the same earlier ones gives the same bytes. In memory: one pack, the places of all chunks, and what
/// <see cref="PatchBuilder"/> needs.</remarks>
/// <param name="earlier">Images whose packs are published: what they have is not packed again.</param>
/// <param name="patchFrom">Those of them that stand on the same partition: patches lead away from them.</param>
/// <param name="load">A published pack by its name, <c>packs/HASH</c>; null: it is not here.</param>
/// <param name="save">Takes a pack by its name.</param>
internal sealed class ImageBuilder(
    IReadOnlyList<ImageIndex> earlier, IReadOnlyList<ImageIndex> patchFrom, Func<string, byte[]?> load, Action<string, byte[]> save)
{
    private const int FullPackBytes = 32 << 20;
    private const int PackedHashBytes = 16;

    // Null: the pack that grows.
    private readonly List<ImagePack?> _packs = [];
    private readonly Dictionary<ContentHash, Piece> _known = [];
    private readonly List<Piece> _pieces = [];
    private readonly List<ImagePatch> _patches = [];
    private readonly ArrayBufferWriter<byte> _pack = new();
    private readonly ArrayBufferWriter<byte> _chunk = new();
    private int _zeros;
    private long _fresh;

    /// <param name="image">Whole blocks of 4,096 bytes.</param>
    /// <param name="progress">Bytes that are done.</param>
    public Result<BuiltImage, string> Build(Stream image, Action<long> progress)
    {
        if (image.Length == 0 || image.Length % ImageLimits.BlockBytes != 0 || image.Length > ImageLimits.MaxImageBytes)
        {
            return $"{image.Length} bytes: an image has whole blocks of {ImageLimits.BlockBytes}, and at most {ImageLimits.MaxImageBytes}.";
        }
        foreach (ImageIndex index in earlier) { Know(index); }
        using var packer = new ChunkPacker();
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var cuts = new ImageCuts();
        var block = new byte[ImageLimits.BlockBytes];
        for (long at = 0; at < image.Length; at += block.Length)
        {
            image.ReadExactly(block);
            whole.AppendData(block);
            if (cuts.EndsBefore(block)) { Finish(packer); }
            if (block.AsSpan().ContainsAnyExcept((byte)0)) { _chunk.Write(block); } else { _zeros++; }
            progress(at);
        }
        Finish(packer);
        ClosePack();
        byte[] hash = whole.GetHashAndReset();
        if (!ImageIndex.Read(Index(hash)).TryGet(out ImageIndex built, out UpdateReason reason))
        {
            return $"Gateways would refuse this image: {reason.Detail}.";
        }
        long[] ways = [.. patchFrom.Select(from => Patch(from, built, image))];
        ClosePack();
        byte[] bytes = Index(hash);
        return ImageIndex.Read(bytes).TryGet(out built, out reason)
            ? new BuiltImage(bytes, built.Hash, built.Length, built.Count, built.PackedLength, _fresh, ways)
            : $"Gateways would refuse the patches of this image: {reason.Detail}.";
    }

    // Patches get packs of their own; what travels with them is what they do not make, and they themselves.
    private long Patch(ImageIndex from, ImageIndex built, Stream image)
    {
        var builder = new PatchBuilder(from, built);
        HashSet<int> missing = [.. builder.Missing()];
        long bytes = 0;
        foreach ((ImmutableArray<int> chunks, byte[] patch) in builder.Build(load, image))
        {
            (int pack, int at) = Append(patch);
            _patches.Add(new ImagePatch(from.FileHash, pack, at, patch.Length, SHA256.HashData(patch).AsMemory(0, PackedHashBytes), chunks));
            missing.ExceptWith(chunks);
            bytes += patch.Length;
        }
        return bytes + built.PackedLengthOf(missing);
    }

    private void Know(ImageIndex index)
    {
        var numbers = new int[index.Packs.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = _packs.IndexOf(index.Packs[i]);
            if (numbers[i] >= 0) { continue; }
            numbers[i] = _packs.Count;
            _packs.Add(index.Packs[i]);
        }
        for (int i = 0; i < index.Count; i++)
        {
            ImageChunk chunk = index[i];
            if (chunk.IsZero) { continue; }
            var piece = new Piece(index.HashOf(i).ToArray(), index.PackedHashOf(i).ToArray(), chunk with { Pack = numbers[chunk.Pack] });
            _ = _known.TryAdd(ContentHash.FromDigest(piece.Hash), piece);
        }
    }

    private void Finish(ChunkPacker packer)
    {
        if (_zeros > 0)
        {
            _pieces.Add(new Piece([], [], new ImageChunk(0, (long)_zeros * ImageLimits.BlockBytes, ChunkPacking.Zero, 0, 0, 0)));
            _zeros = 0;
            return;
        }
        ReadOnlySpan<byte> chunk = _chunk.WrittenSpan;
        byte[] hash = SHA256.HashData(chunk);
        var name = ContentHash.FromDigest(hash);
        if (!_known.TryGetValue(name, out Piece? piece) || piece.Place.Length != chunk.Length)
        {
            piece = Pack(packer, hash, chunk);
            _known[name] = piece;
        }
        _pieces.Add(piece);
        _chunk.ResetWrittenCount();
    }

    private Piece Pack(ChunkPacker packer, byte[] hash, ReadOnlySpan<byte> chunk)
    {
        (byte[] packed, ChunkPacking packing) = packer.Pack(chunk);
        (int pack, int at) = Append(packed);
        return new Piece(hash, SHA256.HashData(packed)[..PackedHashBytes], new ImageChunk(0, chunk.Length, packing, pack, at, packed.Length));
    }

    private (int Pack, int At) Append(byte[] packed)
    {
        if (_pack.WrittenCount > 0 && _pack.WrittenCount + packed.Length > FullPackBytes) { ClosePack(); }
        if (_pack.WrittenCount == 0) { _packs.Add(null); }
        (int, int) place = (_packs.Count - 1, _pack.WrittenCount);
        _pack.Write(packed);
        return place;
    }

    private void ClosePack()
    {
        if (_pack.WrittenCount == 0) { return; }
        byte[] bytes = _pack.WrittenSpan.ToArray();
        var pack = new ImagePack(ContentHash.Of(bytes), bytes.Length);
        save(pack.Name, bytes);
        _packs[^1] = pack;
        _fresh += bytes.Length;
        _pack.ResetWrittenCount();
    }

    // Packs are numbered in the order of their first use; those that nothing lies in are not named.
    private byte[] Index(ReadOnlySpan<byte> image)
    {
        var writer = new ImageIndexWriter();
        var numbers = new Dictionary<int, int>();
        foreach (Piece piece in _pieces)
        {
            if (piece.Place.IsZero)
            {
                writer.AddZeros((int)(piece.Place.Length / ImageLimits.BlockBytes));
                continue;
            }
            writer.Add(piece.Hash, piece.PackedHash, piece.Place with { Pack = NumberOf(piece.Place.Pack) });
        }
        foreach (ImagePatch patch in _patches) { writer.AddPatch(patch with { Pack = NumberOf(patch.Pack) }); }
        return writer.Finish(image);

        int NumberOf(int pack)
        {
            if (numbers.TryGetValue(pack, out int number)) { return number; }
            writer.AddPack(_packs[pack]!.Value);
            numbers.Add(pack, numbers.Count);
            return numbers.Count - 1;
        }
    }

    /// <param name="Place">Its pack is a place in <see cref="_packs"/>.</param>
    private sealed record Piece(byte[] Hash, byte[] PackedHash, ImageChunk Place);
}
