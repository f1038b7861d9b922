using Edge.Platform.Updates.Images;
using Edge.Tests.Updates.Images;
using Edge.Updates;

namespace Edge.Tests.Platform.Updates.Images;

/// <summary>Sectors that cannot be read any more, in the slot that is written and in the one that runs.</summary>
public sealed class WornMediumTests
{
    private static readonly TestImage Before = TestImage.Of(Enumerable.Range(1, 260));

    private static readonly TestImage After = TestImage.Of(
        [.. Enumerable.Range(1, 90), 999, .. Enumerable.Range(92, 100), .. new int[12], .. Enumerable.Range(700, 30)], Before);

    [Fact]
    public void ReadBack_OfAMediumThatCannotBeRead_IsDamage()
    {
        TestImage image = TestImage.Of(Enumerable.Range(1, 300));
        for (int bad = 0; bad < image.Bytes.Length; bad += 100_000)
        {
            UpdateReason? reason = ImageReadBack.Check(image.Index, new MemoryBlocks(image.Bytes) { UnreadableAt = bad });
            Assert.Equal(UpdateRefusal.SlotDamaged, reason?.Refusal);
            Assert.Contains($"from byte {bad / IBlocks.MostReadBackBytes * IBlocks.MostReadBackBytes} on", reason!.Detail, StringComparison.Ordinal);
        }
    }

    // Flash wears: what cannot be read in the slot is written over, also where it would be the same.
    [Fact]
    public async Task Writes_OverASectorThatCannotBeRead()
    {
        for (int bad = 100; bad < After.Bytes.Length; bad += 50_000)
        {
            foreach (byte[] stands in (byte[][])[Noise(After.Bytes.Length), [.. After.Bytes]])
            {
                var slot = new MemoryBlocks(stands) { UnreadableAt = bad };
                (UpdateReason? reason, _) = await WriteAsync(slot, null);
                Assert.Null(reason);
                Assert.Equal(After.Bytes, slot.Content);
                Assert.Null(ImageReadBack.Check(After.Index, slot));
                Assert.Contains(slot.Writes, write => bad >= write.At && bad < write.At + write.Bytes.Length);
            }
        }
    }

    [Fact]
    public async Task Fetches_WhatCannotBeReadInTheActiveSlot()
    {
        for (int bad = 100; bad < Before.Bytes.Length; bad += 50_000)
        {
            var slot = new MemoryBlocks(Noise(After.Bytes.Length));
            var seed = new SeedImage(Before.Index, new MemoryBlocks([.. Before.Bytes]) { UnreadableAt = bad });
            (UpdateReason? reason, ImageReport report) = await WriteAsync(slot, seed);
            Assert.Null(reason);
            Assert.Equal(After.Bytes, slot.Content);
            Assert.True(report.Copied > After.Bytes.Length / 3, $"{report}");
        }
    }

    private static async Task<(UpdateReason? Reason, ImageReport Report)> WriteAsync(MemoryBlocks slot, SeedImage? seed)
    {
        using var writer = new ImageWriter(After.Index, slot, seed);
        UpdateReason? reason = await writer.WriteAsync([new MemoryPacks(After.Packs)], CancellationToken.None);
        return (reason, writer.Report);
    }

    private static byte[] Noise(int length) => [.. Enumerable.Range(0, length / 4_096).SelectMany(i => TestImage.Block(5_001 + (2 * i)))];
}
