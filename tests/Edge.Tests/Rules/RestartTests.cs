using Edge.Rules;
using Edge.Sensing;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules;

/// <summary>What timers do over a restart: the time off stands still for hold times and counts for all
/// others.</summary>
public sealed class RestartTests
{
    private static readonly BootId Before = new(Guid.NewGuid());
    private static readonly BootId After = new(Guid.NewGuid());

    [Theory]
    [InlineData(0, 5)]
    [InlineData(3, 8)]
    [InlineData(10, 15)]
    // Longer than the hold time and than inputs may be old: it begins anew.
    [InlineData(10.001, 20.001)]
    public void HeldFor_StandsStillWhileTheGatewayIsOff(double off, double holdsAt)
    {
        RuleWorld world = new([Actuator(maxInputAge: 2)], [Rule("c0 > 0.0", heldFor: 10)]);
        world.Start();
        for (double second = 1; second <= 6; second++) { Assert.False(world.At(second, 1)); }
        RuleWorld next = world.Restarted(later: off);
        double from = 6 + off;
        for (double second = from; second < from + holdsAt - off - 0.001; second++)
        {
            Assert.False(next.At(second, 1), $"at {second}");
        }

        for (double second = from + 12; second < from + 14; second++) { Assert.True(next.At(second, 1)); }
    }

    [Fact]
    public void Knows_HowLongItWasOff_ByTheBootOrByTwoGoodClocks()
    {
        EngineMemory good = Taken(TimeQuality.Synchronised);
        Assert.Equal(4_000, good.TimePassed(Before, new(14_000, 0, TimeQuality.FreeRunning)));
        Assert.Equal(0, good.TimePassed(Before, new(9_000, 0, TimeQuality.FreeRunning)));
        Assert.Equal(70_000, good.TimePassed(After, new(5, 1_070_000, TimeQuality.Synchronised)));
        Assert.Equal(0, good.TimePassed(After, new(5, 1_070_000, TimeQuality.Holdover)));
        Assert.Equal(0, good.TimePassed(After, new(5, 999_000, TimeQuality.Synchronised)));
        Assert.Equal(0, Taken(TimeQuality.FreeRunning).TimePassed(After, new(5, 1_070_000, TimeQuality.Synchronised)));
    }

    [Fact]
    public void Hysteresis_KeepsItsSide()
    {
        RuleWorld world = new([Actuator()], [Rule(null, hysteresis: Hysteresis("c0", 7, 3))]);
        Assert.True(world.Start().At(1, 8));
        Assert.True(world.Restarted().At(2, 5));
    }

    [Fact]
    public void Forgets_WhatBelongsToARuleThatWasRewritten()
    {
        RuleWorld world = new([Actuator()], [Rule(null, hysteresis: Hysteresis("c0", 7, 3))]);
        Assert.True(world.Start().At(1, 8));
        EngineMemory memory = world.Engine.Capture(Before, world.Time);
        foreach ((double on, bool isOn) in new[] { (7.0, true), (7.5, false) })
        {
            RuleWorld next = new RuleWorld([Actuator()], [Rule(null, hysteresis: Hysteresis("c0", on, 3))]).Start();
            next.Engine.Restore(memory, Before, next.Time);
            Assert.Equal(isOn, next.At(2, 5));
        }
    }

    [Fact]
    public void Tells_OfEdgesOnly()
    {
        RuleWorld world = new(
            [Actuator()],
            [Rule("c0 > 0.0", heldFor: 3), Rule("c1 > 0.0", "plain"), Rule("c0 > 0.0", "rest") with { Cooldown = TimeSpan.FromSeconds(5) }]);
        world.Start();
        string edges = "";
        foreach (char sign in "0011110001")
        {
            long before = world.Engine.MemoryVersion;
            world.At(edges.Length + 1, sign == '1' ? 1 : 0, edges.Length % 2);
            edges += world.Engine.MemoryVersion == before ? '.' : '!';
        }

        Assert.Equal("..!...!..!", edges);
    }

    [Fact]
    public void Tells_TheShortestTimeThatRuns()
    {
        RuleWorld world = new(
            [Actuator()], [Rule("c0 > 0.0", heldFor: 300), Rule("c1 > 0.0", "p") with { Pulse = TimeSpan.FromSeconds(90) }]);
        world.Start().At(1, 0, 0);
        Assert.Null(world.Engine.Capture(Before, world.Time).ShortestRunning);
        world.At(2, 1, 0);
        Assert.Equal(TimeSpan.FromSeconds(300), world.Engine.Capture(Before, world.Time).ShortestRunning);
        world.At(3, 1, 1);
        Assert.Equal(TimeSpan.FromSeconds(90), world.Engine.Capture(Before, world.Time).ShortestRunning);
    }

    private static EngineMemory Taken(TimeQuality quality) => new(Before, new(10_000, 1_000_000, quality), [], [], []);
}
