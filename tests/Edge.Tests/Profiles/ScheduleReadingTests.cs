using Edge.Profiles;

namespace Edge.Tests.Profiles;

public sealed class ScheduleReadingTests
{
    [Fact]
    public void Reads_Spans()
    {
        SiteReading reading = Read(
            "[{from: '22:00', until: 05:30, days: [fri, sat]}, {from: '00:00', until: '24:00', holidays: also}]", "holidays: days.yaml\n");
        Assert.Empty(reading.Errors.Select(error => $"{error}"));
        ScheduleDeclaration schedule = reading.Site!.Rules.Single().Schedule!;
        Assert.Equal("22:00 to 05:30 on fri, sat; 00:00 to 00:00, also on holidays", string.Join("; ", schedule.Spans));
        Assert.Equal(new(new(22, 0), new(5, 30), ScheduleDays.Friday | ScheduleDays.Saturday, HolidayRule.Same), schedule.Spans[0]);
    }

    [Fact]
    public void Takes_AsManySpansAsTheLimit()
    {
        Assert.Empty(Read(Many(SiteLimits.MaxSpans)).Errors);
        Assert.Equal("too many", Assert.Single(Read(Many(SiteLimits.MaxSpans + 1)).Errors).Problem);
    }

    [Theory]
    [InlineData("[]", "empty list")]
    [InlineData("[{from: '22:00'}]", "missing key")]
    [InlineData("[{from: '24:01', until: '01:00'}]", "not a time of day")]
    [InlineData("[{from: '7:00', until: '08:00'}]", "not a time of day")]
    [InlineData("[{from: '22:00', until: '23:00', days: []}]", "empty list")]
    [InlineData("[{from: '22:00', until: '23:00', days: [monday]}]", "not a day of the week")]
    [InlineData("[{from: '22:00', until: '23:00', holidays: always}]", "not a rule for holidays")]
    [InlineData("[{from: '22:00', until: '23:00', holidays: never}]", "the site has no holidays")]
    [InlineData("[{from: '22:00', until: '23:00', holidays: also}]", "the site has no holidays")]
    [InlineData("{from: '22:00', until: '23:00'}", "not a list")]
    public void Refuses_WhatIsNoSchedule(string schedule, string problem) =>
        Assert.Equal(problem, Assert.Single(Read(schedule).Errors).Problem);

    private static string Many(int count) =>
        $"[{string.Join(", ", Enumerable.Range(0, count).Select(minute => $"{{from: '10:{minute:00}', until: '11:00'}}"))}]";

    private static SiteReading Read(string schedule, string more = "") => Shipped.Read(SmallSite.Text
        .Replace("when: \"air.temperature > 28.0\"", $"schedule: {schedule}", StringComparison.Ordinal)
        .Replace("board: simulated\n", $"board: simulated\n{more}", StringComparison.Ordinal));
}
