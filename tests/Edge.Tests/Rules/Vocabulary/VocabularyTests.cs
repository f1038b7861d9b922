using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;
using Edge.Tests.Profiles;
using static Edge.Tests.Rules.Sun.SunPathTests;

namespace Edge.Tests.Rules.Vocabulary;

public sealed class VocabularyTests
{
    private const string Berlin =
        "contact: Duty, position: {latitude: 52.52, longitude: 13.40}, time-zone: Europe/Berlin}\n"
        + "modes: [{name: town, values: [normal, event]}]";

    // Sun of Berlin on 2026-06-21, CEST: up 04:43, down 21:33; civil twilight 03:52 and 22:23 (about; see SunTimesTests).
    [Theory]
    [InlineData("sun.elevation > 0.0", "2026-06-21T10:00:00Z", Verdict.True)]
    [InlineData("sun.elevation > 0.0", "2026-06-21T23:00:00Z", Verdict.False)]
    [InlineData("now >= sun.rise && now < sun.set", "2026-06-21T10:00:00Z", Verdict.True)]
    [InlineData("now >= sun.rise && now < sun.set", "2026-06-21T20:30:00Z", Verdict.False)]
    [InlineData("now < sun.civilDusk", "2026-06-21T20:00:00Z", Verdict.True)]
    [InlineData("now - sun.rise > duration('15m')", "2026-06-21T03:00:00Z", Verdict.True)]
    [InlineData("sun.civilDawn < sun.rise && sun.nauticalDawn < sun.civilDawn", "2026-06-21T10:00:00Z", Verdict.True)]
    [InlineData("sun.has('rise') && !sun.has('astronomicalDusk')", "2026-06-21T10:00:00Z", Verdict.True)]
    [InlineData("now < sun.astronomicalDusk", "2026-06-21T10:00:00Z", Verdict.Unknown)]
    [InlineData("local.hour == 12 && local.minute == 5", "2026-06-21T10:05:59Z", Verdict.True)]
    [InlineData("local.weekday == 7 && local.day == 21 && local.month == 6 && local.year == 2026", "2026-06-21T10:00:00Z",
        Verdict.True)]
    [InlineData("local.date == '2026-06-22'", "2026-06-21T22:00:00Z", Verdict.True)]
    [InlineData("local.isHoliday", "2026-12-25T10:00:00Z", Verdict.False)]
    [InlineData("local.between('22:00', '05:30')", "2026-06-21T20:00:00Z", Verdict.True)]
    [InlineData("local.between('22:00', '05:30')", "2026-06-21T03:30:00Z", Verdict.False)]
    [InlineData("local.between('00:00', '24:00') || true", "2026-06-21T03:30:00Z", null)]
    [InlineData("mode.town == 'normal'", "2026-06-21T03:30:00Z", Verdict.True)]
    [InlineData("mode.town in ['event']", "2026-06-21T03:30:00Z", Verdict.False)]
    public void Says_WhatTheSunAndTheClockShow(string condition, string time, Verdict? verdict)
    {
        Site site = SiteWith(condition);
        (RuleBook? book, var errors) = RuleBook.Compile(site, "site.yaml");
        if (verdict is null)
        {
            Assert.Contains(errors, error => error.Problem.EndsWith("empty span of time", StringComparison.Ordinal));
            return;
        }

        Assert.Empty(errors);
        var engine = new RuleEngine(book!);
        var now = new ReadingTime(1_000, Unix(time), TimeQuality.Holdover);
        engine.Start(now);
        engine.Scan(new Snapshot(site.Channels.Length, 0), now);
        Assert.Equal(verdict, engine.VerdictOf(0));
        engine.Scan(new Snapshot(site.Channels.Length, 0), now with { Quality = TimeQuality.FreeRunning });
        bool isOfTime = !condition.Contains("mode", StringComparison.Ordinal);
        Assert.Equal(isOfTime ? Verdict.Unknown : verdict, engine.VerdictOf(0));
    }

    [Fact]
    public void Wakes_WhenTheClockChangesSomething()
    {
        Site site = SiteWith("local.between('22:00', '05:30')");
        var engine = new RuleEngine(RuleBook.Compile(site, "site.yaml").Book!);
        long unix = Unix("2026-06-21T19:59:30Z");
        var snapshot = new Snapshot(site.Channels.Length, 0);
        engine.Start(new ReadingTime(500, unix, TimeQuality.Synchronised));
        engine.Scan(snapshot, new ReadingTime(500, unix, TimeQuality.Synchronised));
        Assert.Equal((Verdict.False, 30_500), (engine.VerdictOf(0), engine.NextDeadline()));
        engine.Scan(snapshot, new ReadingTime(30_500, unix + 30_000, TimeQuality.Synchronised));
        Assert.Equal((Verdict.True, 30_500 + (7.5 * 3_600_000)), (engine.VerdictOf(0), engine.NextDeadline()));
    }

    [Theory]
    [InlineData("sun.elevation > 0.0", "the site has no position")]
    [InlineData("sun.has('rise')", "the site has no position")]
    [InlineData("local.between('25:00', '05:30')", "not a time of day")]
    [InlineData("mode.city == 'normal'", "no such channel")]
    [InlineData("mode.town == 'evnt'", "the mode is never that")]
    [InlineData("'normal' != mode.town || mode.town == 'x'", "the mode is never that")]
    [InlineData("mean(air.temperature, duration('10ms')) > 1.0", "length of a window out of range")]
    [InlineData("mean(air.temperature, duration('800h')) > 1.0", "length of a window out of range")]
    public void Refuses_WhatMakesNoSense(string condition, string problem)
    {
        Site site = SiteWith(condition) with { Position = null };
        Assert.Contains(RuleBook.Compile(site, "site.yaml").Errors,
            error => error.Problem.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Follows_AModeThatIsChosen()
    {
        Site site = SiteWith("mode.town == 'event'");
        var engine = new RuleEngine(RuleBook.Compile(site, "site.yaml").Book!);
        var now = new ReadingTime(1, 1, TimeQuality.Synchronised);
        engine.Start(now);
        engine.SetMode(new ModeChoice(0, 1));
        engine.Scan(new Snapshot(site.Channels.Length, 0), now);
        Assert.Equal(Verdict.True, engine.VerdictOf(0));
        Assert.Equal([new ModeChoice(0, 1)], engine.Modes.ToArray());
    }

    // Ten minutes of readings, one a minute; the age of the fan's inputs is five minutes.
    [Theory]
    [InlineData("mean(air.temperature, duration('5m')) == 7.0", "0 1 2 3 4 5 6 7 8 9", Verdict.True)]
    [InlineData("min(air.temperature, duration('5m')) == 5.0", "0 1 2 3 4 5 6 7 8 9", Verdict.True)]
    [InlineData("max(air.temperature, duration('1h')) > 9", "0 1 2 3 4 10 6 7 8 9", Verdict.True)]
    [InlineData("delta(air.temperature, duration('5m')) == 4.0", "0 1 2 3 4 5 6 7 8 9", Verdict.True)]
    [InlineData("rate(air.temperature, duration('5m')) == 60", "0 1 2 3 4 5 6 7 8 9", Verdict.True)]
    [InlineData("count(air.temperature, duration('5m')) == 5", "0 1 2 3 4 5 6 7 8 9", Verdict.True)]
    [InlineData("mean(air.temperature, duration('5m')) == 7.0", "0 1 2 3 4 5 6 7 8 9 ?", Verdict.False)]
    [InlineData("mean(air.temperature, duration('5m')) > 7.0", "0 1 2 3 4 5 6 7 8 9 ? ? ?", Verdict.True)]
    [InlineData("mean(air.temperature, duration('1h')) > 7.0", "9 ? ? ? ? ? ?", Verdict.Unknown)]
    [InlineData("count(air.temperature, duration('1h')) == 1", "9 ? ? ? ? ? ?", Verdict.True)]
    [InlineData("count(air.temperature, duration('1h')) == 0", "?", Verdict.True)]
    [InlineData("delta(air.temperature, duration('1h')) > 0.0", "3", Verdict.Unknown)]
    [InlineData("age(air.temperature) >= duration('3m')", "3 ? ? ?", Verdict.True)]
    [InlineData("!isGood(air.temperature) && quality(air.temperature) == 'bad'", "3 ?", Verdict.True)]
    public void Looks_BackThroughAWindow(string condition, string readings, Verdict verdict)
    {
        Site site = SiteWith(condition);
        (RuleBook? book, var errors) = RuleBook.Compile(site, "site.yaml");
        Assert.Empty(errors);
        var engine = new RuleEngine(book!);
        var snapshot = new Snapshot(site.Channels.Length, 0);
        long at = 0;
        foreach (string each in readings.Split(' '))
        {
            var now = new ReadingTime(at += 60_000, at, TimeQuality.Synchronised);
            snapshot.Set(each == "?"
                ? Reading.Bad(0, QualityReason.NoAnswer, now)
                : new Reading(0, double.Parse(each, System.Globalization.CultureInfo.InvariantCulture), Quality.Good, QualityReason.None, now));
            if (at == 60_000) { engine.Start(now); }
            engine.Scan(snapshot, now);
        }

        Assert.Equal(verdict, engine.VerdictOf(0));
    }

    [Fact]
    public void Allocates_NothingPerScan()
    {
        Site site = SiteWith(
            "mean(air.temperature, duration('5m')) > 7.0 || sun.elevation < -90.0 || local.between('22:00', '05:30')"
            + " || now < sun.rise || mode.town == 'event' || age(air.temperature) > duration('1h')");
        var engine = new RuleEngine(RuleBook.Compile(site, "site.yaml").Book!);
        var snapshot = new Snapshot(site.Channels.Length, 0);
        long unix = Unix("2026-06-21T10:00:00Z");
        engine.Start(new ReadingTime(0, unix, TimeQuality.Synchronised));
        Scan(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int second = 2; second < 1_000; second++) { Scan(second); }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Scan(int second)
        {
            var now = new ReadingTime(second * 1_000, unix + (second * 1_000), TimeQuality.Synchronised);
            snapshot.Set(new Reading(0, 5, Quality.Good, QualityReason.None, now));
            engine.Scan(snapshot, now);
        }
    }

    private static Site SiteWith(string condition) => Shipped.Read(SmallSite.Text
        .Replace("contact: Duty}", Berlin, StringComparison.Ordinal)
        .Replace("safe: on}", "safe: on, max-input-age: 5m}", StringComparison.Ordinal)
        .Replace("\"air.temperature > 28.0\"", $"\"{condition}\"", StringComparison.Ordinal)).Site!;
}
