using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;
using Edge.Updates;
using Edge.Updates.Patches;

namespace Edge.Tests.Updates;

public sealed class DeltaTests
{
    [Fact]
    public void Leads_FromAnyFileToAnyOther() =>
        Gen.Select(Gen.Byte[0, 4].Array[0, 400], Gen.Byte[0, 4].Array[0, 400]).Sample(
            (old, next) => Assert.Equal(next, Apply(old, DeltaWriter.Write(old, next), next.Length)));

    // Versions of one file: pieces moved, bytes changed here and there, something new between.
    [Fact]
    public void Leads_FromAVersionToTheNext() =>
        Gen.Select(Gen.Byte.Array[2_000, 6_000], Gen.Int[0, 1_000], Gen.Byte.Array[0, 300], Gen.Int[1, 97]).Sample((old, cut, added, step) =>
        {
            byte[] next = [.. old[cut..], .. added, .. old[..cut]];
            for (int i = 0; i < next.Length; i += 50 + step) { next[i] ^= 1; }
            byte[] patch = DeltaWriter.Write(old, next);
            Assert.Equal(next, Apply(old, patch, next.Length));
            Assert.True(patch.Length < next.Length, $"{patch.Length} of {next.Length} bytes");
        });

    [Fact]
    public void Is_SmallWhenLittleChanges()
    {
        byte[] old = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(((i * 2_654_435_761L) >> 13) & 0xFF))];
        byte[] next = [.. old[..70_000], .. "something new"u8, .. old[70_000..]];
        Assert.InRange(DeltaWriter.Write(old, next).Length, 40, 400);
    }

    // Nothing that a patch says makes it read or write beyond its files, or throw.
    [Fact]
    public void Refuses_OrFits_WithAnyChangedByte()
    {
        byte[] old = [.. Enumerable.Range(0, 3_000).Select(i => (byte)((i * i / 7) & 0xFF))];
        byte[] next = [.. old[500..], .. old[..700]];
        byte[] valid = DeltaWriter.Write(old, next);
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] patch = [.. valid];
            patch[at] = value;
            long written = 0;
            UpdateReason? reason = DeltaReader.Apply(new MemoryStream(old), new MemoryStream(patch), next.Length, b => written += b.Length);
            Assert.True(written <= next.Length);
            Assert.True(reason is null || reason.Refusal == UpdateRefusal.PatchRefused);
        });
    }

    [Theory]
    [InlineData(1L << 31)]
    [InlineData(1L << 32)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Refuses_HugeSizesOfItsParts(long size)
    {
        byte[] patch = DeltaWriter.Write("old"u8, "new"u8);
        for (int place = 8; place < 32; place += 8)
        {
            byte[] lie = [.. patch];
            BinaryPrimitives.WriteInt64BigEndian(lie.AsSpan(place), size);
            Assert.NotNull(DeltaReader.Apply(new MemoryStream([1, 2, 3]), new MemoryStream(lie), 3, _ => { }));
        }
    }

    // A few hundred bytes would keep a gateway busy for minutes.
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(1_000_000, false)]
    public void Refuses_StepsThatLeadNowhere(int steps, bool isTaken)
    {
        byte[] control = Packed([.. new byte[3 * steps], 0, 3, 0]), extra = Packed([7, 8, 9]);
        var patch = new byte[32];
        "edgedlt1"u8.CopyTo(patch);
        BinaryPrimitives.WriteInt64BigEndian(patch.AsSpan(8), control.Length);
        BinaryPrimitives.WriteInt64BigEndian(patch.AsSpan(24), extra.Length);
        var made = new MemoryStream();
        var reason = DeltaReader.Apply(
            new MemoryStream([1, 2, 3]), new MemoryStream([.. patch, .. control, .. extra]), 3, part => made.Write(part.Span));
        Assert.Equal(isTaken, reason is null);
        if (isTaken) { Assert.Equal([7, 8, 9], made.ToArray()); }
    }

    [Fact]
    public void Refuses_EveryCut()
    {
        byte[] old = new byte[1_000];
        byte[] patch = DeltaWriter.Write(old, [.. old, 1, 2, 3]);
        for (int length = 0; length < patch.Length; length++)
        {
            Assert.NotNull(DeltaReader.Apply(new MemoryStream(old), new MemoryStream(patch[..length]), 1_003, _ => { }));
        }
    }

    // Whoever unpacks it keeps as much as it says: that is known before anything is unpacked.
    [Theory]
    [InlineData(DeltaWindow.OfFiles, DeltaWindow.OfFiles, true)]
    [InlineData(DeltaWindow.OfImages, DeltaWindow.OfFiles, true)]
    [InlineData(DeltaWindow.OfImages, DeltaWindow.OfImages, true)]
    [InlineData(DeltaWindow.OfFiles, DeltaWindow.OfImages, false)]
    [InlineData(DeltaWindow.OfFiles + 1, DeltaWindow.OfFiles, false)]
    public void Refuses_APatchThatKeepsMoreThanAllowed(int written, int allowed, bool isTaken)
    {
        byte[] old = [.. Enumerable.Range(0, 9_000).Select(i => (byte)((i * i / 7) & 0xFF))], next = [.. old[3_000..], .. old[..5_000]];
        var patch = new MemoryStream(DeltaWriter.Write(old, new DeltaMatches(old), next, written));
        var made = new MemoryStream();
        UpdateReason? reason = DeltaReader.Apply(new MemoryStream(old), patch, next.Length, part => made.Write(part.Span), allowed);
        Assert.Equal(isTaken ? null : $"unpacking it keeps 2^{written} bytes, at most 2^{allowed}", reason?.Detail);
        Assert.Equal(isTaken ? next : [], made.ToArray());
    }

    // Against the encoder of .NET, which writes what it was asked for.
    [Fact]
    public void Reads_TheWindowOfAStream()
    {
        byte[] bytes = [.. Enumerable.Range(0, 5_000).Select(i => (byte)((i * i / 7) & 0xFF))];
        for (int window = 10; window <= 24; window++)
        {
            var packed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
            Assert.True(BrotliEncoder.TryCompress(bytes, packed, out _, 11, window));
            Assert.Equal(window, DeltaWindow.Of(packed[0]));
        }
        Assert.Equal(0, DeltaWindow.Of(0b0010001));
    }

    private static byte[] Packed(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var stream = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true)) { stream.Write(bytes); }
        return packed.ToArray();
    }

    private static byte[] Apply(byte[] old, byte[] patch, int length)
    {
        var output = new MemoryStream();
        Assert.Null(DeltaReader.Apply(new MemoryStream(old), new MemoryStream(patch), length, b => output.Write(b.Span)));
        return output.ToArray();
    }
}
