using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules;

public sealed class OverrideTests
{
    [Fact]
    public void Comes_BeforeEveryRule_AndEndsByItself()
    {
        RuleWorld world = new([Actuator()], [Rule("c0 > 0.0", priority: 1_000)]);
        Assert.True(world.Start().At(1, 1));
        world.Engine.SetOverride(Item(world, on: false, seconds: 10));
        Assert.False(world.At(2, 1));
        Assert.Equal((ActuatorCause.Override, -1), (world.Events[^1].Cause, world.Events[^1].Rule));
        Assert.Equal(11_000, world.Engine.NextDeadline());
        Assert.False(world.At(10.999, 1));
        Assert.Empty(world.Engine.EndedOverrides);
        Assert.True(world.At(11, 1));
        Assert.Equal("ann", world.Engine.EndedOverrides.Single().Who);
        Assert.Null(world.Engine.OverrideOf(0));
    }

    [Fact]
    public void Holds_WhateverIsUnknown()
    {
        RuleWorld world = new([Actuator(maxInputAge: 5)], [Rule("c0 > 0.0")]);
        world.Start().At(1, double.NaN);
        world.Engine.SetOverride(Item(world, on: true, seconds: 60));
        Assert.True(world.At(2, double.NaN));
        Assert.True(world.At(30, double.NaN));
        Assert.True(world.Engine.ClearOverride(0));
        Assert.False(world.Engine.ClearOverride(0));
        world.At(31, double.NaN);
        Assert.False(world.At(36, double.NaN));
    }

    [Fact]
    public void Respects_WhatTheActuatorBears()
    {
        RuleWorld world = new(
            [Actuator(minOn: 3, minOff: 2) with { MaxOn = TimeSpan.FromSeconds(5) }], [Rule("c0 > 0.0")]);
        world.Start().At(1, 0);
        world.Engine.SetOverride(Item(world, on: true, seconds: 60));
        Assert.False(world.At(1.5, 0));
        Assert.True(world.At(2, 0));
        world.Engine.SetOverride(Item(world, on: false, seconds: 60));
        Assert.True(world.At(4.999, 0));
        Assert.False(world.At(5, 0));
        world.Engine.SetOverride(Item(world, on: true, seconds: 60));
        Assert.True(world.At(7, 0));
        Assert.False(world.At(12, 0));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Passes_AnInterlockOnlyWhereTheSiteGrantsIt(bool granted, bool isOn)
    {
        var grant = new OverrideGrant(TimeSpan.FromDays(1), granted);
        RuleWorld world = new(
            [Actuator(minOn: 60), Actuator(1) with { Override = grant }],
            [Rule("c0 > 0.0"), Rule("c1 > 0.0", "s", "a1")],
            interlocks: [new("g", [0, 1], TimeSpan.FromSeconds(1), default)]);
        world.Start().At(1, 1, 0);
        Assert.True(world.Engine.IsOn(0));
        world.Engine.SetOverride(Item(world, on: true, seconds: 600) with { Actuator = 1 });
        world.At(2, 1, 0);
        Assert.Equal(isOn, world.Engine.IsOn(1));
    }

    [Fact]
    public void Survives_ARestart_WithTheTimeThatItHasLeft()
    {
        RuleWorld world = new([Actuator()], [Rule("c0 > 0.0")]);
        world.Start().At(1, 0);
        world.Engine.SetOverride(Item(world, on: true, seconds: 10));
        Assert.True(world.At(2, 0));
        RuleWorld next = world.Restarted(later: 3);
        Assert.False(next.Engine.IsOn(0));
        Assert.True(next.At(5, 0));
        Assert.Equal(("ann", "valve stuck"), (next.Engine.OverrideOf(0)!.Who, next.Engine.OverrideOf(0)!.Why));
        Assert.True(next.At(10.999, 0));
        Assert.False(next.At(11, 0));
    }

    [Fact]
    public void Ends_WhenTheClockTellsThatItsTimeIsOver_AfterARestartWithoutAClock()
    {
        RuleWorld world = new([Actuator()], [Rule("c0 > 0.0")]);
        world.Start().At(1, 0);
        world.Engine.SetOverride(Item(world, on: true, seconds: 10));
        EngineMemory memory = world.Engine.Capture(new BootId(Guid.NewGuid()), world.Time);
        RuleWorld next = new RuleWorld(world.Site.Actuators, world.Site.Rules).Start();
        next.Engine.Restore(memory, new BootId(Guid.NewGuid()), new(0, 0, TimeQuality.FreeRunning));
        next.Engine.Scan(next.Snapshot, new(1_000, 20_000, TimeQuality.FreeRunning));
        Assert.True(next.Engine.IsOn(0));
        next.Engine.Scan(next.Snapshot, new(2_000, 10_999, TimeQuality.Synchronised));
        Assert.True(next.Engine.IsOn(0));
        next.Engine.Scan(next.Snapshot, new(3_000, 11_000, TimeQuality.Synchronised));
        Assert.Null(next.Engine.OverrideOf(0));
    }

    private static ActuatorOverride Item(RuleWorld world, bool on, double seconds) =>
        new(0, on, 1000, "ann", "valve stuck", world.Time, (long)(seconds * 1_000));
}
