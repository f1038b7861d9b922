using Edge.Rules;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Tests.Sealing;

public sealed class StreamBufferTests
{
    [Fact]
    public void Take_GivesTheOldestFirst_AndOnlyOnce()
    {
        var buffer = new StreamBuffer();
        for (int i = 0; i < 5; i++) { buffer.Add(At(i)); }
        Assert.Equal([0, 1, 2], buffer.Take(3, 0).Readings.Select(r => r.Time.UnixMilliseconds));
        Assert.Equal([3, 4], buffer.Take(3, 0).Readings.Select(r => r.Time.UnixMilliseconds));
        Assert.Empty(buffer.Take(3, 0).Readings);
    }

    [Fact]
    public void Add_BeyondTheLimit_RefusesTheNewestAndCountsIt()
    {
        var buffer = new StreamBuffer();
        for (int i = 0; i < StreamBuffer.MaxReadings; i++) { Assert.True(buffer.Add(At(i))); }
        Assert.False(buffer.Add(At(900_001)));
        Assert.False(buffer.Add(At(900_000)));
        Assert.Equal(StreamBuffer.MaxReadings, buffer.Readings);
        Assert.Equal(new UnsealedLoss(2, 0, 900_000, 900_001), buffer.TakeLoss());
        Assert.True(buffer.TakeLoss().IsEmpty);
    }

    [Fact]
    public void Add_EventsBeyondTheLimit_AreCountedBesideLostReadings()
    {
        var buffer = new StreamBuffer();
        for (int i = 0; i <= StreamBuffer.MaxEvents; i++) { buffer.Add(new ActuatorEvent(0, true, ActuatorCause.Rule, 0, TimeAt(i))); }
        Assert.Equal(new UnsealedLoss(0, 1, StreamBuffer.MaxEvents, StreamBuffer.MaxEvents), buffer.TakeLoss());
    }

    [Fact]
    public void PutBack_JoinsWhatWasLostMeanwhile()
    {
        var buffer = new StreamBuffer();
        buffer.PutBack(new UnsealedLoss(3, 1, 10, 20));
        buffer.PutBack(new UnsealedLoss(2, 0, 5, 7));
        Assert.Equal(new UnsealedLoss(5, 1, 5, 20), buffer.TakeLoss());
    }

    private static Reading At(long unixMilliseconds) =>
        new(0, 1, Quality.Good, QualityReason.None, TimeAt(unixMilliseconds));

    private static ReadingTime TimeAt(long unixMilliseconds) => new(0, unixMilliseconds, TimeQuality.Synchronised);
}
