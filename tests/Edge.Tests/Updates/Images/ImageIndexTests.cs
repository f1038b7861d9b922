using System.Buffers.Binary;
using System.Security.Cryptography;
using CsCheck;
using Edge.Tests.Golden;
using Edge.Updates;
using Edge.Updates.Images;

namespace Edge.Tests.Updates.Images;

public sealed class ImageIndexTests
{
    private const int FirstChunk = 56 + 36;

    private const int FirstPatch = FirstChunk + 36 + (3 * 64) + 8;

    [Fact]
    public void Writes_TheBytesOfItsVector() => GoldenWorld.Matches("image-index", Vector());

    [Fact]
    public void Writes_TheBytesOfItsVectorWithAPatch() => GoldenWorld.Matches("image-index-patch", Vector(withPatch: true));

    [Fact]
    public void Reads_ItsVectorWithAPatch()
    {
        ImageIndex index = ImageIndex.Read(Vector(withPatch: true)).Value;
        ImagePatch patch = Assert.Single(index.Patches);
        Assert.Equal((ContentHash.Of("the index before"u8), 1, 2, 30), (patch.From, patch.Pack, patch.PackedAt, patch.PackedLength));
        Assert.Equal<int>([0, 2], patch.Chunks);
        Assert.Equal(4_116, index.PackedLength);
        Assert.Equal(ContentHash.Of(Vector(withPatch: true)), index.FileHash);
    }

    [Fact]
    public void Reads_ItsVector()
    {
        ImageIndex index = ImageIndex.Read(Vector()).Value;
        Assert.Equal(4 * 4_096, index.Length);
        Assert.Equal(3, index.Count);
        Assert.Equal(new ImageChunk(0, 4_096, ChunkPacking.Stored, 0, 0, 4_096), index[0]);
        Assert.Equal(new ImageChunk(4_096, 8_192, ChunkPacking.Zero, 0, 0, 0), index[1]);
        Assert.Equal(new ImageChunk(12_288, 4_096, ChunkPacking.Zstandard, 0, 4_096, 20), index[2]);
        Assert.Equal(4_116, index.PackedLength);
    }

    [Fact]
    public void Describes_TheWholeImage() =>
        Gen.Int[0, 30].Array[1, 100].Sample(
            blocks =>
            {
                TestImage image = TestImage.Of(blocks);
                Assert.Equal(image.Bytes.Length, image.Index.Length);
                Assert.Equal(ContentHash.Of(image.Bytes), image.Index.Hash);
                for (int i = 0; i < image.Index.Count; i++)
                {
                    ImageChunk chunk = image.Index[i];
                    ReadOnlySpan<byte> bytes = image.Bytes.AsSpan((int)chunk.At, (int)chunk.Length);
                    Assert.Equal(chunk.IsZero, !bytes.ContainsAnyExcept((byte)0));
                    if (chunk.IsZero) { continue; }
                    Assert.True(SHA256.HashData(bytes).AsSpan().SequenceEqual(image.Index.HashOf(i)));
                    ReadOnlySpan<byte> packed = image.Packs[image.Index.Packs[chunk.Pack].Name].AsSpan(chunk.PackedAt, chunk.PackedLength);
                    Assert.True(SHA256.HashData(packed).AsSpan().StartsWith(image.Index.PackedHashOf(i)));
                }
            },
            iter: 15);

    // Whatever a changed byte makes of it: refused, or every chunk inside the image and inside its pack.
    [Fact]
    public void Refuses_OrStaysWithinBounds_WithAnyChangedByte()
    {
        byte[] valid = TestImage.Of([1, 2, 0, 0, 3, 4, 5, 1, 2]).IndexBytes;
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] bytes = [.. valid];
            bytes[at] = value;
            if (!ImageIndex.Read(bytes).TryGet(out ImageIndex index, out UpdateReason reason))
            {
                Assert.True(reason.Refusal is UpdateRefusal.Malformed or UpdateRefusal.UnknownVersion);
                return;
            }
            long next = 0;
            for (int i = 0; i < index.Count; i++)
            {
                ImageChunk chunk = index[i];
                Assert.Equal(next, chunk.At);
                next += chunk.Length;
                Assert.True(chunk.IsZero || (chunk.PackedAt >= 0 && chunk.PackedAt + chunk.PackedLength <= index.Packs[chunk.Pack].Length));
                Assert.True(chunk.IsZero || chunk.Length <= ImageLimits.MaxChunkBytes);
            }
            Assert.Equal(index.Length, next);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Refuses_EveryCut_AndBytesBehindTheEnd(bool withPatch)
    {
        byte[] valid = Vector(withPatch);
        for (int length = 0; length < valid.Length; length++) { Assert.False(ImageIndex.Read(valid[..length]).IsOk); }
        Assert.False(ImageIndex.Read([.. valid, 0]).IsOk);
    }

    public static TheoryData<string, int, long, int> LiesOfAPatch => new()
    {
        { "patches", FirstPatch - 8, 0, 4 }, { "patches", FirstPatch - 8, ImageLimits.MaxPatches + 1, 4 }, { "patches", FirstPatch - 8, -1, 4 },
        { "numbers", FirstPatch - 4, 0, 4 }, { "numbers", FirstPatch - 4, ImageLimits.MaxPatchedChunks + 1, 4 },
        { "numbers", FirstPatch - 4, int.MinValue, 4 }, { "pack", FirstPatch + 48, 2, 2 }, { "kind", FirstPatch + 50, 1, 2 },
        { "place", FirstPatch + 52, 11, 4 }, { "place", FirstPatch + 52, -1, 4 }, { "place", FirstPatch + 52, int.MaxValue, 4 },
        { "length", FirstPatch + 56, 0, 4 }, { "length", FirstPatch + 56, 41, 4 }, { "length", FirstPatch + 56, int.MinValue, 4 },
        { "chunks", FirstPatch + 60, 0, 4 }, { "chunks", FirstPatch + 60, 1, 4 }, { "chunks", FirstPatch + 60, 3, 4 },
        { "zeros", FirstPatch + 68, 1, 4 }, { "twice the same", FirstPatch + 68, 0, 4 }, { "no chunk", FirstPatch + 68, 3, 4 },
        { "below zero", FirstPatch + 64, -1, 4 },
    };

    [Theory]
    [MemberData(nameof(LiesOfAPatch))]
    public void Refuses_AFieldOfAPatchThatIsNotPossible(string field, int at, long value, int size)
    {
        byte[] bytes = Vector(withPatch: true);
        Put(bytes, at, value, size);
        var read = ImageIndex.Read(bytes);
        Assert.True(!read.IsOk, field);
        Assert.Equal(UpdateRefusal.Malformed, read.Reason.Refusal);
    }

    // A patch as long as the chunks that it makes is none: it would never be asked for.
    [Fact]
    public void Refuses_APatchThatIsNotShorter_AndOneThatMakesTooMuch()
    {
        Assert.True(WithPatch(chunks: 1, length: 4_095).IsOk);
        Assert.Contains("longer", WithPatch(chunks: 1, length: 4_096).Reason.Detail, StringComparison.Ordinal);
        const int Most = ImageLimits.MaxPatchedBytes / 4_096;
        Assert.True(WithPatch(Most, length: 9).IsOk);
        Assert.Contains("at most", WithPatch(Most + 1, length: 9).Reason.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string, int, long, int> Lies => new()
    {
        { "length", 8, 0, 8 }, { "length", 8, 4_097, 8 }, { "length", 8, ImageLimits.MaxImageBytes + 4_096, 8 },
        { "length", 8, long.MaxValue, 8 }, { "length", 8, 1L << 32, 8 }, { "length", 8, 5 * 4_096, 8 },
        { "packs", 48, ImageLimits.MaxPacks + 1, 4 }, { "packs", 48, -1, 4 }, { "packs", 48, 0, 4 },
        { "chunks", 52, ImageLimits.MaxChunks + 1, 4 }, { "chunks", 52, 0, 4 }, { "chunks", 52, int.MinValue, 4 },
        { "pack length", 56 + 32, 0, 4 }, { "pack length", 56 + 32, ImageLimits.MaxPackBytes + 1, 4 },
        { "blocks", FirstChunk + 48, 0, 4 }, { "blocks", FirstChunk + 48, -1, 4 }, { "blocks", FirstChunk + 48, ImageLimits.MaxChunkBlocks + 1, 4 },
        { "blocks of zeros", FirstChunk + 64 + 48, int.MaxValue, 4 }, { "zeros that lie", FirstChunk + 64 + 56, 1, 4 },
        { "zeros with a hash", FirstChunk + 64, 1, 4 }, { "packing", FirstChunk + 54, 3, 1 }, { "filler", FirstChunk + 55, 1, 1 },
        { "pack number", FirstChunk + 52, 1, 2 }, { "place", FirstChunk + 56, -1, 4 }, { "place", FirstChunk + 56, int.MaxValue, 4 },
        { "stored shorter", FirstChunk + 60, 4_095, 4 },
        { "packed longer", FirstChunk + 128 + 60, 4_096, 4 }, { "packed nothing", FirstChunk + 128 + 60, 0, 4 },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void Refuses_AFieldThatIsNotPossible(string field, int at, long value, int size)
    {
        byte[] bytes = Vector();
        Put(bytes, at, value, size);
        var read = ImageIndex.Read(bytes);
        Assert.True(!read.IsOk, field);
        Assert.Equal(UpdateRefusal.Malformed, read.Reason.Refusal);
    }

    [Fact]
    public void Refuses_AnotherVersion()
    {
        byte[] bytes = Vector();
        bytes[7] = (byte)'3';
        Assert.Equal(UpdateRefusal.UnknownVersion, ImageIndex.Read(bytes).Reason.Refusal);
    }

    [Fact]
    public void Takes_AsMuchAsTheLimits()
    {
        var writer = new ImageIndexWriter();
        for (int i = 0; i < ImageLimits.MaxPacks; i++) { writer.AddPack(new ImagePack(ContentHash.Of(BitConverter.GetBytes(i)), ImageLimits.MaxPackBytes)); }
        var place = new ImageChunk(0, 4_096, ChunkPacking.Stored, ImageLimits.MaxPacks - 1, ImageLimits.MaxPackBytes - 4_096, 4_096);
        for (int i = 1; i < ImageLimits.MaxChunks; i++) { writer.Add(new byte[32], new byte[16], place); }
        writer.AddZeros((int)(ImageLimits.MaxImageBytes / 4_096) - ImageLimits.MaxChunks + 1);
        const int Each = ImageLimits.MaxPatchedChunks / ImageLimits.MaxPatches;
        for (int i = 0; i < ImageLimits.MaxPatches; i++)
        {
            writer.AddPatch(new ImagePatch(ContentHash.Of([]), 0, 0, 9, new byte[16], [.. Enumerable.Range(i, Each)]));
        }
        byte[] bytes = writer.Finish(new byte[32]);
        Assert.Equal(ImageLimits.MaxIndexBytes, bytes.Length);
        ImageIndex index = ImageIndex.Read(bytes).Value;
        Assert.Equal(ImageLimits.MaxImageBytes, index.Length);
        Assert.Equal(ImageLimits.MaxImageBytes, index[^1].At + index[^1].Length);
    }

    private static void Put(byte[] bytes, int at, long value, int size)
    {
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(all, value);
        all[^size..].CopyTo(bytes.AsSpan(at));
    }

    private static Result<ImageIndex, UpdateReason> WithPatch(int chunks, int length)
    {
        var writer = new ImageIndexWriter();
        writer.AddPack(new ImagePack(ContentHash.Of([]), 8_192));
        for (int i = 0; i < chunks; i++) { writer.Add(new byte[32], new byte[16], new ImageChunk(0, 4_096, ChunkPacking.Stored, 0, 0, 4_096)); }
        writer.AddPatch(new ImagePatch(ContentHash.Of([]), 0, 0, length, new byte[16], [.. Enumerable.Range(0, chunks)]));
        return ImageIndex.Read(writer.Finish(new byte[32]));
    }

    private static byte[] Vector(bool withPatch = false)
    {
        byte[] stored = [.. Enumerable.Repeat((byte)7, 4_096)], packed = [.. Enumerable.Repeat((byte)8, 20)];
        var writer = new ImageIndexWriter();
        writer.AddPack(new ImagePack(ContentHash.Of([.. stored, .. packed]), 4_116));
        writer.Add(SHA256.HashData(stored), SHA256.HashData(stored).AsSpan(0, 16), new ImageChunk(0, 4_096, ChunkPacking.Stored, 0, 0, 4_096));
        writer.AddZeros(2);
        writer.Add(
            SHA256.HashData(new byte[] { 9 }), SHA256.HashData(packed).AsSpan(0, 16),
            new ImageChunk(0, 4_096, ChunkPacking.Zstandard, 0, 4_096, 20));
        if (withPatch)
        {
            byte[] pack = [1, 2, .. Enumerable.Repeat((byte)9, 30), .. Enumerable.Repeat((byte)5, 8)];
            writer.AddPack(new ImagePack(ContentHash.Of(pack), pack.Length));
            writer.AddPatch(new ImagePatch(
                ContentHash.Of("the index before"u8), 1, 2, 30, SHA256.HashData(pack.AsSpan(2, 30)).AsMemory(0, 16), [0, 2]));
        }
        return writer.Finish(SHA256.HashData("the image"u8));
    }
}
