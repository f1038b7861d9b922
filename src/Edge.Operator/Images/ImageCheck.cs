using System.Security.Cryptography;
using Edge.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Images;
using Edge.Updates.Patches;

namespace Edge.Operator.Images;

/// <summary>Whether packs hold what an index promises: each chunk unpacked, each patch applied.</summary>
/// <remarks>In memory: one pack, and of an earlier image what <see cref="GoneContent"/> has.</remarks>
/// <param name="load">A pack by its name; null: it is not here.</param>
/// <param name="earlier">An earlier index by its hash; null: it is not here, and nobody who has it would ask
/// here for its patches.</param>
internal sealed class ImageCheck(ImageIndex index, Func<string, byte[]?> load, Func<ContentHash, ImageIndex?> earlier)
{
    private readonly byte[] _chunk = new byte[ImageLimits.MaxChunkBytes];

    /// <summary>Null: they do.</summary>
    public string? Run() => Chunks() ?? Patches();

    private string? Chunks()
    {
        using var packer = new ChunkPacker();
        foreach (var chunks in Enumerable.Range(0, index.Count).Where(i => !index[i].IsZero).GroupBy(i => index[i].Pack))
        {
            ImagePack pack = index.Packs[chunks.Key];
            if (Content(pack) is not { } bytes) { return $"{pack.Name} is missing or wrong"; }
            foreach (int i in chunks)
            {
                ImageChunk chunk = index[i];
                ReadOnlySpan<byte> packed = bytes.AsSpan(chunk.PackedAt, chunk.PackedLength);
                Span<byte> unpacked = _chunk.AsSpan(0, (int)chunk.Length);
                bool isRight = SHA256.HashData(packed).AsSpan().StartsWith(index.PackedHashOf(i))
                    && packer.TryUnpack(packed, chunk.Packing, unpacked) && SHA256.HashData(unpacked).AsSpan().SequenceEqual(index.HashOf(i));
                if (!isRight) { return $"chunk {i} has other bytes in {pack.Name}"; }
            }
        }
        return null;
    }

    private string? Patches()
    {
        foreach (var patches in index.Patches.GroupBy(patch => patch.From))
        {
            byte[]? old = earlier(patches.Key) is { } before ? GoneContent.Of(before, index, load) : null;
            foreach (var packed in patches.GroupBy(patch => patch.Pack))
            {
                ImagePack pack = index.Packs[packed.Key];
                if (Content(pack) is not { } bytes) { return $"{pack.Name} is missing or wrong"; }
                foreach (ImagePatch patch in packed)
                {
                    if (Problem(patch, bytes.AsMemory(patch.PackedAt, patch.PackedLength), old) is { } problem)
                    {
                        return $"the patch at byte {patch.PackedAt} {problem} in {pack.Name}";
                    }
                }
            }
        }
        return null;
    }

    private string? Problem(ImagePatch patch, ReadOnlyMemory<byte> bytes, byte[]? old)
    {
        if (!SHA256.HashData(bytes.Span).AsSpan().StartsWith(patch.PackedHash.Span))
        {
            return "has other bytes";
        }
        if (old is null) { return null; }
        using var made = new MemoryStream();
        using var before = new MemoryStream(old, writable: false);
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);

        // One that keeps more than gateways give to an image costs them its bytes; what it leads to is right
        // or wrong all the same.
        UpdateReason? reason = DeltaReader.Apply(
            before, stream, patch.Chunks.Sum(i => index[i].Length), part => made.Write(part.Span), DeltaWindow.OfFiles);
        if (reason is not null) { return $"cannot be applied ({reason.Detail})"; }
        int at = 0;
        foreach (int i in patch.Chunks)
        {
            ReadOnlySpan<byte> chunk = made.GetBuffer().AsSpan(at, (int)index[i].Length);
            if (!SHA256.HashData(chunk).AsSpan().SequenceEqual(index.HashOf(i)))
            {
                return $"makes other bytes of chunk {i}";
            }
            at += chunk.Length;
        }
        return null;
    }

    private byte[]? Content(ImagePack pack) =>
        load(pack.Name) is { } bytes && bytes.Length == pack.Length && ContentHash.Of(bytes) == pack.Hash ? bytes : null;
}
