using System.Globalization;
using Edge.Profiles;
using Edge.Rules.Calendar;
using static Edge.Tests.Rules.Sun.SunPathTests;

namespace Edge.Tests.Rules.Calendar;

// Changes of the clock: Berlin 2026-03-29 02:00 -> 03:00 (01:00 UTC) and 2026-10-25 03:00 -> 02:00 (01:00
// UTC), Directive 2000/84/EC.
public sealed class LocalCalendarTests
{
    private static readonly LocalCalendar Berlin = Of("Europe/Berlin");

    [Theory]
    [InlineData("2026-01-15", "12:00", "2026-01-15T11:00:00Z")]
    [InlineData("2026-07-15", "12:00", "2026-07-15T10:00:00Z")]
    [InlineData("2026-03-29", "01:59", "2026-03-29T00:59:00Z")]
    [InlineData("2026-03-29", "02:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29", "02:30", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29", "03:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29", "03:01", "2026-03-29T01:01:00Z")]
    [InlineData("2026-10-25", "01:59", "2026-10-24T23:59:00Z")]
    [InlineData("2026-10-25", "02:00", "2026-10-25T00:00:00Z")]
    [InlineData("2026-10-25", "02:30", "2026-10-25T00:30:00Z")]
    [InlineData("2026-10-25", "03:00", "2026-10-25T02:00:00Z")]
    public void Happens_Once(string date, string time, string instant) =>
        Assert.Equal(Unix(instant), Berlin.InstantOf(Date(date), Time(time)));

    // Lord Howe changes by half an hour; in Havana and Santiago midnight itself is skipped or comes twice;
    // Apia left out a day.
    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/Havana")]
    [InlineData("America/Santiago")]
    [InlineData("Pacific/Apia")]
    [InlineData("Africa/Casablanca")]
    [InlineData("Asia/Kathmandu")]
    public void Follows_DayOnDayWithoutAGap(string zone)
    {
        LocalCalendar calendar = Of(zone);
        LocalDay day = calendar.DayAt(Unix("2011-01-01T00:00:00Z"));
        while (day.Date.Year < 2013)
        {
            LocalDay next = calendar.DayAt(day.Until);
            Assert.Equal(day.Until, next.From);
            Assert.Equal(day.Date, calendar.DayAt(day.From).Date);
            Assert.Equal(day.Date, calendar.DayAt(day.Until - 1).Date);
            Assert.True(next.Date > day.Date);
            day = next;
        }
    }

    // A span that is skipped as a whole keeps its length after the jump, so it lasts together with the one
    // behind it; no span is lost, and none that was not skipped moves.
    [Theory]
    [InlineData("2026-03-29T00:59:00Z", false, false)]
    [InlineData("2026-03-29T01:00:00Z", true, true)]
    [InlineData("2026-03-29T01:29:00Z", true, true)]
    [InlineData("2026-03-29T01:30:00Z", false, false)]
    [InlineData("2026-03-30T00:00:00Z", true, false)]
    [InlineData("2026-03-30T00:30:00Z", false, true)]
    public void Overlaps_WhatFollowsASkippedSpan(string instant, bool isFirst, bool isSecond)
    {
        Assert.Equal(isFirst, Berlin.IsBetween(Unix(instant), Time("02:00"), Time("02:30"), out _));
        Assert.Equal(isSecond, Berlin.IsBetween(Unix(instant), Time("02:30"), Time("03:30"), out _));
    }

    // Goal: whatever the zone does, a lamp that is on from one local time to another switches once a day
    // each way.
    [Theory]
    [InlineData("Europe/Berlin", "22:00", "05:30")]
    [InlineData("Europe/Berlin", "02:15", "02:45")]
    [InlineData("Europe/Berlin", "02:00", "03:00")]
    [InlineData("America/Havana", "00:15", "00:45")]
    [InlineData("America/Santiago", "23:30", "00:30")]
    [InlineData("Australia/Lord_Howe", "01:45", "02:10")]
    public void Switches_OnceADay(string zone, string from, string until)
    {
        LocalCalendar calendar = Of(zone);
        long end = Unix("2027-01-01T12:00:00Z");
        (long at, int on, int off) = (Unix("2026-01-01T12:00:00Z"), 0, 0);
        bool was = calendar.IsBetween(at, Time(from), Time(until), out long next);
        while (next < end)
        {
            Assert.True(next > at);
            Assert.Equal(was, calendar.IsBetween(next - 1, Time(from), Time(until), out _));
            at = next;
            bool isIn = calendar.IsBetween(at, Time(from), Time(until), out next);
            if (isIn && !was) { on++; }
            if (!isIn && was) { off++; }
            was = isIn;
        }

        Assert.Equal((365, 365), (on, off));
    }

    [Fact]
    public void Moves_ASpanOutOfTheGap()
    {
        long before = Unix("2026-03-29T00:59:59Z");
        Assert.False(Berlin.IsBetween(before, Time("02:15"), Time("02:45"), out long start));
        Assert.Equal(Unix("2026-03-29T01:00:00Z"), start);
        Assert.True(Berlin.IsBetween(start, Time("02:15"), Time("02:45"), out long end));
        Assert.Equal(Unix("2026-03-29T01:30:00Z"), end);
    }

    [Fact]
    public void Keeps_ANightThatIsAnHourLongerOrShorter()
    {
        Assert.Equal(8.5, Hours("2026-10-24", "2026-10-25"));
        Assert.Equal(6.5, Hours("2026-03-28", "2026-03-29"));
        Assert.Equal(7.5, Hours("2026-06-01", "2026-06-02"));

        static double Hours(string evening, string morning)
        {
            long off = Berlin.InstantOf(Date(morning), Time("05:30"));
            return (off - Berlin.InstantOf(Date(evening), Time("22:00"))) / 3_600_000.0;
        }
    }

    [Theory]
    [InlineData("2026-11-27T00:00:00Z", 5, "2026-11-27")]
    [InlineData("2026-11-28T23:30:00Z", 7, "2026-11-29")]
    [InlineData("2026-11-29T22:59:59Z", 7, "2026-11-29")]
    [InlineData("2026-11-29T23:00:00Z", 1, "2026-11-30")]
    public void Knows_WeekdayAndDate(string time, int weekday, string date)
    {
        LocalDay day = Berlin.DayAt(Unix(time));
        Assert.Equal((weekday, Date(date)), (day.Weekday, day.Date));
        Assert.True(day.Contains(Unix(time)));
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void Answers_AtTheEndsOfTime(string time)
    {
        LocalDay day = Berlin.DayAt(Unix(time));
        Assert.InRange(day.Weekday, 1, 7);
        Berlin.IsBetween(Unix(time), Time("22:00"), Time("05:30"), out _);
    }

    internal static LocalCalendar Of(string zone) =>
        new(TimeZoneInfo.FindSystemTimeZoneById(zone), Holidays.None);

    private static DateOnly Date(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);
}
