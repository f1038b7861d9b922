using CsCheck;
using Edge.Outbox;
using Edge.Sealing;

namespace Edge.Tests.Outbox;

public sealed class DropPlanTests
{
    private const int RecordBytes = 100;

    // Goal: nothing that is still needed goes, everything that goes is told of once, and enough goes if anything can.
    // Method: two streams of random kinds with one priority each; a random amount to free.
    [Fact]
    public void Keeps_ItsPromises_WhateverWaits() =>
        Gen.Select(Gen.Int[0, 9].Array[0, 60], Gen.Int[0, 9].Array[0, 60], Gen.Long[1, 8_000]).Sample((low, high, toFree) =>
        {
            WaitingRecord[] waiting = [.. Stream("low", 1, low), .. Stream("high", 7, high)];
            DropPlan plan = DropPlan.Choose(waiting, toFree, DropReason.Budget);
            WaitingRecord[] kept = [.. waiting.Except(plan.Records)];
            Assert.All(kept.Where(r => r.Kind == RecordKind.Batch), batch => Assert.DoesNotContain(
                plan.Records, r => r.Stream == batch.Stream && r.Sequence == batch.EpochStart));
            foreach (IGrouping<string, WaitingRecord> epochs in waiting.Where(r => r.Kind == RecordKind.Epoch).GroupBy(r => r.Stream))
            {
                Assert.Contains(epochs.MaxBy(r => r.Sequence)!, kept);
            }

            foreach (WaitingRecord dropped in plan.Records)
            {
                Assert.Single(plan.Tombstones[dropped.Stream].Ranges, range => range.Contains(dropped.Sequence));
            }

            Assert.Equal(plan.Records.Sum(r => r.Readings), plan.Tombstones.Values.Sum(t => t.Readings));
            bool batchesLeft = kept.Any(r => r.Kind == RecordKind.Batch);
            bool enough = plan.Records.Sum(r => (long)r.Bytes) >= toFree;
            Assert.True(enough || !batchesLeft);
            bool highWasTouched = plan.Records.Any(r => r.Stream == "high" && r.Kind == RecordKind.Batch);
            Assert.False(highWasTouched && kept.Any(r => r.Stream == "low" && r.Kind == RecordKind.Batch));
        });

    [Fact]
    public void Drops_TheOldestFirst()
    {
        DropPlan plan = DropPlan.Choose([.. Stream("a", 1, [0, 5, 5, 5, 5])], 2 * RecordBytes, DropReason.Budget);
        Assert.Equal([2UL, 3UL], plan.Records.Select(r => r.Sequence));
        Assert.Equal([new SequenceRange(2, 3)], plan.Tombstones["a"].Ranges.AsEnumerable());
    }

    [Fact]
    public void Replaces_OldTombstones_ByOneThatSaysItAll()
    {
        var first = new TombstoneContent(DropReason.Budget, [new SequenceRange(1, 4)], 30, 1, 100, 200);
        var second = new TombstoneContent(DropReason.Budget, [new SequenceRange(6, 9)], 12, 0, 250, 300);
        var lost = new TombstoneContent(DropReason.BufferFull, [], 5, 0, 400, 500);
        WaitingRecord[] waiting = [Tombstone(5, first), Tombstone(10, second), Tombstone(12, lost)];
        DropPlan plan = DropPlan.Choose(waiting, 1, DropReason.Budget);
        Assert.Equal([5UL, 10UL], plan.Records.Select(r => r.Sequence));
        TombstoneContent told = plan.Tombstones["a"];
        Assert.Equal([new SequenceRange(1, 10)], told.Ranges.AsEnumerable());
        Assert.Equal((42, 1, 100, 300), (told.Readings, told.Events, told.FirstUnixMilliseconds, told.LastUnixMilliseconds));
    }

    [Fact]
    public void Names_NoMoreRangesThanATombstoneHolds()
    {
        // Every second batch was delivered already: each of the others is a range of its own.
        IEnumerable<WaitingRecord> waiting = Enumerable.Range(1, SealingLimits.MaxDroppedRanges + 1)
            .Select(i => Record("a", 1, (ulong)(2 * i), RecordKind.Batch, 1));
        DropPlan plan = DropPlan.Choose([.. waiting], long.MaxValue, DropReason.Budget);
        Assert.Equal(SealingLimits.MaxDroppedRanges, plan.Tombstones["a"].Ranges.Length);
        Assert.Equal(SealingLimits.MaxDroppedRanges, plan.Records.Length);
    }

    private static WaitingRecord Tombstone(ulong sequence, TombstoneContent told) => new(
        "a", 1, sequence, RecordKind.Tombstone, RecordBytes, 0, told.Readings, told.Events,
        told.FirstUnixMilliseconds, told.LastUnixMilliseconds, told);

    // 0: an epoch; 1: a tombstone; 2: a record that was delivered already; else a batch. The first is always an epoch.
    private static IEnumerable<WaitingRecord> Stream(string name, int priority, int[] kinds)
    {
        ulong epoch = 0;
        for (int i = 0; i < kinds.Length; i++)
        {
            ulong sequence = (ulong)i + 1;
            RecordKind kind = i == 0 || kinds[i] == 0 ? RecordKind.Epoch : kinds[i] == 1 ? RecordKind.Tombstone : RecordKind.Batch;
            if (kind == RecordKind.Epoch) { epoch = sequence; }
            if (kinds[i] != 2) { yield return Record(name, priority, sequence, kind, kind == RecordKind.Batch ? epoch : 0); }
        }
    }

    private static WaitingRecord Record(string stream, int priority, ulong sequence, RecordKind kind, ulong epoch) => new(
        stream, priority, sequence, kind, RecordBytes, epoch, kind == RecordKind.Batch ? 10 : 0, 0, (long)sequence, (long)sequence);
}
