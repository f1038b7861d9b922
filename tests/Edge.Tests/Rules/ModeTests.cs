using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules;

/// <summary>A mode that a person chose: until when it holds, and what a restart leaves of it.</summary>
public sealed class ModeTests
{
    private static readonly BootId Boot = new(Guid.NewGuid());
    private static readonly BootId NextBoot = new(Guid.NewGuid());

    [Fact]
    public void Holds_UntilItsTimeIsOver()
    {
        RuleEngine engine = Engine();
        engine.SetMode(Chosen(1, lasts: 5_000, At(1_000)));
        Assert.True(IsEvent(engine, 1_000));
        Assert.Equal(6_000, engine.NextDeadline());
        Assert.True(IsEvent(engine, 5_999));
        Assert.Empty(engine.EndedModes);
        long version = engine.MemoryVersion;
        Assert.False(IsEvent(engine, 6_000));
        Assert.Equal((1, 1), (engine.EndedModes.Count, engine.EndedModes[0].Value));
        Assert.True(engine.MemoryVersion > version, "a restart must not bring it back");
        Assert.Equal([new ModeChoice(0, 0)], engine.Modes.ToArray());
        Assert.False(IsEvent(engine, 6_001));
        Assert.Empty(engine.EndedModes);
    }

    [Fact]
    public void Holds_WithoutAnEnd()
    {
        RuleEngine engine = Engine();
        engine.SetMode(Chosen(1, Term.Forever, At(1_000)));
        Assert.True(IsEvent(engine, 1L << 50));
        Assert.Equal(long.MaxValue, engine.NextDeadline());
    }

    [Theory]
    [InlineData(Term.Forever, 100_000_000, true)]
    [InlineData(60_000, 49_999, true)]
    [InlineData(60_000, 50_000, false)]
    public void Survives_ARestart_AndTimeGoesOn(long lasts, long off, bool isEvent)
    {
        RuleEngine engine = Engine();
        engine.SetMode(Chosen(1, lasts, At(10_000)));
        IsEvent(engine, 20_000);
        RuleEngine next = Restarted(engine, At(20_000), new(500, At(20_000).UnixMilliseconds + off, TimeQuality.Synchronised));
        next.Scan(new Snapshot(2, 0), new(500, At(20_000).UnixMilliseconds + off, TimeQuality.Synchronised));
        Assert.Equal(isEvent ? Verdict.True : Verdict.False, next.VerdictOf(0));
        if (isEvent) { Assert.Equal(("ann", 1000u), (next.Modes[0].Who, next.Modes[0].UserId)); }
    }

    // Without a good clock nobody knows how long it was off; one that is known later ends it all the same.
    [Fact]
    public void Ends_WhenAClockThatIsKnownLaterSaysSo()
    {
        RuleEngine engine = Engine();
        engine.SetMode(Chosen(1, 60_000, At(10_000)));
        RuleEngine next = Restarted(engine, At(20_000), new(500, 0, TimeQuality.FreeRunning));
        next.Scan(new Snapshot(2, 0), new(600, 0, TimeQuality.FreeRunning));
        Assert.Equal(Verdict.True, next.VerdictOf(0));
        next.Scan(new Snapshot(2, 0), new(700, At(70_000).UnixMilliseconds, TimeQuality.Synchronised));
        Assert.Equal(Verdict.False, next.VerdictOf(0));
    }

    [Theory]
    [InlineData("normal", "event", "other")]
    [InlineData("normal", "fair", "town")]
    public void Forgets_WhatTheSiteNoLongerHas(string first, string second, string mode)
    {
        RuleEngine engine = Engine();
        engine.SetMode(Chosen(1, Term.Forever, At(0)));
        EngineMemory memory = engine.Capture(Boot, At(0));
        Site site = SiteOf([Actuator()], [Rule("c0 > 0.0")], 2) with { Modes = [new(0, mode, [first, second], default)] };
        var next = new RuleEngine(RuleBook.Compile(site, "site.yaml").Book!);
        next.Start(At(1));
        next.Restore(memory, Boot, At(1));
        Assert.Equal([new ModeChoice(0, 0)], next.Modes.ToArray());
    }

    [Fact]
    public void Explains_TheModesThatTheRulesName()
    {
        Site site = Site() with { Modes = [.. Site().Modes, new(1, "other", ["a", "b"], default)] };
        RuleBook book = RuleBook.Compile(site, "site.yaml").Book!;
        var engine = new RuleEngine(book);
        engine.Start(At(0));
        engine.SetMode(Chosen(1, Term.Forever, At(0)));
        Decision decision = new DecisionHistory(book).Describe(engine, new Snapshot(2, 0), At(1), 0);
        Assert.Equal((0, 1), (decision.Modes.Single().Mode, decision.Modes.Single().Value));
    }

    private static RuleEngine Restarted(RuleEngine engine, ReadingTime then, ReadingTime now)
    {
        EngineMemory memory = MemoryFile.Read(MemoryFile.Write(engine.Capture(Boot, then))).Value;
        RuleEngine next = Engine();
        next.Start(now);
        next.Restore(memory, NextBoot, now);
        return next;
    }

    private static bool IsEvent(RuleEngine engine, long milliseconds)
    {
        engine.Scan(new Snapshot(2, 0), At(milliseconds));
        return engine.VerdictOf(0) == Verdict.True;
    }

    private static RuleEngine Engine()
    {
        var engine = new RuleEngine(RuleBook.Compile(Site(), "site.yaml").Book!);
        engine.Start(At(0));
        return engine;
    }

    private static Site Site() => SiteOf([Actuator()], [Rule("mode.town == 'event'")], 2) with
    {
        Modes = [new(0, "town", ["normal", "event", "fair"], default)],
    };

    private static ModeChoice Chosen(int value, long lasts, ReadingTime now) =>
        new(0, value) { UserId = 1000, Who = "ann", Set = now, LastsMilliseconds = lasts };

    private static ReadingTime At(long milliseconds) => new(milliseconds, 1_790_000_000_000 + milliseconds, TimeQuality.Synchronised);
}
