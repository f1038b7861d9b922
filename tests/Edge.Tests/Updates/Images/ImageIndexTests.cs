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

    [Fact]
    public void Writes_TheBytesOfItsVector() => GoldenWorld.Matches("image-index", Vector());

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

    [Fact]
    public void Refuses_EveryCut_AndBytesBehindTheEnd()
    {
        byte[] valid = Vector();
        for (int length = 0; length < valid.Length; length++) { Assert.False(ImageIndex.Read(valid[..length]).IsOk); }
        Assert.False(ImageIndex.Read([.. valid, 0]).IsOk);
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
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(all, value);
        all[^size..].CopyTo(bytes.AsSpan(at));
        var read = ImageIndex.Read(bytes);
        Assert.True(!read.IsOk, field);
        Assert.Equal(UpdateRefusal.Malformed, read.Reason.Refusal);
    }

    [Fact]
    public void Refuses_AnotherVersion()
    {
        byte[] bytes = Vector();
        bytes[7] = (byte)'2';
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
        byte[] bytes = writer.Finish(new byte[32]);
        Assert.Equal(ImageLimits.MaxIndexBytes, bytes.Length);
        ImageIndex index = ImageIndex.Read(bytes).Value;
        Assert.Equal(ImageLimits.MaxImageBytes, index.Length);
        Assert.Equal(ImageLimits.MaxImageBytes, index[^1].At + index[^1].Length);
    }

    private static byte[] Vector()
    {
        byte[] stored = [.. Enumerable.Repeat((byte)7, 4_096)], packed = [.. Enumerable.Repeat((byte)8, 20)];
        var writer = new ImageIndexWriter();
        writer.AddPack(new ImagePack(ContentHash.Of([.. stored, .. packed]), 4_116));
        writer.Add(SHA256.HashData(stored), SHA256.HashData(stored).AsSpan(0, 16), new ImageChunk(0, 4_096, ChunkPacking.Stored, 0, 0, 4_096));
        writer.AddZeros(2);
        writer.Add(
            SHA256.HashData(new byte[] { 9 }), SHA256.HashData(packed).AsSpan(0, 16),
            new ImageChunk(0, 4_096, ChunkPacking.Zstandard, 0, 4_096, 20));
        return writer.Finish(SHA256.HashData("the image"u8));
    }
}
