using Edge.Sensing;

namespace Edge.Tests.Sensing;

public sealed class SnapshotTests
{
    [Fact]
    public void Knows_NothingBeforeTheFirstReading()
    {
        var snapshot = new Snapshot(2, startedAt: 500);
        Assert.Equal((Quality.Bad, QualityReason.NeverRead), (snapshot[1].Quality, snapshot[1].Reason));
        Assert.True(double.IsNaN(snapshot[1].Value));
        Assert.Equal((500, long.MaxValue), (snapshot.LastUsable(1), snapshot.Age(1, 900)));
    }

    [Fact]
    public void Measures_AgeInMonotonicTime()
    {
        var snapshot = new Snapshot(1, 0);
        snapshot.Set(new Reading(0, 1, Quality.Good, QualityReason.None, new ReadingTime(1_000, 99, TimeQuality.FreeRunning)));
        Assert.Equal(250, snapshot.Age(0, 1_250));
    }

    [Fact]
    public void Remembers_WhenAChannelWasLastUsable()
    {
        var snapshot = new Snapshot(1, 0);
        snapshot.Set(new Reading(0, 1, Quality.Uncertain, QualityReason.Clamped, At(1_000)));
        snapshot.Set(Reading.Bad(0, QualityReason.NoAnswer, At(2_000)));
        Assert.Equal((1_000, 500), (snapshot.LastUsable(0), snapshot.Age(0, 2_500)));
        Assert.Equal(QualityReason.NoAnswer, snapshot[0].Reason);
    }

    [Fact]
    public void Copies_AreOfOneMoment_AndStayAsTheyAre()
    {
        var shared = new SharedSnapshot(2, 0);
        var scan = new Snapshot(2, 0);
        shared.Publish([Value(0, 1), Value(1, 2)]);
        shared.CopyTo(scan);
        shared.Publish([Value(0, 10), Value(1, 20)]);
        Assert.Equal((1, 2), (scan[0].Value, scan[1].Value));
        shared.CopyTo(scan);
        Assert.Equal((10, 20), (scan[0].Value, scan[1].Value));
    }

    [Fact]
    public void Copies_AllocateNothing()
    {
        var shared = new SharedSnapshot(100, 0);
        var scan = new Snapshot(100, 0);
        Reading[] readings = [Value(0, 1), Value(99, 2)];
        shared.Publish(readings);
        shared.CopyTo(scan);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            shared.Publish(readings);
            shared.CopyTo(scan);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Refuses_AChannelThatTheSiteDoesNotHave() =>
        Assert.Throws<IndexOutOfRangeException>(() => new Snapshot(1, 0).Set(Value(1, 0)));

    private static Reading Value(int channel, double value) => new(channel, value, Quality.Good, QualityReason.None, At(0));

    private static ReadingTime At(long milliseconds) => new(milliseconds, milliseconds, TimeQuality.Synchronised);
}
