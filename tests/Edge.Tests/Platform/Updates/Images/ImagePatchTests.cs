using System.Collections;
using System.Security.Cryptography;
using CsCheck;
using Edge.Platform.Updates.Images;
using Edge.Tests.Updates.Images;
using Edge.Updates;
using Edge.Updates.Images;
using Edge.Updates.Patches;

namespace Edge.Tests.Platform.Updates.Images;

public sealed class ImagePatchTests
{
    private static readonly TestImage Before = TestImage.Of([.. Enumerable.Range(1, 400), 0, 0, .. Enumerable.Range(1_001, 300)]);

    // A byte of every tenth block is another, so that nearly no chunk is the same; something new; something gone.
    private static readonly byte[] AfterBytes = Changed(Before.Bytes, 40_960, [.. Enumerable.Range(3_001, 20).SelectMany(TestImage.Block)]);
    private static readonly TestImage Whole = TestImage.Of(AfterBytes, Before);
    private static readonly TestImage After = TestImage.Patched(AfterBytes, Before);

    [Fact]
    public async Task Fetches_APatch_WhereTheActiveSlotHasWhatItLeadsAwayFrom()
    {
        MemoryPacks packs = new(After.Packs), whole = new(Whole.Packs);
        (UpdateReason? reason, ImageReport report, MemoryBlocks slot) = await WriteAsync(After, Seed(Before), packs);
        Assert.Null(reason);
        Assert.Equal(After.Bytes, slot.Content);
        Assert.True(report.Patched > After.Bytes.Length / 2, $"{report}");
        Assert.Equal(packs.Travelled, report.Travelled);
        Assert.Null((await WriteAsync(Whole, Seed(Before), whole)).Reason);
        Assert.InRange(packs.Travelled, 1, whole.Travelled / 4);
    }

    [Fact]
    public async Task Fetches_NoPatch_WithoutAnActiveSlotOrWithAnother()
    {
        long whole = After.Index.PackedLength;
        TestImage other = TestImage.Of(Enumerable.Range(8_001, 90));
        foreach (SeedImage? seed in (SeedImage?[])[null, Seed(other)])
        {
            (UpdateReason? reason, ImageReport report, MemoryBlocks slot) = await WriteAsync(After, seed, new MemoryPacks(After.Packs));
            Assert.Null(reason);
            Assert.Equal(After.Bytes, slot.Content);
            Assert.Equal((0, true), (report.Patched, report.Travelled >= whole));
        }
    }

    // Its index says that it holds the image before; its bytes are others. What a patch makes of them is not written.
    [Fact]
    public async Task Writes_NothingThatAPatchMadeWrongly()
    {
        byte[] damaged = [.. Before.Bytes];
        for (int at = 5_000; at < damaged.Length; at += 30_000) { damaged[at] ^= 0x55; }
        var seed = new SeedImage(Before.Index, new MemoryBlocks(damaged));
        (UpdateReason? reason, ImageReport report, MemoryBlocks slot) = await WriteAsync(After, seed, new MemoryPacks(After.Packs));
        Assert.Null(reason);
        Assert.Equal(After.Bytes, slot.Content);
        Assert.True(report.Fetched > 0, $"{report}");
        foreach ((long at, byte[] bytes) in slot.Writes.Select(write => (write.At, write.Bytes)))
        {
            Assert.True(After.Bytes.AsSpan((int)at, bytes.Length).SequenceEqual(bytes));
        }
    }

    // A sector of the active slot that only a patch would read: its chunks come whole.
    [Fact]
    public async Task Passes_OverAPatchWhoseOldFileCannotBeRead()
    {
        var seed = new SeedImage(Before.Index, new MemoryBlocks([.. Before.Bytes]) { UnreadableAt = 150 * 4_096 });
        (UpdateReason? reason, ImageReport report, MemoryBlocks slot) = await WriteAsync(After, seed, new MemoryPacks(After.Packs));
        Assert.Null(reason);
        Assert.Equal(After.Bytes, slot.Content);
        Assert.True(report.Fetched > 0, $"{report}");
    }

    [Fact]
    public async Task Passes_OverAPatchThatIsNotTheSignedOne()
    {
        ImagePatch patch = After.Index.Patches[0];
        var packs = new MemoryPacks(After.Packs) { WrongByte = patch.PackedAt + (patch.PackedLength / 2) };
        (UpdateReason? reason, ImageReport report, MemoryBlocks slot) = await WriteAsync(After, Seed(Before), packs, new MemoryPacks(Whole.Packs));
        Assert.Null(reason);
        Assert.Equal(After.Bytes, slot.Content);
        Assert.Equal(0, report.Patched);
    }

    [Fact]
    public async Task GoesOn_WhereverTheLinkBreaksInAPatch()
    {
        var once = new MemoryPacks(After.Packs);
        Assert.Null((await WriteAsync(After, Seed(Before), once)).Reason);
        for (long breaks = 0; breaks < once.Travelled; breaks += Math.Max(1, once.Travelled / 10))
        {
            var slot = new MemoryBlocks(new byte[After.Bytes.Length]);
            Assert.NotNull((await WriteAsync(After, Seed(Before), slot, new MemoryPacks(After.Packs) { BreaksAfter = breaks })).Reason);
            Assert.Equal(slot.Writes.Count, slot.Flushed);
            Assert.Null((await WriteAsync(After, Seed(Before), slot, new MemoryPacks(After.Packs))).Reason);
            Assert.Equal(After.Bytes, slot.Content);
        }
    }

    // Whatever changed, and whatever the slot holds already: the image comes, and patches never cost more than they save.
    [Fact]
    public void Travels_NeverMoreThanWithoutPatches() =>
        Gen.Select(Gen.Int[1_000, 60_000], Gen.Int[0, 12], Gen.Int[0, 100]).Sample(
            (step, fresh, kept) =>
            {
                byte[] bytes = Changed(Before.Bytes, step, [.. Enumerable.Range(9_001, fresh).SelectMany(TestImage.Block)]);
                TestImage patched = TestImage.Patched(bytes, Before), whole = TestImage.Of(bytes, Before);
                long[] travelled = [.. ((TestImage[])[patched, whole]).Select(image =>
                {
                    var slot = new MemoryBlocks(new byte[bytes.Length]);
                    int stands = bytes.Length / 100 * kept;
                    bytes.AsSpan(0, stands).CopyTo(slot.Content);
                    var packs = new MemoryPacks(image.Packs);
                    Assert.Null(WriteAsync(image, Seed(Before), slot, packs).GetAwaiter().GetResult().Reason);
                    Assert.True(bytes.AsSpan().SequenceEqual(slot.Content));
                    return packs.Travelled;
                })];
                Assert.True(travelled[0] <= travelled[1], $"{travelled[0]} with patches, {travelled[1]} without");
            },
            iter: 8);

    // Whatever stands in the active slot in the place of what its index says: a bit here and there, half of it, all of it.
    [Fact]
    public void Travels_NeverMoreThanTheFullImage_WhateverTheActiveSlotHolds() =>
        Gen.Select(Gen.Int[0, Before.Bytes.Length - 1], Gen.Int[1, 40], Gen.Int[1_000, 200_000], Gen.Bool).Sample(
            (from, count, step, isUnreadable) =>
            {
                var seed = new MemoryBlocks([.. Before.Bytes]) { UnreadableAt = isUnreadable ? from : null };
                for (int i = 0; i < count && from + (i * (long)step) < seed.Content.Length; i++) { seed.Content[from + (i * step)] ^= 1; }
                var packs = new MemoryPacks(After.Packs);
                (UpdateReason? reason, _, MemoryBlocks slot) = WriteAsync(After, new SeedImage(Before.Index, seed), packs).GetAwaiter().GetResult();
                Assert.Null(reason);
                Assert.True(After.Bytes.AsSpan().SequenceEqual(slot.Content));
                Assert.InRange(packs.Travelled, 1, FullImage);
            },
            iter: 30);

    // Its index says that it holds the image before, and it holds nothing of it: no patch is asked for.
    [Fact]
    public async Task Fetches_NoPatch_WhereTheActiveSlotHoldsSomethingElse()
    {
        var seed = new SeedImage(Before.Index, new MemoryBlocks([.. Before.Bytes.Select(b => (byte)(b ^ 0x55))]));
        var packs = new MemoryPacks(After.Packs);
        (UpdateReason? reason, ImageReport report, MemoryBlocks slot) = await WriteAsync(After, seed, packs);
        Assert.Null(reason);
        Assert.Equal(After.Bytes, slot.Content);
        Assert.Equal((FullImage, 0), (packs.Travelled, report.Patched));
    }

    // What is only little damaged does not cost all patches: what they save is more than what one of them may.
    [Fact]
    public async Task Fetches_PatchesBesideASmallDamage()
    {
        byte[] bytes = Changed(Before.Bytes, 100_000, []);
        TestImage image = TestImage.Patched(bytes, Before);
        int[] gone = [.. GoneChunks.Of(Before.Index, image.Index)];
        byte[] damaged = [.. Before.Bytes];
        damaged[Before.Index[gone[0]].At] ^= 1;
        (UpdateReason? reason, ImageReport report, MemoryBlocks slot) =
            await WriteAsync(image, new SeedImage(Before.Index, new MemoryBlocks(damaged)), new MemoryPacks(image.Packs));
        Assert.Null(reason);
        Assert.Equal(bytes, slot.Content);
        Assert.True(report.Patched > 0 && report.Fetched > 0, $"{report}");
    }

    [Fact]
    public void Gone_IsEachContentOnce_InTheOrderOfTheEarlierImage() =>
        Gen.Int[0, 12].Array[1, 300].Select(Gen.Int[0, 12].Array[1, 300]).Sample(
            (one, other) =>
            {
                ImageIndex earlier = TestImage.Of(one).Index, next = TestImage.Of(other).Index;
                string[] has = [.. Enumerable.Range(0, next.Count).Select(i => Convert.ToHexString(next.HashOf(i)))];
                int[] expected =
                [
                    .. Enumerable.Range(0, earlier.Count).Where(i => !earlier[i].IsZero)
                        .DistinctBy(i => Convert.ToHexString(earlier.HashOf(i)))
                        .Where(i => !has.Contains(Convert.ToHexString(earlier.HashOf(i)))),
                ];
                Assert.Equal(expected, GoneChunks.Of(earlier, next));
            },
            iter: 200);

    // What a look at the repositories says is what then travels, where the slot that is written holds nothing
    // of it.
    [Fact]
    public void Tells_BeforehandWhatTravels() =>
        Gen.Select(Gen.Int[1_000, 60_000], Gen.Int[0, 12], Gen.Bool).Sample(
            (step, fresh, isPatched) =>
            {
                byte[] bytes = Changed(Before.Bytes, step, [.. Enumerable.Range(9_001, fresh).SelectMany(TestImage.Block)]);
                TestImage image = isPatched ? TestImage.Patched(bytes, Before) : TestImage.Of(bytes, Before);
                foreach (SeedImage? seed in (SeedImage?[])[Seed(Before), null])
                {
                    ImageReport report = WriteAsync(image, seed, new MemoryPacks(image.Packs)).GetAwaiter().GetResult().Report;
                    Assert.Equal(report.Travelled, ImageTravel.Bytes(image.Index, seed?.Index));
                }
            },
            iter: 8);

    // It would take more memory than a patch of an image may: the chunks come whole.
    [Fact]
    public async Task Passes_OverAPatchThatKeepsMoreThanAnImageMay()
    {
        byte[] old = [.. GoneChunks.Of(Before.Index, After.Index).SelectMany(i => Bytes(Before, i))];
        foreach ((int window, bool isUsed) in ((int, bool)[])[(DeltaWindow.OfImages, true), (DeltaWindow.OfImages + 1, false)])
        {
            ImagePatch first = After.Index.Patches[0];
            byte[] patch = DeltaWriter.Write(old, new DeltaMatches(old), [.. first.Chunks.SelectMany(i => Bytes(After, i))], window);
            (ImageIndex index, Dictionary<string, byte[]> packs) = WithOnly(first, patch);
            var slot = new MemoryBlocks(new byte[After.Bytes.Length]);
            using var writer = new ImageWriter(index, slot, Seed(Before));
            Assert.Null(await writer.WriteAsync([new MemoryPacks(packs)], CancellationToken.None));
            Assert.Equal(After.Bytes, slot.Content);
            Assert.Equal(isUsed, writer.Report.Patched > 0);
        }
    }

    [Fact]
    public void Asks_AHeapThatUnderstandsIt() => Assert.True(NativeHeap.GiveLargeBlocksBack());

    [Fact]
    public void Patches_LeadOnlyToWhatTheEarlierImageLacks()
    {
        var has = new ImageSeed(Before.Index);
        Assert.NotEmpty(After.Index.Patches);
        foreach (ImagePatch patch in After.Index.Patches)
        {
            Assert.Equal(Before.Index.FileHash, patch.From);
            Assert.All(patch.Chunks, i => Assert.Null(has.Find(After.Index.HashOf(i), After.Index[i].Length)));
        }
        Assert.Equal(Whole.Index.PackedLength, After.Index.PackedLength);
        Assert.Empty(TestImage.Patched(Before.Bytes, Before).Index.Patches);
    }

    private static long FullImage => new PackPlan(After.Index, new BitArray(After.Index.Count, true)).Bytes;

    private static byte[] Bytes(TestImage image, int chunk) =>
        image.Bytes[(int)image.Index[chunk].At..(int)(image.Index[chunk].At + image.Index[chunk].Length)];

    // The image of Whole, with a patch in a pack of its own.
    private static (ImageIndex Index, Dictionary<string, byte[]> Packs) WithOnly(ImagePatch patch, byte[] bytes)
    {
        var writer = new ImageIndexWriter();
        foreach (ImagePack known in Whole.Index.Packs) { writer.AddPack(known); }
        for (int i = 0; i < Whole.Index.Count; i++)
        {
            ImageChunk chunk = Whole.Index[i];
            if (chunk.IsZero) { writer.AddZeros((int)(chunk.Length / 4_096)); continue; }
            writer.Add(Whole.Index.HashOf(i), Whole.Index.PackedHashOf(i), chunk);
        }
        var pack = new ImagePack(ContentHash.Of(bytes), bytes.Length);
        writer.AddPack(pack);
        writer.AddPatch(patch with
        {
            Pack = Whole.Index.Packs.Length, PackedAt = 0, PackedLength = bytes.Length, PackedHash = SHA256.HashData(bytes).AsMemory(0, 16),
        });
        return (ImageIndex.Read(writer.Finish(new byte[32])).Value, new(Whole.Packs) { [pack.Name] = bytes });
    }

    private static SeedImage Seed(TestImage image) => new(image.Index, new MemoryBlocks([.. image.Bytes]));

    private static byte[] Changed(byte[] before, int step, byte[] fresh)
    {
        byte[] bytes = [.. before[..200_704], .. fresh, .. before[204_800..]];
        for (int at = 777; at < bytes.Length; at += step) { bytes[at] ^= 1; }
        return bytes;
    }

    private static async Task<(UpdateReason? Reason, ImageReport Report, MemoryBlocks Slot)> WriteAsync(
        TestImage image, SeedImage? seed, params MemoryPacks[] sources)
    {
        var slot = new MemoryBlocks([.. Enumerable.Repeat((byte)0xA5, image.Bytes.Length)]);
        (UpdateReason? reason, ImageReport report) = await WriteAsync(image, seed, slot, sources);
        return (reason, report, slot);
    }

    private static async Task<(UpdateReason? Reason, ImageReport Report)> WriteAsync(
        TestImage image, SeedImage? seed, MemoryBlocks slot, params MemoryPacks[] sources)
    {
        using var writer = new ImageWriter(image.Index, slot, seed);
        UpdateReason? reason = await writer.WriteAsync(sources, CancellationToken.None);
        return (reason, writer.Report);
    }
}
