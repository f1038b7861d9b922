using System.Collections;
using CsCheck;
using Edge.Platform.Updates.Images;
using Edge.Tests.Updates.Images;
using Edge.Updates;
using Edge.Updates.Images;

namespace Edge.Tests.Platform.Updates.Images;

public sealed class ImageWriterTests
{
    private static readonly TestImage Before = TestImage.Of([.. Enumerable.Range(1, 200), 0, 0, 0, .. Enumerable.Range(300, 60), .. new int[40]]);

    // Something changed in the middle, something moved, something new, zeros where there was something.
    private static readonly TestImage After = TestImage.Of(
        [.. Enumerable.Range(1, 90), 999, .. Enumerable.Range(92, 100), .. new int[12], .. Enumerable.Range(300, 60), .. Enumerable.Range(700, 30), 0, 0, 0],
        Before);

    [Fact]
    public async Task Writes_TheWholeImage_IntoAnEmptySlot()
    {
        var slot = new MemoryBlocks(new byte[After.Bytes.Length + 8_192]);
        var packs = new MemoryPacks(After.Packs);
        (UpdateReason? reason, ImageReport report) = await WriteAsync(After, slot, null, packs);
        Assert.Null(reason);
        Assert.Equal(After.Bytes, slot.Content[..After.Bytes.Length]);
        Assert.Null(ImageReadBack.Check(After.Index, slot));
        Assert.Equal(slot.Writes.Count, slot.Flushed);
        Assert.Equal((0, 0, After.Bytes.Length), (report.Kept, report.Copied, report.Fetched + report.Zero));
        Assert.InRange(packs.Travelled, After.Index.PackedLength, After.Packs.Values.Sum(pack => pack.Length));
    }

    [Fact]
    public async Task Fetches_OnlyWhatTheActiveSlotDoesNotHave()
    {
        var slot = new MemoryBlocks(Noise(After.Bytes.Length));
        var packs = new MemoryPacks(After.Packs);
        var seed = new SeedImage(Before.Index, new MemoryBlocks([.. Before.Bytes]));
        (UpdateReason? reason, ImageReport report) = await WriteAsync(After, slot, seed, packs);
        Assert.Null(reason);
        Assert.Equal(After.Bytes, slot.Content);
        Assert.InRange(report.Copied, After.Bytes.Length / 2, After.Bytes.Length);
        Assert.InRange(packs.Travelled, 1, After.Index.PackedLength / 2);
    }

    // The slot holds the image before this one, or most of it: each block that is the same stays unwritten.
    [Fact]
    public async Task Writes_NoMoreThanTheChangedBlocks()
    {
        byte[] stands = [.. Before.Bytes, .. new byte[Math.Max(0, After.Bytes.Length - Before.Bytes.Length)]];
        var slot = new MemoryBlocks([.. stands]);
        (UpdateReason? reason, ImageReport report) = await WriteAsync(After, slot, null, new MemoryPacks(After.Packs));
        Assert.Null(reason);
        int changed = Enumerable.Range(0, After.Bytes.Length / 4_096).Count(i => !Block(stands, i).SequenceEqual(Block(After.Bytes, i)));
        Assert.Equal(changed * 4_096, report.Written);
        Assert.Equal(report.Written, slot.Writes.Sum(write => write.Bytes.Length));
    }

    [Fact]
    public async Task Writes_Nothing_WhereTheImageStands()
    {
        var slot = new MemoryBlocks([.. After.Bytes]);
        (UpdateReason? reason, ImageReport report) = await WriteAsync(After, slot, null, new MemoryPacks([]));
        Assert.Null(reason);
        Assert.Empty(slot.Writes);
        Assert.Equal(0, report.Requests);
    }

    // The beginning of a slot is not looked at to its end where it holds something else; what stands behind is found all the same.
    [Fact]
    public async Task Finds_WhatStandsBehindSomethingElse()
    {
        TestImage image = TestImage.Of(Enumerable.Range(1, 5_000));
        int strange = image.Bytes.Length / 4_096 * 7 / 10 * 4_096, stretch = 33 * ImageLimits.MaxChunkBytes;
        Assert.True(image.Index.Count > 150);
        var slot = new MemoryBlocks([.. Noise(strange), .. image.Bytes[strange..]]);
        var packs = new MemoryPacks(image.Packs);
        (UpdateReason? reason, ImageReport report) = await WriteAsync(image, slot, null, packs);
        Assert.Null(reason);
        Assert.Equal(image.Bytes, slot.Content);
        Assert.InRange(report.Kept, image.Bytes.Length - strange - stretch, image.Bytes.Length - strange);
        Assert.True(report.Kept > 0);
    }

    [Fact]
    public async Task Fetches_NothingTwice_WhereverTheLinkBreaks()
    {
        var once = new MemoryPacks(After.Packs);
        Assert.Null((await WriteAsync(After, new MemoryBlocks(Noise(After.Bytes.Length)), null, once)).Reason);
        long whole = once.Travelled;
        for (long breaks = 0; breaks < whole; breaks += whole / 40)
        {
            var slot = new MemoryBlocks(Noise(After.Bytes.Length));
            var broken = new MemoryPacks(After.Packs) { BreaksAfter = breaks };
            (UpdateReason? reason, _) = await WriteAsync(After, slot, null, broken);
            Assert.Equal(UpdateRefusal.NotReachable, reason?.Refusal);
            Assert.Equal(slot.Writes.Count, slot.Flushed);
            var good = new MemoryPacks(After.Packs);
            (reason, _) = await WriteAsync(After, slot, null, good);
            Assert.Null(reason);
            Assert.Equal(After.Bytes, slot.Content);

            // What was in flight is one chunk; what lay between two missing chunks may travel again.
            Assert.InRange(good.Travelled + broken.Travelled, 0, whole + (64 * 4_096));
        }
    }

    [Fact]
    public async Task Asks_TheNextSource_ForWhatTheFirstHasWrongly()
    {
        var slot = new MemoryBlocks(Noise(After.Bytes.Length));
        var stick = new MemoryPacks(After.Packs) { WrongByte = 5_000 };
        var server = new MemoryPacks(After.Packs);
        (UpdateReason? reason, _) = await WriteAsync(After, slot, null, stick, server);
        Assert.Null(reason);
        Assert.Equal(After.Bytes, slot.Content);
        Assert.InRange(server.Travelled, 1, 64 * 4_096);
    }

    [Fact]
    public async Task Asks_TheNextSource_ForAPackThatTheFirstLacks()
    {
        var slot = new MemoryBlocks(Noise(After.Bytes.Length));
        var stick = new MemoryPacks(Before.Packs);
        var server = new MemoryPacks(After.Packs);
        (UpdateReason? reason, _) = await WriteAsync(After, slot, null, stick, server);
        Assert.Null(reason);
        Assert.Equal(After.Bytes, slot.Content);
        Assert.True(stick.Travelled > server.Travelled && server.Travelled > 0);
    }

    [Fact]
    public async Task Refuses_AByteThatIsAnother_AndWritesNothingOfItsChunk()
    {
        byte[] noise = Noise(After.Bytes.Length);
        var slot = new MemoryBlocks([.. noise]);
        (UpdateReason? reason, _) = await WriteAsync(After, slot, null, new MemoryPacks(After.Packs) { WrongByte = 5_000 });
        Assert.Equal(UpdateRefusal.FileMismatch, reason?.Refusal);
        for (int i = 0; i < After.Bytes.Length / 4_096; i++)
        {
            ReadOnlySpan<byte> block = Block(slot.Content, i);
            Assert.True(block.SequenceEqual(Block(noise, i)) || block.SequenceEqual(Block(After.Bytes, i)));
        }
    }

    [Fact]
    public async Task Refuses_ASlotThatIsTooSmall_AndSourcesWithoutThePacks()
    {
        var small = new MemoryBlocks(new byte[After.Bytes.Length - 4_096]);
        Assert.Equal(UpdateRefusal.DiskFull, (await WriteAsync(After, small, null, new MemoryPacks(After.Packs))).Reason?.Refusal);
        Assert.Empty(small.Writes);
        var slot = new MemoryBlocks(new byte[After.Bytes.Length]);
        Assert.Equal(UpdateRefusal.FileMissing, (await WriteAsync(After, slot, null)).Reason?.Refusal);
        Assert.Equal(UpdateRefusal.FileMissing, (await WriteAsync(After, slot, null, new MemoryPacks([]))).Reason?.Refusal);
    }

    [Fact]
    public async Task Passes_OverASeedThatIsNotWhatItsIndexSays()
    {
        var slot = new MemoryBlocks(new byte[After.Bytes.Length]);
        var seed = new SeedImage(Before.Index, new MemoryBlocks(Noise(Before.Bytes.Length)));
        (UpdateReason? reason, ImageReport report) = await WriteAsync(After, slot, seed, new MemoryPacks(After.Packs));
        Assert.Null(reason);
        Assert.Equal(0, report.Copied);
        Assert.Equal(After.Bytes, slot.Content);
    }

    [Fact]
    public void ReadBack_Notices_AnyBlockThatIsAnother()
    {
        for (int i = 0; i < After.Bytes.Length; i += 4_096)
        {
            byte[] bytes = [.. After.Bytes];
            bytes[i + 17] ^= 1;
            Assert.Equal(UpdateRefusal.SlotDamaged, ImageReadBack.Check(After.Index, new MemoryBlocks(bytes))?.Refusal);
        }
    }

    // Longer than what is read at once, so that chunks and zeros lie across the borders of what is.
    [Fact]
    public void ReadBack_SaysWhereTheFirstWrongChunkBegins()
    {
        TestImage image = TestImage.Of([.. Enumerable.Range(1, 300), .. new int[200], .. Enumerable.Range(301, 90)]);
        Assert.True(image.Bytes.Length > 4 * IBlocks.MostReadBackBytes);
        Assert.Null(ImageReadBack.Check(image.Index, new MemoryBlocks(image.Bytes)));
        Gen.Int[0, image.Bytes.Length - 1].Sample(
            at =>
            {
                byte[] bytes = [.. image.Bytes];
                bytes[at] ^= 0x40;
                ImageChunk chunk = Enumerable.Range(0, image.Index.Count).Select(i => image.Index[i]).Last(each => each.At <= at);

                // Of zeros the piece that was read: of what is before it nothing is wrong.
                long from = Math.Max(chunk.At, chunk.IsZero ? at / IBlocks.MostReadBackBytes * IBlocks.MostReadBackBytes : 0);
                Assert.EndsWith(
                    $"its bytes from {from} on are others", ImageReadBack.Check(image.Index, new MemoryBlocks(bytes))!.Detail, StringComparison.Ordinal);
            },
            iter: 60);
    }

    // A pack that is gone is asked for once, however many pieces of it are missing.
    [Fact]
    public async Task Asks_OnceForAPackThatIsNotThere()
    {
        TestImage image = TestImage.Of(Enumerable.Range(0, 1_500).Select(i => (2 * i) + 1));
        byte[] stands = [.. image.Bytes];
        int[] changed = [.. Enumerable.Range(0, image.Index.Count).Where(i => i % 3 == 0)];
        foreach (int i in changed) { stands[image.Index[i].At] ^= 1; }
        var missing = new BitArray(image.Index.Count);
        foreach (int i in changed) { missing[i] = true; }
        var plan = new PackPlan(image.Index, missing);
        int wanted = plan.Ranges.Select(range => range.Pack).Distinct().Count();
        Assert.True(plan.Ranges.Count > 2 * wanted);
        MemoryPacks first = new(image.Packs) { IsGone = true }, second = new([]), third = new(image.Packs);
        Assert.Null((await WriteAsync(image, new MemoryBlocks(stands), null, first, second, third)).Reason);
        Assert.Equal((wanted, wanted, plan.Ranges.Count), (first.Requests, second.Requests, third.Requests));
    }

    [Fact]
    public async Task Asks_ALyingSource_ForAFewChunksOnly()
    {
        TestImage image = TestImage.Of(Enumerable.Range(1, 3_000));
        var other = image.Packs.ToDictionary(pack => pack.Key, pack => pack.Value.Select(b => (byte)(b ^ 1)).ToArray());
        MemoryPacks lying = new(other), honest = new(image.Packs);
        var slot = new MemoryBlocks(new byte[image.Bytes.Length]);
        (UpdateReason? reason, _) = await WriteAsync(image, slot, null, lying, honest);
        Assert.Null(reason);
        Assert.Equal(image.Bytes, slot.Content);
        Assert.InRange(lying.Travelled, 1, (ImageWriter.MostWrongChunks * ImageLimits.MaxChunkBytes) + 1_000);
        Assert.True(lying.Travelled < image.Index.PackedLength / 2);
    }

    // A cut behind each write; then every one and every two of the writes lost, and each torn.
    [Fact]
    public async Task GoesOn_AfterEveryCut()
    {
        byte[] start = Noise(After.Bytes.Length);
        var whole = new MemoryBlocks([.. start]);
        Assert.Null((await WriteAsync(After, whole, null, new MemoryPacks(After.Packs))).Reason);
        int cases = 0;
        for (int cut = 0; cut <= whole.Writes.Count; cut++)
        {
            var broken = new MemoryBlocks([.. start]) { CutAt = cut };
            if (cut < whole.Writes.Count)
            {
                await Assert.ThrowsAsync<PowerCut>(() => WriteAsync(After, broken, null, new MemoryPacks(After.Packs)));
            }
            else
            {
                await WriteAsync(After, broken, null, new MemoryPacks(After.Packs));
            }
            foreach (byte[] disk in broken.After(start, broken.Writes.Count))
            {
                cases++;
                var slot = new MemoryBlocks(disk);
                bool isWhole = ImageReadBack.Check(After.Index, slot) is null;
                Assert.Equal(After.Bytes.AsSpan().SequenceEqual(disk.AsSpan(0, After.Bytes.Length)), isWhole);
                Assert.Null((await WriteAsync(After, slot, null, new MemoryPacks(After.Packs))).Reason);
                Assert.Equal(After.Bytes, slot.Content[..After.Bytes.Length]);
            }
        }
        Assert.InRange(cases, 100, 20_000);
    }

    private static async Task<(UpdateReason? Reason, ImageReport Report)> WriteAsync(
        TestImage image, MemoryBlocks slot, SeedImage? seed, params MemoryPacks[] sources)
    {
        using var writer = new ImageWriter(image.Index, slot, seed);
        UpdateReason? reason = await writer.WriteAsync(sources, CancellationToken.None);
        return (reason, writer.Report);
    }

    private static ReadOnlySpan<byte> Block(byte[] bytes, int number) => bytes.AsSpan(number * 4_096, 4_096);

    private static byte[] Noise(int length) => [.. Enumerable.Range(0, length / 4_096).SelectMany(i => TestImage.Block(5_001 + (2 * i)))];
}
