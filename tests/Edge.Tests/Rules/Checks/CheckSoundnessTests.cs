using System.Collections.Immutable;
using CsCheck;
using Edge.Profiles;
using Edge.Rules;
using Edge.Rules.Checks;
using Edge.Sensing;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules.Checks;

/// <summary>What the checks say of rules is held against the engine: random rules, random readings, nights in
/// which clocks change.</summary>
public sealed class CheckSoundnessTests
{
    private const int Scans = 60;

    private static readonly string[] Zones = ["Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "America/Santiago", "UTC"];
    private static readonly string[] Symbols = ["<", "<=", ">", ">=", "==", "!="];
    private static readonly string[] Spans =
    [
        "'02:00', '02:30'", "'02:30', '03:30'", "'00:00', '00:30'", "'00:30', '01:30'", "'23:00', '00:15'",
        "'01:45', '02:15'",
        "'01:00', '02:00'", "'00:01', '00:00'",
    ];

    private static readonly string[] Others =
    [
        "isGood(c0)", "isGood(c1)", "quality(c0) == 'good'", "quality(c0) == 'bad'",
        "quality(c1) in ['uncertain', 'bad']",
        "mode.town == 'event'", "mode.town != 'normal'", "mode.town in ['normal', 'event']", "c0 > c1",
        "c0 <= c1", "c0 == c1",
        "c0 / c1 > 1.0", "c0 / c1 <= 1.0", "c0 / c1 != 1.0", "age(c0) > duration('2s')",
        "age(c0) <= duration('9s')",
        "mean(c0, duration('10m')) > 0.0", "mean(c0, duration('10m')) < -1.0",
        "max(c0, duration('1m')) >= 1.0",
        "count(c0, duration('1m')) > 0", "delta(c0, duration('10m')) <= -2.0", "c1 in [1.0, -1.0]",
        "sun.elevation > -4.0",
        "sun.elevation <= -4.0", "local.weekday == 7", "local.weekday in [1, 7]", "true",
        "local.month == 3", "local.day in [1, 29, 30, 31]", "local.month * 100 + local.day >= 1001", "local.day - local.month != 26",
        "local.hour * 60 + local.minute >= 130", "local.hour * 60 + local.minute < 130", "(local.hour + 22) % 24 < 2", "7 - local.weekday == 0",
        "local.hour % local.minute < 1", "60 / local.hour > 20",
        "int(c0) % 2 == 0", "1.0 / c0 > 0.0",
    ];

    // Changes of clocks in 2026 from 22:00 UTC of the day before on.
    private static readonly long[] Nights =
    [
        Unix(2026, 3, 28), Unix(2026, 10, 24), Unix(2026, 3, 7), Unix(2026, 10, 31), Unix(2026, 4, 4), Unix(2026, 10, 3), Unix(2026, 9, 5),
        Unix(2026, 6, 20),
    ];

    // Goal: what is called impossible never happens: a rule that never fires is never true, two that exclude
    // each other are never true together, and one that can never decide is never true while those above it
    // are not.
    [Fact]
    public void Says_NothingThatTheEngineContradicts() => Gen.Select(
        Expression(2), Expression(2), Gen.Int[0, Zones.Length - 1], Gen.Int[0, 1 << 30]).Sample((one, two, zone, seed) =>
    {
        Site site = SiteWith([Rule(one, "one", priority: 1), Rule(two, "two")], Zones[zone]);
        (RuleBook? book, ImmutableArray<SiteError> errors) = RuleBook.Compile(site, "site.yaml");
        Assert.Empty(errors);
        ImmutableArray<JudgedRule> judged = JudgedRule.AllOf(book!);
        (JudgedRule first, JudgedRule second) = (judged[0], judged[1]);
        Understanding understanding = first.Understanding;
        bool excluded = !understanding.CanBe(Truths.Both(first.Truths().True, second.Truths().True));
        bool neverDecides = RuleChecks.Find(book!, "s").Any(each => each.Problem == "rule two can never decide");
        bool neverFalse = !understanding.CanBe(first.Truths().False);
        bool neverUnknown = !understanding.CanBe(first.Truths().Unknown);
        Play(book!, new Random(seed), (verdict, other) =>
        {
            Assert.True(first.CanHold || verdict != Verdict.True, $"{one} fires");
            Assert.False(excluded && verdict == Verdict.True && other == Verdict.True, $"{one} and {two} in {Zones[zone]}");
            Assert.False(neverDecides && other == Verdict.True && verdict != Verdict.True, $"{two} decides below {one} in {Zones[zone]}");
            Assert.False(neverFalse && verdict == Verdict.False, $"{one} is false");
            Assert.False(neverUnknown && verdict == Verdict.Unknown, $"{one} is unknown");
            Assert.False(first.IsAlways && verdict != Verdict.True, $"{one} does not always hold");
        });
    }, iter: 3_000);

    private static void Play(RuleBook book, Random random, Action<Verdict, Verdict> look)
    {
        var engine = new RuleEngine(book);
        var snapshot = new Snapshot(2, 0);
        long start = Nights[random.Next(Nights.Length)] + (random.Next(8 * 60) * 60_000L);
        long at = 1_000;
        engine.Start(new ReadingTime(at, start + at, TimeQuality.Synchronised));
        for (int scan = 0; scan < Scans; scan++)
        {
            at += random.Next(3) == 0 ? 60_000 * random.Next(1, 30) : random.Next(1, 8_000);
            var time = new ReadingTime(at, start + at, TimeQuality.Synchronised);
            for (int channel = 0; channel < 2; channel++)
            {
                if (random.Next(3) == 0) { continue; }
                snapshot.Set(random.Next(4) == 0
                    ? Reading.Bad(channel, QualityReason.NoAnswer, time)
                    : new Reading(channel, random.Next(-2, 3), random.Next(3) == 0 ? Quality.Uncertain : Quality.Good, QualityReason.None, time));
            }

            if (random.Next(5) == 0) { engine.SetMode(new ModeChoice(0, random.Next(2))); }
            engine.Scan(snapshot, time);
            look(engine.VerdictOf(0), engine.VerdictOf(1));
        }
    }

    private static Gen<string> Expression(int depth)
    {
        Gen<string> threshold = Gen.Select(
            Gen.Int[0, 1], Gen.Int[0, 5], Gen.Int[-2, 2], (channel, symbol, number) => $"c{channel} {Symbols[symbol]} {number}.0");
        Gen<string> span = Gen.Int[0, Spans.Length - 1].Select(each => $"local.between({Spans[each]})");
        Gen<string> hour = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], (symbol, number) => $"local.hour {Symbols[symbol]} {number}");
        Gen<string> minute = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], (symbol, number) => $"local.minute {Symbols[symbol]} {number * 15}");
        Gen<string> leaf = Gen.OneOf(threshold, span, hour, minute, Gen.Int[0, Others.Length - 1].Select(each => Others[each]));
        if (depth == 0) { return leaf; }
        Gen<string> below = Expression(depth - 1);
        return Gen.OneOf(
            leaf,
            Gen.Select(below, below, (a, b) => $"({a}) && ({b})"),
            Gen.Select(below, below, (a, b) => $"({a}) || ({b})"),
            below.Select(a => $"!({a})"),
            Gen.Select(below, below, below, (a, b, c) => $"({a}) ? ({b}) : ({c})"));
    }

    private static Site SiteWith(ImmutableArray<RuleDeclaration> rules, string zone)
    {
        Site site = SiteOf([Actuator(maxInputAge: 10)], rules, 2);
        Conditioning range = Conditioning.None with { Range = new(-2, 2) };
        return site with
        {
            Channels = [.. site.Channels.Select(each => each with { Conditioning = range })],
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone),
            Position = new GeoPosition(52.5, 13.4),
            Modes = [new ModeDeclaration(0, "town", ["normal", "event"], default)],
        };
    }

    private static long Unix(int year, int month, int day) =>
        new DateTimeOffset(year, month, day, 22, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
