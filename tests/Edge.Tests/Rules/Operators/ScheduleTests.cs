using System.Globalization;
using Edge.Profiles;
using Edge.Rules;
using Edge.Rules.Calendar;
using Edge.Sensing;

namespace Edge.Tests.Rules.Operators;

/// <summary>A schedule follows the clock of its zone: each span once a day, in nights of change too.</summary>
public sealed class ScheduleTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    // Sunday, 29 March 2026: 02:00 to 03:00 is skipped. Sunday, 25 October 2026: 02:00 to 03:00 comes twice.
    // Source: Europe/Berlin of the time zone database. Thursday, 1 January 2026 is a holiday here.
    [Theory]
    [InlineData("22:00 05:30 all same", "2026-07-01 21:59+2", false)]
    [InlineData("22:00 05:30 all same", "2026-07-01 22:00+2", true)]
    [InlineData("22:00 05:30 all same", "2026-07-02 05:29+2", true)]
    [InlineData("22:00 05:30 all same", "2026-07-02 05:30+2", false)]
    [InlineData("00:00 24:00 sat same", "2026-07-03 23:59+2", false)]
    [InlineData("00:00 24:00 sat same", "2026-07-04 00:00+2", true)]
    [InlineData("00:00 24:00 sat same", "2026-07-04 23:59+2", true)]
    [InlineData("00:00 24:00 sat same", "2026-07-05 00:00+2", false)]
    // It belongs to the day on which it begins.
    [InlineData("22:00 05:30 fri same", "2026-07-04 05:00+2", true)]
    [InlineData("22:00 05:30 fri same", "2026-07-04 22:30+2", false)]
    [InlineData("22:00 05:30 sun same", "2026-07-06 01:00+2", true)]
    // Skipped as a whole: it begins when the clock jumps and lasts as long as it was to.
    [InlineData("02:15 02:45 all same", "2026-03-29 01:59+1", false)]
    [InlineData("02:15 02:45 all same", "2026-03-29 03:00+2", true)]
    [InlineData("02:15 02:45 all same", "2026-03-29 03:29+2", true)]
    [InlineData("02:15 02:45 all same", "2026-03-29 03:30+2", false)]
    // Its end is skipped: it ends when the clock jumps.
    [InlineData("01:00 02:30 all same", "2026-03-29 01:59+1", true)]
    [InlineData("01:00 02:30 all same", "2026-03-29 03:00+2", false)]
    // What comes twice is the first one.
    [InlineData("02:15 02:45 all same", "2026-10-25 02:20+2", true)]
    [InlineData("02:15 02:45 all same", "2026-10-25 02:20+1", false)]
    [InlineData("02:30 04:00 all same", "2026-10-25 02:40+2", true)]
    [InlineData("02:30 04:00 all same", "2026-10-25 02:10+1", true)]
    [InlineData("02:30 04:00 all same", "2026-10-25 03:59+1", true)]
    // Holidays.
    [InlineData("08:00 12:00 thu same", "2026-01-01 09:00+1", true)]
    [InlineData("08:00 12:00 thu never", "2026-01-01 09:00+1", false)]
    [InlineData("08:00 12:00 thu never", "2026-01-08 09:00+1", true)]
    [InlineData("08:00 12:00 sun also", "2026-01-01 09:00+1", true)]
    [InlineData("08:00 12:00 sun also", "2026-01-02 09:00+1", false)]
    [InlineData("22:00 05:30 wed never", "2026-01-01 02:00+1", true)]
    public void Holds_WhileASpanLasts(string span, string moment, bool holds)
    {
        var calendar = new LocalCalendar(Berlin, NewYear);
        Assert.Equal(holds, calendar.IsWithin(Unix(moment), new([Span(span)], default), out _));
    }

    [Fact]
    public void Holds_InEachOfItsSpans()
    {
        var schedule = new ScheduleDeclaration([Span("06:00 08:00 all same"), Span("17:00 19:00 all same")], default);
        var calendar = new LocalCalendar(Berlin, Holidays.None);
        Assert.Equal(
            "6 7 17 18",
            string.Join(' ', Enumerable.Range(0, 24).Where(hour => calendar.IsWithin(
                Unix($"2026-07-01 {hour:00}:30+2"), schedule, out _))));
    }

    // Goal: nobody who sleeps until changesAt misses a change. Method: every minute of two years, against the
    // answer that was kept.
    [Theory]
    [InlineData("22:00 05:30 fri same")]
    [InlineData("02:15 02:45 all same")]
    [InlineData("00:00 24:00 sun also")]
    [InlineData("23:30 00:30 thu never")]
    public void Tells_WhenToLookAgain(string span)
    {
        var calendar = new LocalCalendar(Berlin, NewYear);
        var schedule = new ScheduleDeclaration([Span(span)], default);
        (long until, bool kept) = (long.MinValue, false);
        int changes = 0;
        for (long now = Unix("2025-12-20 00:00+1"); now < Unix("2026-11-01 00:00+1"); now += 60_000)
        {
            bool holds = calendar.IsWithin(now, schedule, out long changesAt);
            Assert.True(changesAt > now);
            if (now < until) { Assert.Equal(kept, holds); }
            else
            {
                if (holds != kept) { changes++; }
                (until, kept) = (changesAt, holds);
            }
        }

        Assert.InRange(changes, 80, int.MaxValue);
    }

    [Fact]
    public void Switches_ByItself_AndIsThereAgainAfterARestart()
    {
        RuleEngine engine = EngineOf("22:00 05:30 all same");
        var snapshot = new Snapshot(2, 0);
        ReadingTime evening = At("2026-10-24 21:59+2");
        engine.Start(evening);
        engine.Scan(snapshot, evening);
        Assert.Equal(evening.MonotonicMilliseconds + 60_000, engine.NextDeadline());
        Assert.Equal((Verdict.False, false), (engine.VerdictOf(0), engine.IsOn(0)));
        Assert.Equal(engine.NextDeadline(), engine.ExplainRule(0).ScheduleChangesAt);
        ReadingTime night = At("2026-10-24 22:00+2");
        engine.Scan(snapshot, night);
        Assert.Equal((Verdict.True, true), (engine.VerdictOf(0), engine.IsOn(0)));
        EngineMemory memory = engine.Capture(default, night);
        Assert.Empty(memory.Rules);

        RuleEngine next = EngineOf("22:00 05:30 all same");
        ReadingTime later = At("2026-10-25 02:30+1");
        next.Start(later);
        next.Restore(memory, default, later);
        next.Scan(snapshot, later);
        Assert.True(next.IsOn(0));
    }

    [Fact]
    public void Follows_AClockThatIsSetBack()
    {
        RuleEngine engine = EngineOf("22:00 05:30 all same");
        var snapshot = new Snapshot(2, 0);
        ReadingTime night = At("2026-07-01 23:00+2");
        engine.Start(night);
        engine.Scan(snapshot, night);
        Assert.True(engine.IsOn(0));
        engine.Scan(snapshot, night with { MonotonicMilliseconds = night.MonotonicMilliseconds + 1, UnixMilliseconds = Unix("2026-07-01 12:00+2") });
        Assert.False(engine.IsOn(0));
    }

    [Fact]
    public void Is_UnknownWhileNobodyKnowsTheDate()
    {
        RuleEngine engine = EngineOf("22:00 05:30 all same");
        ReadingTime night = At("2026-07-01 23:00+2") with { Quality = TimeQuality.FreeRunning };
        engine.Start(night);
        engine.Scan(new Snapshot(2, 0), night);
        Assert.Equal((Verdict.Unknown, long.MaxValue), (engine.VerdictOf(0), engine.ExplainRule(0).ScheduleChangesAt));
    }

    // Outside of its spans a rule is false, whatever its sensor says.
    [Fact]
    public void Spares_TheDoubtOfASensorThatDoesNotMatter()
    {
        RuleWorld world = new([RuleWorld.Actuator()], [RuleWorld.Rule("c0 > 0.0") with { Schedule = new([Span("10:00 11:00 all same")], default) }]);
        world.Start();
        world.At(1, double.NaN);
        Assert.Equal(Verdict.False, world.Engine.VerdictOf(0));
        world.At(36_000, double.NaN);
        Assert.Equal(Verdict.Unknown, world.Engine.VerdictOf(0));
        Assert.True(world.At(36_001, 1));
        Assert.False(world.At(39_600, 1));
    }

    private static Holidays NewYear { get; } = HolidayReader.Read(
        "edge: 1\nholidays: [{name: New Year, every: '01-01'}]\n", "holidays.yaml").Holidays!;

    private static RuleEngine EngineOf(string span)
    {
        Site site = RuleWorld.SiteOf(
            [RuleWorld.Actuator()], [RuleWorld.Rule(null) with { Schedule = new([Span(span)], default) }], 2) with { TimeZone = Berlin };
        return new RuleEngine(RuleBook.Compile(site, "site.yaml").Book!);
    }

    private static ScheduleSpan Span(string text)
    {
        string[] words = text.Split(' ');
        Assert.True(LocalTimes.TryParse(words[0], out TimeOnly from) & LocalTimes.TryParse(words[1], out TimeOnly until));
        ScheduleDays days = words[2] switch
        {
            "all" => ScheduleDays.All, "wed" => ScheduleDays.Wednesday, "thu" => ScheduleDays.Thursday, "fri" => ScheduleDays.Friday,
            "sat" => ScheduleDays.Saturday, _ => ScheduleDays.Sunday,
        };
        return new(from, until, days, Enum.Parse<HolidayRule>(words[3], ignoreCase: true));
    }

    // Monotonic time begins with 2026.
    private static ReadingTime At(string moment) =>
        new(Unix(moment) - Unix("2026-01-01 00:00+0"), Unix(moment), TimeQuality.Synchronised);

    private static long Unix(string moment) => DateTimeOffset.ParseExact(
        moment, "yyyy-MM-dd HH:mmz", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
