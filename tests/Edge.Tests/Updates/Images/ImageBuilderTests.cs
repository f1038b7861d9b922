using System.Collections;
using CsCheck;
using Edge.Operator.Images;
using Edge.Updates.Images;

namespace Edge.Tests.Updates.Images;

public sealed class ImageBuilderTests
{
    // A file that moves takes its chunks along, but for those at its ends.
    [Fact]
    public void Finds_AFileAgain_WhereverItMoved()
    {
        int[] file = [.. Enumerable.Range(1, 400)];
        TestImage before = TestImage.Of([.. Enumerable.Range(1_000, 7), .. file, .. new int[50]]);
        TestImage after = TestImage.Of([.. Enumerable.Range(2_000, 90), .. new int[3], .. file], before);
        long all = before.Packs.Values.Sum(pack => (long)pack.Length);
        long fresh = after.Packs.Values.Sum(pack => (long)pack.Length) - all;
        Assert.InRange(fresh, 1, all / 3);
    }

    [Fact]
    public void Packs_NothingTwice()
    {
        int[] file = [.. Enumerable.Range(1, 64)];
        TestImage once = TestImage.Of([.. file, 0]), twice = TestImage.Of([.. file, 0, .. file, 0]);
        Assert.Equal(once.Packs.Values.Sum(pack => pack.Length), twice.Packs.Values.Sum(pack => pack.Length));
        Assert.Equal(once.Index.PackedLength, twice.Index.PackedLength);
    }

    [Fact]
    public void Makes_TheSameBytesAgain() =>
        Assert.Equal(TestImage.Of(Enumerable.Range(0, 200)).IndexBytes, TestImage.Of(Enumerable.Range(0, 200)).IndexBytes);

    [Theory]
    [InlineData(0)]
    [InlineData(4_095)]
    [InlineData(4_097)]
    public void Refuses_WhatIsNotWholeBlocks(int length)
    {
        var built = new ImageBuilder([], [], _ => null, (_, _) => { }).Build(new MemoryStream(new byte[length]), _ => { });
        Assert.Contains($"{length} bytes", built.Reason, StringComparison.Ordinal);
    }

    // Whatever is missing, it is asked for, in whole chunks, and never more than the packs have.
    [Fact]
    public void Plans_EveryMissingChunk_AndNoMoreThanThePacks() =>
        Gen.Select(Gen.Int[0, 60].Array[20, 150], Gen.Int).Sample(
            (blocks, seed) =>
            {
                ImageIndex index = TestImage.Of(blocks).Index;
                var missing = new BitArray(index.Count);
                for (int i = 0; i < index.Count; i++) { missing[i] = ((seed >> (i % 31)) & 1) == 1; }
                var plan = new PackPlan(index, missing);
                Assert.Equal(Enumerable.Range(0, index.Count).Where(i => missing[i] && !index[i].IsZero), plan.Order.Order());
                Assert.Equal(plan.Order.Length, plan.Ranges.Sum(range => range.Count));
                foreach (PackRange range in plan.Ranges)
                {
                    foreach (int i in plan.Order.AsSpan(range.First, range.Count))
                    {
                        Assert.Equal(range.Pack, index[i].Pack);
                        Assert.InRange(index[i].PackedAt, range.From, range.From + range.Length - index[i].PackedLength);
                    }
                    Assert.True(range.From + range.Length <= index.Packs[range.Pack].Length);
                }
                Assert.True(plan.Bytes <= index.Packs.Sum(pack => (long)pack.Length));
            },
            iter: 15);

    [Fact]
    public void Asks_OnceForAWholePack()
    {
        ImageIndex index = TestImage.Of(Enumerable.Range(1, 300)).Index;
        PackRange only = Assert.Single(new PackPlan(index, new BitArray(index.Count, true)).Ranges);
        Assert.Equal((0, 0, index.Packs[0].Length), (only.Pack, only.From, only.Length));
    }
}
