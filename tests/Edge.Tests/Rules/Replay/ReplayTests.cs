using System.Collections.Immutable;
using System.Xml.Linq;
using Edge.Profiles;
using Edge.Rules;
using Edge.Rules.Replay;
using Edge.Rules.Replay.Plot;
using Edge.Sensing;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules.Replay;

public sealed class ReplayTests
{
    private const long Noon = 1_772_366_400_000; // 2026-03-01 12:00 UTC

    private static readonly RuleBook Flood = Book(
        [Actuator(maxInputAge: 5)], [Rule("c0 > 1500.0", "flood", heldFor: 2), Rule("c1 > 0.0", "never", priority: -1)]);

    [Fact]
    public void Tells_WhatSwitchedWhenAndWhy() => Assert.Equal(
        """
        2026-03-01 12:00:00 +00:00  a0  off  start
        2026-03-01 12:00:03 +00:00  a0  on   rule flood  (c0 1600.00)
        2026-03-01 12:00:06 +00:00  a0  off  no rule

        """,
        Entries(Run(Flood, "1400 1600 1600 1600 1600 1600 1400")));

    // The hold time ends between two readings; the last one is too old after five seconds.
    [Fact]
    public void Scans_AtDeadlinesWithoutAnyReading()
    {
        Recording recording = Of((0, 0, 1400), (1_000, 0, 1600), (1_000, 1, 0));
        Assert.Equal(
            """
            2026-03-01 12:00:00 +00:00  a0  off  start
            2026-03-01 12:00:03 +00:00  a0  on   rule flood  (c0 1600.00)
            2026-03-01 12:00:06.001 +00:00  a0  off  stale input

            """,
            Entries(RecordingPlay.Run(Flood, recording, TimeSpan.FromMinutes(1)).Value));
    }

    [Fact]
    public void Covers_WhatWasTrueAndWhatNeverWas()
    {
        Timeline timeline = Run(Flood, "1400 1600 1600 1600 1600 1600 1400");
        RuleCoverage flood = timeline.Rules[0];
        Assert.Equal((1L, 3_000L, 1L), (flood.BecameTrue, flood.TrueMilliseconds, flood.Decided));
        Assert.False(timeline.Rules[1].WasTrue);
        var text = new StringWriter { NewLine = "\n" };
        TimelineText.WriteCoverage(timeline, text);
        Assert.Contains("never  true     0 times", text.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("never true\n", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Starts_AnewWithEveryBoot()
    {
        RecordedReading[] readings =
        [
            .. Of((0, 0, 1600), (3_000, 0, 1600)).Readings,
            .. Of((500_000, 0, 1600)).Readings.Select(each => each with
            {
                Boot = 1,
                Reading = each.Reading with { Time = each.Reading.Time with { MonotonicMilliseconds = 20 } },
            }),
        ];
        string entries = Entries(RecordingPlay.Run(Flood, new Recording([.. readings], [], 0), TimeSpan.Zero).Value);
        Assert.Equal(
            """
            2026-03-01 12:00:00 +00:00  a0  off  start
            2026-03-01 12:00:02 +00:00  a0  on   rule flood  (c0 1600.00)
            2026-03-01 12:00:03 +00:00  a0  off  shutdown
            2026-03-01 12:08:20 +00:00  a0  off  start

            """, entries);
    }

    [Fact]
    public void Has_NothingToTellOfNoReading() =>
        Assert.Contains("no readings", RecordingPlay.Run(Flood, new Recording([], [], 0), TimeSpan.Zero).Reason, StringComparison.Ordinal);

    // A rule that looks at the clock is due each minute, whether anything was read or not.
    [Theory]
    [InlineData(10, 10, true)]
    [InlineData(10, 11, false)]
    public void Refuses_MoreTimeThanItCanPlay(int idleScans, int minutes, bool isPlayed)
    {
        RuleBook book = Book([Actuator(maxInputAge: 5)], [Rule("local.minute == 7", "each-hour")]);
        Recording recording = Of((0, 0, 1), (minutes * 60_000L, 0, 1));
        Result<Timeline, string> played = RecordingPlay.Run(book, recording, TimeSpan.Zero, idleScans);
        Assert.Equal(isPlayed, played.IsOk);
        if (isPlayed) { return; }
        Assert.Contains("between 2026-03-01 12:00:00 +00:00 and 2026-03-01 12:11:00 +00:00", played.Reason, StringComparison.Ordinal);
        Assert.Contains("more than 10 scans; expected readings closer together", played.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Compares_TwoSites()
    {
        RuleBook later = Book([Actuator(maxInputAge: 5)], [Rule("c0 > 1500.0", "flood", heldFor: 4)]);
        const string Levels = "1400 1600 1600 1600 1600 1600 1600 1600 1400 1400";
        TimelineDifference difference = TimelineDifference.Between(Run(Flood, Levels), Run(later, Levels));
        TimelineSpan span = Assert.Single(difference.Spans);
        Assert.Equal((Noon + 3_000, Noon + 5_000, false), (span.FromUnix, span.UntilUnix, span.NowOn));
        Assert.Equal(("rule flood", "start"), (span.OldCause, span.NewCause));
        Assert.True(TimelineDifference.Between(Run(Flood, Levels), Run(Flood, Levels)).IsEmpty);
    }

    [Fact]
    public void Compares_ToTheEndOfTheReplay()
    {
        RuleBook inverted = Book([Actuator(maxInputAge: 5)], [Rule("c0 < 1500.0", "dry")]);
        TimelineDifference difference = TimelineDifference.Between(Run(Flood, "1400 1400"), Run(inverted, "1400 1400"));
        TimelineSpan span = Assert.Single(difference.Spans);
        Assert.Equal((Noon, Noon + 1_000, true), (span.FromUnix, span.UntilUnix, span.NowOn));
    }

    [Fact]
    public void Draws_WellFormedAndTheSameAgain()
    {
        RuleBook book = Book(
            [Actuator(maxInputAge: 5)],
            [Rule(null, "flood", hysteresis: Hysteresis("c0", 1500, 1200))]);
        string first = Draw(book);
        Assert.Equal(first, Draw(book));
        XElement svg = XDocument.Parse(first).Root!;
        XNamespace name = svg.Name.Namespace;
        string[] words = [.. svg.Elements(name + "text").Select(each => each.Value)];
        Assert.Contains("flood on", words);
        Assert.Contains("a0", words);
        Assert.Contains("c0", words);
        XElement[] bars = [.. svg.Elements(name + "rect").Where(each => each.Attribute("height")!.Value == "16")];
        Assert.Equal("#d07c00", Assert.Single(bars).Attribute("fill")!.Value);
        Assert.DoesNotContain("NaN", first, StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_TheThresholdsOfALatch()
    {
        RuleDeclaration flood = Rule(null, "flood") with { Latch = new("c0 > 1500.0", default, "c0 < 1200.0", default, false, default) };
        string picture = Draw(Book([Actuator(maxInputAge: 5)], [flood]));
        Assert.Contains(">flood set<", picture, StringComparison.Ordinal);
        Assert.Contains(">flood reset<", picture, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, "0.0 0.5 1.0")]
    [InlineData(1200, 1800, "1200 1400 1600 1800")]
    [InlineData(-3.2, 7.9, "-5 0 5 10")]
    [InlineData(0.5, 2.2, "0.5 1.0 1.5 2.0 2.5")]
    public void Scales_ToRoundNumbers(double least, double greatest, string ticks)
    {
        PlotScale scale = PlotScale.Of(least, greatest);
        Assert.Equal(ticks, string.Join(' ', scale.Ticks().Select(scale.Label)));
    }

    [Theory]
    [InlineData(130)]
    [InlineData(200)]
    [InlineData(7_000)]
    public void Draws_ReadingsYearsApart_WithAFewLines(int years)
    {
        long apart = years * 31_556_952_000L;
        Recording recording = Of((0, 0, 1400), (apart, 0, 1600));
        var samples = new PlotSamples(Flood.Site.Channels.Length, Noon, Noon + apart);
        string picture = TimelinePlot.Draw(Flood, RecordingPlay.Run(Flood, recording, TimeSpan.FromSeconds(1)).Value, samples);
        int dates = System.Text.RegularExpressions.Regex.Count(picture, @">\d{4}-\d\d-\d\d<");
        Assert.InRange(dates, 5, 15);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(0, 0)]
    [InlineData(-1e9, 1e9)]
    [InlineData(1e-9, 2e-9)]
    public void Scales_AnySpan(double least, double greatest)
    {
        PlotScale scale = PlotScale.Of(least, greatest);
        Assert.True(scale.Bottom <= least && scale.Top >= greatest && scale.Top > scale.Bottom);
        Assert.InRange(scale.Ticks().Count(), 2, 12);
    }

    private static string Draw(RuleBook book)
    {
        Recording recording = Levels("1400 1600 NaN 1300 1100");
        var samples = new PlotSamples(book.Site.Channels.Length, Noon, Noon + 5_000);
        foreach (RecordedReading each in recording.Readings) { samples.Add(each.Reading); }
        return TimelinePlot.Draw(book, RecordingPlay.Run(book, recording, TimeSpan.FromSeconds(1)).Value, samples);
    }

    private static RuleBook Book(ImmutableArray<ActuatorDeclaration> actuators, ImmutableArray<RuleDeclaration> rules) =>
        RuleBook.Compile(SiteOf(actuators, rules, 2), "site.yaml").Book!;

    private static Timeline Run(RuleBook book, string levels) => RecordingPlay.Run(book, Levels(levels), TimeSpan.Zero).Value;

    private static string Entries(Timeline timeline)
    {
        var text = new StringWriter { NewLine = "\n" };
        TimelineText.WriteEntries(timeline, text);
        return text.ToString();
    }

    /// <summary>Channel 0 each second; channel 1 is 0 all the time.</summary>
    private static Recording Levels(string levels) => Of(
    [
        .. levels.Split(' ').Select((level, second) => (
            second * 1_000L, 0, double.Parse(level, System.Globalization.CultureInfo.InvariantCulture))),
        .. levels.Split(' ').Select((_, second) => (second * 1_000L, 1, 0.0)),
    ]);

    private static Recording Of(params (long Milliseconds, int Channel, double Value)[] readings) => new(
        [.. readings.OrderBy(each => each.Milliseconds).Select(each => new RecordedReading(0, ReadingOf(each)))], [], 0);

    private static Reading ReadingOf((long Milliseconds, int Channel, double Value) each)
    {
        var time = new ReadingTime(1_000 + each.Milliseconds, Noon + each.Milliseconds, TimeQuality.Synchronised);
        return double.IsNaN(each.Value)
            ? Reading.Bad(each.Channel, QualityReason.NoAnswer, time)
            : new Reading(each.Channel, each.Value, Quality.Good, QualityReason.None, time);
    }
}
