using System.Collections;
using System.Security.Cryptography;
using Edge.Updates;
using Edge.Updates.Images;
using Edge.Updates.Patches;
using Edge.Updates.Tuf;

namespace Edge.Platform.Updates.Images;

/// <summary>Makes chunks of an image out of what the active slot has and patches.</summary>
/// <param name="missing">One bit for each chunk.</param>
/// <param name="take">A chunk by its number, with bytes that are still to be verified.</param>
internal sealed class ImagePatcher(ImageIndex index, SeedImage seed, BitArray missing, Action<int, ReadOnlySpan<byte>> take)
{
    private readonly byte[] _chunk = new byte[ImageLimits.MaxChunkBytes];
    private readonly ContentHash _from = seed.Index.FileHash;
    private ChunkStream? _gone;

    /// <summary>Bytes of patches that came.</summary>
    public long Travelled { get; private set; }

    public int Requests { get; private set; }

    /// <summary>Fetches each patch that leads away from the active slot and is shorter than what is missing of its chunks.</summary>
    /// <remarks>What does not succeed stays missing: the packs have it, and whoever is asked for them says what is wrong.</remarks>
    public async Task FetchAsync(IRepositorySource source, CancellationToken cancellation)
    {
        // One for all patches: what each left behind would wait for the collector.
        using var bytes = new MemoryStream();
        foreach (ImagePatch patch in index.Patches)
        {
            bool isShorter = patch.From == _from && patch.PackedLength < index.PackedLengthOf(patch.Chunks.Where(i => missing[i]));
            if (!isShorter) { continue; }
            bytes.SetLength(0);
            ImagePack pack = index.Packs[patch.Pack];
            Requests++;
            TufSourceFault? fault = await source.CopyRangeAsync(
                pack.Name, new ByteRange(patch.PackedAt, patch.PackedLength, pack.Length), bytes.WriteAsync, cancellation);
            Travelled += bytes.Length;
            if (fault is not null) { return; }

            // Nothing is unpacked that is not what was signed.
            if (SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).AsSpan().StartsWith(patch.PackedHash.Span)) { Apply(patch, bytes); }
        }
    }

    private void Apply(ImagePatch patch, Stream bytes)
    {
        int next = 0, count = 0;
        _gone ??= new ChunkStream(seed.Index, seed.Blocks, GoneChunks.Of(seed.Index, index));
        _ = DeltaReader.Apply(_gone, bytes, patch.Chunks.Sum(i => index[i].Length), part =>
        {
            for (ReadOnlySpan<byte> left = part.Span; !left.IsEmpty;)
            {
                int number = patch.Chunks[next], length = (int)index[number].Length, taken = Math.Min(left.Length, length - count);
                left[..taken].CopyTo(_chunk.AsSpan(count));
                left = left[taken..];
                count += taken;
                if (count < length) { continue; }
                if (missing[number]) { take(number, _chunk.AsSpan(0, length)); }
                (next, count) = (next + 1, 0);
            }
        });
    }
}
