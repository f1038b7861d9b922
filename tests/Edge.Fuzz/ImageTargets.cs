using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Edge.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Images;

namespace Edge.Fuzz;

/// <summary>The decoders of images.</summary>
internal static partial class ImageTargets
{
    private static readonly byte[] Chunk = [.. Enumerable.Range(0, 8_192).Select(i => (byte)((i * i / 7) & 0x3F))];

    public static IEnumerable<FuzzTarget> All()
    {
        yield return new FuzzTarget("image-index", [Index()], ReadIndex);
        using var packer = new ChunkPacker();
        yield return new FuzzTarget("image-chunk", [packer.Pack(Chunk).Bytes, packer.Pack(new byte[4_096]).Bytes], Unpack);
    }

    // What is accepted keeps within the image and within its packs, and is written as itself.
    private static string ReadIndex(byte[] bytes)
    {
        if (!ImageIndex.Read(bytes).TryGet(out ImageIndex index, out UpdateReason reason)) { return Digits().Replace(reason.Detail, "~"); }
        var writer = new ImageIndexWriter();
        foreach (ImagePack pack in index.Packs) { writer.AddPack(pack); }
        for (int i = 0; i < index.Count; i++)
        {
            ImageChunk chunk = index[i];
            if (chunk.IsZero) { writer.AddZeros((int)(chunk.Length / ImageLimits.BlockBytes)); continue; }
            bool isInside = chunk.PackedAt >= 0 && chunk.PackedAt + chunk.PackedLength <= index.Packs[chunk.Pack].Length;
            if (!isInside) { throw new InvalidOperationException("beyond its pack"); }
            writer.Add(index.HashOf(i), index.PackedHashOf(i), chunk);
        }
        byte[] again = writer.Finish(Convert.FromHexString(index.Hash.ToString()));
        return again.AsSpan().SequenceEqual(bytes) ? "ok" : throw new InvalidOperationException("what was read is not written as itself");
    }

    // The unpacker sees only what is signed; it has to stand all the same.
    private static string Unpack(byte[] bytes)
    {
        using var packer = new ChunkPacker();
        var chunk = new byte[8_192];
        bool isWhole = packer.TryUnpack(bytes, ChunkPacking.Zstandard, chunk);
        return $"{isWhole} {bytes.Length % 7}";
    }

    private static byte[] Index()
    {
        var writer = new ImageIndexWriter();
        writer.AddPack(new ImagePack(ContentHash.Of(Chunk), 9_000));
        writer.Add(SHA256.HashData(Chunk), new byte[16], new ImageChunk(0, 8_192, ChunkPacking.Zstandard, 0, 0, 400));
        writer.AddZeros(3);
        writer.Add(SHA256.HashData(Chunk), new byte[16], new ImageChunk(0, 8_192, ChunkPacking.Stored, 0, 400, 8_192));
        return writer.Finish(new byte[32]);
    }

    [GeneratedRegex(@"-?\d+")]
    private static partial Regex Digits();
}
