using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Tests.Sensing;

public sealed class ChannelConditionerTests
{
    private static readonly Conditioning Plain = Conditioning.None;

    [Fact]
    public void Keeps_AGoodValueAsItIs()
    {
        var conditioner = Of(Plain);
        Reading reading = conditioner.Condition(21.5, Quality.Good, QualityReason.None, At(7)).Reading;
        Assert.Equal(new Reading(3, 21.5, Quality.Good, QualityReason.None, At(7)), reading);
    }

    [Theory]
    [InlineData(-62.5, 175, 1.2, 100)]
    [InlineData(5, 0, 2.5, 12.5)]
    [InlineData(1, -273.15, 300, 26.850000000000023)]
    public void Scales_ThenAddsTheOffset(double scale, double offset, double raw, double value) =>
        Assert.Equal(value, Good(Of(Plain with { Scale = scale, Offset = offset }), raw).Value);

    [Theory]
    [InlineData(-40, true)]
    [InlineData(60, true)]
    [InlineData(-40.001, false)]
    [InlineData(60.001, false)]
    public void Refuses_WhatIsOutsideTheRange_AfterScaling(double value, bool isUsable)
    {
        var conditioner = Of(Plain with { Scale = 2, Offset = 1, Range = new Interval(-40, 60) });
        Reading reading = Good(conditioner, (value - 1) / 2);
        Assert.Equal(isUsable, reading.IsUsable);
        Assert.Equal(isUsable ? QualityReason.None : QualityReason.OutOfRange, reading.Reason);
        Assert.Equal(!isUsable, double.IsNaN(reading.Value));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Calls_AValueThatIsNoNumberADriverFault(double raw) =>
        AssertBad(QualityReason.DriverFault, Good(Of(Plain), raw));

    [Fact]
    public void Refuses_AValueThatScalingMakesInfinite() =>
        AssertBad(QualityReason.OutOfRange, Good(Of(Plain with { Scale = 1e9 }), double.MaxValue));

    [Theory]
    [InlineData(QualityReason.ChecksumMismatch, QualityReason.ChecksumMismatch)]
    [InlineData(QualityReason.None, QualityReason.DriverFault)]
    public void Takes_TheValueFromABadReading_AndKeepsItsReason(QualityReason given, QualityReason kept) =>
        AssertBad(kept, Of(Plain).Condition(21, Quality.Bad, given, At(0)).Reading);

    [Fact]
    public void Calls_AQualityThatIsNoneBad() =>
        AssertBad(QualityReason.DriverFault, Of(Plain).Condition(1, (Quality)99, QualityReason.None, At(0)).Reading);

    [Fact]
    public void Filters_ByTheMedianOfTheLastUsableValues()
    {
        var conditioner = Of(Plain with { MedianOf = 3 });
        double[] raw = [10, 90, 11, 12, -50, 13, 14, 99];
        double[] filtered = [.. raw.Select(value => Good(conditioner, value).Value)];
        Assert.Equal([10, 10, 11, 12, 11, 12, 13, 14], filtered);
    }

    [Fact]
    public void Leaves_ValuesOutOfRangeOutOfTheMedian()
    {
        var conditioner = Of(Plain with { MedianOf = 3, Range = new Interval(0, 50) });
        foreach (double value in new double[] { 10, 11, 12 }) { Good(conditioner, value); }
        Assert.False(Good(conditioner, 60).IsUsable);
        Assert.Equal(12, Good(conditioner, 13).Value);
    }

    [Fact]
    public void Says_ThatTheFilterSettles_UntilItIsFull()
    {
        var conditioner = Of(Plain with { MedianOf = 3 });
        (Quality, QualityReason)[] qualities = [.. Enumerable.Range(0, 4).Select(value => QualityOf(Good(conditioner, value)))];
        var settling = (Quality.Uncertain, QualityReason.Settling);
        Assert.Equal([settling, settling, (Quality.Good, QualityReason.None), (Quality.Good, QualityReason.None)], qualities);
    }

    [Theory]
    [InlineData(2, 11, false)]
    [InlineData(3, 30, true)]
    public void Forgets_TheMedianAfterASilenceAsLongAsTheFilter(int silent, double value, bool isSettling)
    {
        var conditioner = Of(Plain with { MedianOf = 3 });
        foreach (double before in new double[] { 10, 11, 10 }) { Good(conditioner, before); }
        for (int i = 0; i < silent; i++) { conditioner.Condition(0, Quality.Bad, QualityReason.NoAnswer, At(0)); }
        Reading reading = Good(conditioner, 30);
        Assert.Equal((value, isSettling ? QualityReason.Settling : QualityReason.None), (reading.Value, reading.Reason));
    }

    [Theory]
    [InlineData(-0.5, 0, QualityReason.Clamped)]
    [InlineData(0, 0, QualityReason.None)]
    [InlineData(100, 100, QualityReason.None)]
    [InlineData(100.5, 100, QualityReason.Clamped)]
    public void Clamps_AndSaysSo(double raw, double value, QualityReason reason)
    {
        Reading reading = Good(Of(Plain with { Clamp = new Interval(0, 100) }), raw);
        Assert.Equal((value, reason), (reading.Value, reading.Reason));
        Assert.Equal(reason == QualityReason.None ? Quality.Good : Quality.Uncertain, reading.Quality);
    }

    [Theory]
    [InlineData(Quality.Simulated, Quality.Simulated)]
    [InlineData(Quality.Substituted, Quality.Substituted)]
    [InlineData(Quality.Uncertain, Quality.Uncertain)]
    [InlineData(Quality.Good, Quality.Uncertain)]
    public void Keeps_WhatIsNotMeasuredApart_WhenItIsDoubtfulToo(Quality given, Quality kept)
    {
        var conditioner = Of(Plain with { Clamp = new Interval(0, 100) });
        Reading reading = conditioner.Condition(101, given, QualityReason.None, At(0)).Reading;
        Assert.Equal((kept, QualityReason.Clamped), QualityOf(reading));
    }

    [Fact]
    public void Calls_TheSameRawValueForTooLongStuck()
    {
        var conditioner = Of(Plain with { StuckAfter = TimeSpan.FromSeconds(10) });
        (long Time, double Raw, QualityReason Reason)[] steps =
        [
            (0, 5, QualityReason.None),
            (10_000, 5, QualityReason.None),
            (10_001, 5, QualityReason.Stuck),
            (10_002, 5.01, QualityReason.None),
            (20_002, 5.01, QualityReason.None),
            (20_003, 5.01, QualityReason.Stuck),
        ];
        foreach ((long time, double raw, QualityReason reason) in steps)
        {
            Reading reading = conditioner.Condition(raw, Quality.Good, QualityReason.None, At(time)).Reading;
            Assert.Equal((raw, reason), (reading.Value, reading.Reason));
        }
    }

    [Fact]
    public void Stays_StuckThroughSilence_AndBelowTheMedian()
    {
        var conditioner = Of(Plain with { StuckAfter = TimeSpan.FromSeconds(10), MedianOf = 3 });
        for (int second = 0; second <= 8; second++)
        {
            conditioner.Condition(5, Quality.Good, QualityReason.None, At(second * 1_000));
        }

        conditioner.Condition(0, Quality.Bad, QualityReason.NoAnswer, At(9_000));
        Reading reading = conditioner.Condition(5, Quality.Good, QualityReason.None, At(11_000)).Reading;
        Assert.Equal((Quality.Uncertain, QualityReason.Stuck), QualityOf(reading));
    }

    [Fact]
    public void Reports_StuckRatherThanClamped()
    {
        var conditioner = Of(Plain with { StuckAfter = TimeSpan.FromSeconds(1), Clamp = new Interval(0, 1) });
        conditioner.Condition(5, Quality.Good, QualityReason.None, At(0));
        Reading reading = conditioner.Condition(5, Quality.Good, QualityReason.None, At(2_000)).Reading;
        Assert.Equal((1, QualityReason.Stuck), (reading.Value, reading.Reason));
    }

    [Fact]
    public void Passes_WhatLeavesTheDeadband_MeasuredFromWhatWasPassed()
    {
        var conditioner = Of(Plain with { Deadband = 0.5 });
        (double Raw, bool Pass)[] steps = [(10, true), (10.4, false), (10.49, false), (10.5, true), (10.1, false), (10, true)];
        foreach ((double raw, bool pass) in steps)
        {
            ConditionedReading conditioned = conditioner.Condition(raw, Quality.Good, QualityReason.None, At(0));
            Assert.Equal((raw, pass), (conditioned.Reading.Value, conditioned.PassToStream));
        }
    }

    [Fact]
    public void Passes_EveryChangeOfQualityOrReason_WhateverTheDeadband()
    {
        var conditioner = Of(Plain with { Deadband = 100 });
        (Quality Quality, QualityReason Reason, bool Pass)[] steps =
        [
            (Quality.Good, QualityReason.None, true),
            (Quality.Simulated, QualityReason.None, true),
            (Quality.Simulated, QualityReason.None, false),
            (Quality.Bad, QualityReason.NoAnswer, true),
            (Quality.Bad, QualityReason.NoAnswer, false),
            (Quality.Bad, QualityReason.BusStuck, true),
            (Quality.Good, QualityReason.None, true),
        ];
        foreach ((Quality quality, QualityReason reason, bool pass) in steps)
        {
            Assert.Equal(pass, conditioner.Condition(10, quality, reason, At(0)).PassToStream);
        }
    }

    [Theory]
    [InlineData(Quality.Good)]
    [InlineData(Quality.Bad)]
    public void Passes_EveryReading_WithoutADeadband(Quality quality)
    {
        var conditioner = Of(Plain);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(conditioner.Condition(10, quality, QualityReason.NoAnswer, At(i)).PassToStream);
        }
    }

    [Fact]
    public void Allocates_Nothing()
    {
        var conditioner = Of(new Conditioning(2, 1, new Interval(-1e6, 1e6), 31, new Interval(0, 900), 0.5, TimeSpan.FromSeconds(1)));
        for (int i = 0; i < 100; i++) { Good(conditioner, i); }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++) { Good(conditioner, i % 500); }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertBad(QualityReason reason, Reading reading)
    {
        Assert.Equal((Quality.Bad, reason), QualityOf(reading));
        Assert.True(double.IsNaN(reading.Value));
    }

    private static (Quality, QualityReason) QualityOf(Reading reading) => (reading.Quality, reading.Reason);

    private static Reading Good(ChannelConditioner conditioner, double raw) =>
        conditioner.Condition(raw, Quality.Good, QualityReason.None, At(0)).Reading;

    private static ChannelConditioner Of(Conditioning conditioning) =>
        new(new ChannelDeclaration(3, "t", "s", "temperature", Unit.DegreeCelsius, 0.01, conditioning, default));

    private static ReadingTime At(long milliseconds) => new(milliseconds, milliseconds, TimeQuality.Synchronised);
}
