using System.Collections;
using System.Security.Cryptography;
using Edge.Updates;
using Edge.Updates.Images;
using Edge.Updates.Patches;
using Edge.Updates.Tuf;

namespace Edge.Platform.Updates.Images;

/// <summary>Makes chunks of an image out of what the active slot has and patches.</summary>
/// <remarks>In memory: the largest patch, three windows of <see cref="DeltaWindow.OfImages"/>, one chunk, and twelve
/// bytes for each chunk that is gone. A patch is asked for only where it cannot make more travel than the full image:
/// as many bytes as it has were saved already, or all that it could refer to was read and is right.</remarks>
internal sealed class ImagePatcher
{
    // A damaged place of the active slot spoils a few; more say that it holds something else.
    private const int MostUseless = 4;

    private readonly ImageIndex _index;
    private readonly SeedImage _seed;
    private readonly BitArray _missing;
    private readonly TakeMade _take;
    private readonly ImagePatch[] _patches;
    private readonly byte[] _chunk = new byte[ImageLimits.MaxChunkBytes];

    // One for all patches: what each left behind would wait for the collector.
    private readonly byte[] _patch;
    private ChunkStream? _gone;
    private int[]? _goneChunks;
    private long? _spare;
    private bool? _isOldWhole;
    private int _useless;

    /// <param name="missing">One bit for each chunk.</param>
    /// <param name="take">A chunk by its number, with bytes that are still to be verified.</param>
    public ImagePatcher(ImageIndex index, SeedImage seed, BitArray missing, TakeMade take)
    {
        (_index, _seed, _missing, _take) = (index, seed, missing, take);
        _ = NativeHeap.GiveLargeBlocksBack();
        ContentHash from = seed.Index.FileHash;
        _patches = [.. index.Patches.Where(patch => patch.From == from)];
        _patch = new byte[_patches.Select(patch => patch.PackedLength).DefaultIfEmpty().Max()];
    }

    /// <summary>Bytes of patches that came.</summary>
    public long Travelled { get; private set; }

    public int Requests { get; private set; }

    /// <summary>Fetches each patch that leads away from the active slot and is shorter than what is missing of its chunks.</summary>
    /// <remarks>What does not succeed stays missing: the packs have it, and whoever is asked for them says what is wrong.</remarks>
    public async Task FetchAsync(IRepositorySource source, CancellationToken cancellation)
    {
        foreach (ImagePatch patch in _patches.Where(patch => patch.IsShorter(_index, _missing)))
        {
            if (!MayBeUseless(patch)) { return; }
            int count = 0;
            ImagePack pack = _index.Packs[patch.Pack];
            Requests++;
            TufSourceFault? fault = await source.CopyRangeAsync(
                pack.Name, new ByteRange(patch.PackedAt, patch.PackedLength, pack.Length),
                (bytes, _) =>
                {
                    Travelled += bytes.Length;
                    int taken = Math.Min(bytes.Length, patch.PackedLength - count);
                    bytes[..taken].CopyTo(_patch.AsMemory(count));
                    count += taken;
                    return ValueTask.CompletedTask;
                },
                cancellation);
            if (fault is not null) { return; }

            // Nothing is unpacked that is not what was signed, and who sends something else is not asked for another.
            bool isSigned = SHA256.HashData(_patch.AsSpan(0, count)).AsSpan().StartsWith(patch.PackedHash.Span);
            if (isSigned && Apply(patch)) { continue; }
            _spare -= patch.PackedLength;
            if (!isSigned) { return; }
            _isOldWhole = false;
            _useless++;
        }
    }

    private int[] Gone => _goneChunks ??= [.. GoneChunks.Of(_seed.Index, _index)];

    private bool MayBeUseless(ImagePatch patch)
    {
        _spare ??= new PackPlan(_index, new BitArray(_index.Count, true)).Bytes - new PackPlan(_index, _missing).Bytes;
        return _useless < MostUseless && (patch.PackedLength <= _spare || (_isOldWhole ??= Gone.All(IsRight)));
    }

    private bool IsRight(int gone)
    {
        ImageChunk chunk = _seed.Index[gone];
        Span<byte> bytes = _chunk.AsSpan(0, (int)chunk.Length);
        return _seed.Blocks.TryRead(chunk.At, bytes) && SHA256.HashData(bytes).AsSpan().SequenceEqual(_seed.Index.HashOf(gone));
    }

    // True: all that was missing of its chunks is made.
    private bool Apply(ImagePatch patch)
    {
        bool isRight = true;
        int next = 0, count = 0;
        _gone ??= new ChunkStream(_seed.Index, _seed.Blocks, Gone);
        using var bytes = new MemoryStream(_patch, 0, patch.PackedLength, writable: false);
        UpdateReason? reason = DeltaReader.Apply(
            _gone, bytes, patch.Chunks.Sum(i => _index[i].Length),
            part =>
            {
                for (ReadOnlySpan<byte> left = part.Span; !left.IsEmpty;)
                {
                    int number = patch.Chunks[next], length = (int)_index[number].Length, taken = Math.Min(left.Length, length - count);
                    left[..taken].CopyTo(_chunk.AsSpan(count));
                    left = left[taken..];
                    count += taken;
                    if (count < length) { continue; }
                    if (_missing[number]) { isRight &= _take(number, _chunk.AsSpan(0, length)); }
                    (next, count) = (next + 1, 0);
                }
            },
            DeltaWindow.OfImages);
        return isRight && reason is null;
    }
}

/// <returns>False: it is wrong.</returns>
internal delegate bool TakeMade(int chunk, ReadOnlySpan<byte> bytes);
