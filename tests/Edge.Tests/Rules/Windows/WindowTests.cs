using CsCheck;
using Edge.Rules.Windows;
using Edge.Sensing;

namespace Edge.Tests.Rules.Windows;

public sealed class WindowTests
{
    [Fact]
    public void Sums_WhatWasReadOverTheLastWhile()
    {
        var window = new Window(60_000);
        foreach (int second in Enumerable.Range(0, 200)) { window.Add(second * 1_000L, second); }
        WindowSummary last = window.At(199_999);
        Assert.Equal((60, 140.0, 199.0), (last.Count, last.Least, last.Greatest));
        Assert.Equal(169.5, last.Mean);
        Assert.Equal((new WindowSample(140_000, 140), new WindowSample(199_000, 199)), (last.First, last.Last));
    }

    [Fact]
    public void Empties_ByTimeAlone_AtTheMomentItTold()
    {
        var window = new Window(60_000);
        window.Add(500, 7);
        Assert.Equal(60_000, window.NextChange());
        Assert.Equal(1, window.At(59_999).Count);
        Assert.Equal(0, window.At(60_000).Count);
        Assert.Equal(long.MaxValue, window.NextChange());
        window.Add(1_000_000, 3);
        Assert.Equal(3, window.At(1_000_000).Mean);
    }

    // Goal: equal to a list of all readings, for any readings and questions, within the step that is promised.
    [Fact]
    public void Equals_AListOfReadings() =>
        Gen.Select(Gen.Int[0, 5_000], Gen.Double[-100, 100]).Array[1, 300].Sample(steps =>
        {
            const long Length = 30_000;
            var window = new Window(Length);
            var all = new List<WindowSample>();
            long now = 0;
            foreach ((int later, double value) in steps)
            {
                now += later;
                window.Add(now, value);
                all.Add(new WindowSample(now, value));
                long step = Length / Window.Parts;
                long from = ((now / step) - Window.Parts + 1) * step;
                WindowSample[] seen = [.. all.Where(each => each.At >= from)];
                WindowSummary summary = window.At(now);
                bool isSame = summary.Count == seen.Length && summary.First == seen[0] && summary.Last == seen[^1]
                    && summary.Least == seen.Min(each => each.Value) && summary.Greatest == seen.Max(each => each.Value)
                    && Math.Abs(summary.Sum - seen.Sum(each => each.Value)) < 1e-9;
                if (!isSame) { return false; }
            }

            return true;
        });

    [Fact]
    public void Takes_EachUsableReadingOnceAndAllocatesNothing()
    {
        var plan = new WindowPlan();
        Assert.Equal((0, 1, 0), (Slot(0, 10), Slot(1, 10), Slot(0, 10)));
        var bank = new WindowBank(plan);
        var snapshot = new Snapshot(2, 0);
        long now = 1_000;
        Put(5, Quality.Good);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bank.Take(snapshot);
        bank.Take(snapshot);
        Put(9, Quality.Bad);
        Put(7, Quality.Uncertain);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((2, 6.0), (bank[0].At(now).Count, bank[0].At(now).Mean));
        Assert.Equal(0, bank[1].At(now).Count);
        bank.Clear();
        Assert.Equal(0, bank[0].At(now).Count);

        int Slot(int channel, int seconds) => plan.SlotOf(new WindowKey(channel, seconds * 1_000));

        void Put(double value, Quality quality)
        {
            var time = new ReadingTime(++now, now, TimeQuality.Synchronised);
            snapshot.Set(new Reading(0, value, quality, QualityReason.None, time));
            bank.Take(snapshot);
        }
    }

    [Fact]
    public void Refuses_OneWindowMoreThanTheLimit()
    {
        var plan = new WindowPlan();
        for (int i = 0; i < WindowPlan.Max; i++) { Assert.Equal(i, plan.SlotOf(new WindowKey(0, 1_000 + i))); }
        Assert.Equal(-1, plan.SlotOf(new WindowKey(1, 1_000)));
        Assert.Equal(3, plan.SlotOf(new WindowKey(0, 1_003)));
    }
}
