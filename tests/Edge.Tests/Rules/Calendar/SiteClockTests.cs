using Edge.Profiles;
using Edge.Rules.Calendar;
using Edge.Sensing;
using static Edge.Tests.Rules.RuleWorld;
using static Edge.Tests.Rules.Sun.SunPathTests;

namespace Edge.Tests.Rules.Calendar;

public sealed class SiteClockTests
{
    private static readonly Site Berlin = SiteOf([], [], 0) with
    {
        Position = new GeoPosition(52.52, 13.40), TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
    };

    [Fact]
    public void Shows_WholeMinutesOnly()
    {
        var clock = new SiteClock(Berlin);
        Move(clock, "2026-11-27T11:05:59.999Z");
        Assert.Equal((12, 5), (clock.MinuteOfDay / 60, clock.MinuteOfDay % 60));
        Assert.Equal(Unix("2026-11-27T11:05:00Z"), clock.Now);
        Assert.Equal(5_001, clock.NextMinute);
        Assert.Equal("2026-11-27", clock.Date);
        double elevation = clock.Elevation;
        Move(clock, "2026-11-27T11:05:00Z");
        Assert.Equal(elevation, clock.Elevation);
        Move(clock, "2026-11-27T11:06:00Z");
        Assert.NotEqual(elevation, clock.Elevation);
    }

    [Fact]
    public void Knows_NoDateBeforeTheClockWasSet()
    {
        var clock = new SiteClock(Berlin);
        clock.MoveTo(new ReadingTime(1, 1, TimeQuality.FreeRunning));
        Assert.False(clock.KnowsDate);
        clock.MoveTo(new ReadingTime(2, Unix("2026-11-27T11:05:00Z"), TimeQuality.Holdover));
        Assert.True(clock.KnowsDate);
        Assert.Equal("2026-11-27", clock.Date);
    }

    // A clock that is set, forwards or back, has no yesterday.
    [Theory]
    [InlineData("2026-11-28T01:00:00Z", "2026-11-28", false)]
    [InlineData("2026-11-26T23:30:00Z", "2026-11-27", true)]
    [InlineData("2026-06-21T20:00:00Z", "2026-06-21", true)]
    public void Follows_AClockThatIsSet(string time, string date, bool isNight)
    {
        var clock = new SiteClock(Berlin);
        Move(clock, "2026-11-27T11:05:00Z");
        long rise = clock.Sun.Sun.Dawn!.Value;
        Assert.False(clock.IsBetween(new TimeOnly(22, 0), new TimeOnly(1, 30), out _));
        Move(clock, time);
        Assert.Equal(date, clock.Date);
        Assert.Equal(isNight, clock.IsBetween(new TimeOnly(22, 0), new TimeOnly(1, 30), out long changesAt));
        Assert.True(changesAt > Unix(time));
        Assert.InRange(clock.Sun.Sun.Dawn!.Value, clock.Day.From, clock.Day.Until);
        Assert.Equal(date == "2026-11-27", rise == clock.Sun.Sun.Dawn);
    }

    [Fact]
    public void Allocates_NothingWithinADay()
    {
        var clock = new SiteClock(Berlin);
        long unix = Unix("2026-11-27T03:00:00Z");
        Look(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int minute = 1; minute < 300; minute++) { Look(minute); }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Look(int minute)
        {
            clock.MoveTo(new ReadingTime(minute, unix + (minute * 60_000L), TimeQuality.Synchronised));
            GC.KeepAlive(clock.Date);
            clock.IsBetween(new TimeOnly(22, 0), new TimeOnly(5, 30), out _);
            if (clock.Elevation > clock.Sun.Sun.Dawn || clock.MinuteOfDay < 0) { throw new InvalidOperationException(); }
        }
    }

    private static void Move(SiteClock clock, string time) =>
        clock.MoveTo(new ReadingTime(5_000, Unix(time), TimeQuality.Synchronised));
}
