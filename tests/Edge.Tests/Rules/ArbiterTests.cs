using Edge.Rules;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules;

public sealed class ArbiterTests
{
    private const double Gone = double.NaN;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Switches_OffWhereNoRuleHolds_WhateverIsSafe(bool safeOn)
    {
        RuleWorld world = new([Actuator(safeOn: safeOn)], [Rule("c0 > 1.0")]);
        Assert.False(world.Start().At(1, 0));
        Assert.Equal(ActuatorCause.NoRule, world.Engine.Explain(0).Cause);
    }

    [Fact]
    public void Switches_OffAnActuatorWithoutRules()
    {
        RuleWorld world = new([Actuator(safeOn: true)], []);
        Assert.False(world.Start().At(1, 0));
    }

    [Theory]
    [InlineData(5, 1, true)]
    [InlineData(1, 5, false)]
    public void Obeys_TheHigherPriority(int on, int off, bool isOn)
    {
        RuleWorld world = new([Actuator()], [Rule("true", "on", priority: on), Rule("true", "off", priority: off, on: false)]);
        Assert.Equal(isOn, world.Start().At(1));
        Assert.Equal(isOn ? 0 : 1, world.Engine.Explain(0).Rule);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void Obeys_TheSafeSide_OfEqualsThatDisagree(bool safeOn, bool first)
    {
        RuleWorld world = new([Actuator(safeOn: safeOn)], [Rule("true", "x", on: first), Rule("true", "y", on: !first)]);
        Assert.Equal(safeOn, world.Start().At(1));
    }

    [Fact]
    public void Names_TheSameRuleOfEquals_InWhateverOrderTheyStand()
    {
        foreach (string[] names in new[] { new[] { "x", "y" }, ["y", "x"] })
        {
            RuleWorld world = new([Actuator()], [.. names.Select(name => Rule("true", name))]);
            world.Start().At(1);
            Assert.Equal("x", world.Site.Rules[world.Engine.Explain(0).Rule].Name);
        }
    }

    // Rules: high priority on c0, low priority on c1. Signs: what each channel is; where the actuator was; where it is then.
    [Theory]
    // An unknown rule that wants what happens anyway is no doubt.
    [InlineData(true, true, "?1", false, true)]
    [InlineData(false, false, "?1", true, false)]
    [InlineData(false, false, "?0", true, false)]
    // One that could switch on or off holds the state.
    [InlineData(true, true, "?0", false, false)]
    [InlineData(true, true, "?0", true, true)]
    [InlineData(false, true, "?1", false, false)]
    [InlineData(false, true, "?1", true, true)]
    // A lower one is no doubt once a higher one holds.
    [InlineData(true, false, "1?", false, true)]
    [InlineData(false, true, "1?", true, false)]
    [InlineData(true, true, "0?", true, true)]
    [InlineData(true, true, "0?", false, false)]
    // A rule that wants the safe state, off, is obeyed although a higher one is unknown.
    [InlineData(true, false, "?1", true, false)]
    public void Doubts_OnlyWhatCouldChangeTheDecision(bool high, bool low, string channels, bool was, bool isOn)
    {
        RuleWorld world = new(
            [Actuator()],
            [
                Rule("c0 > 0.0", "high", priority: 2, on: high),
                Rule("c1 > 0.0", "low", priority: 1, on: low),
                Rule("c2 > 0.0", "before", priority: 3),
            ],
            channels: 3);
        Assert.Equal(was, world.Start().At(1, 0, 0, was ? 1 : 0));
        double[] values = [.. channels.Select(sign => sign switch { '1' => 1, '0' => 0, _ => Gone })];
        Assert.Equal(isOn, world.At(2, [.. values, 0]));
    }

    [Fact]
    public void Takes_TheSafeState_WhenTheDoubtIsTooOld()
    {
        RuleWorld world = new([Actuator(safeOn: true, maxInputAge: 10)], [Rule("c0 > 0.0", on: true)]);
        Assert.False(world.Start().At(1, 0));
        Assert.False(world.At(2, Gone));
        Assert.Equal(new(false, ActuatorCause.NoRule, -1, 1_000, ActuatorHold.Doubt, 0, 11_000), world.Engine.Explain(0));
        Assert.False(world.At(10.999, Gone));
        Assert.True(world.At(11, Gone));
        Assert.Equal(ActuatorCause.StaleInput, world.Events[^1].Cause);
        Assert.Equal(-1, world.Events[^1].Rule);
    }

    [Fact]
    public void Takes_TheSafeState_AtOnceWhenAReadingBecomesTooOld()
    {
        RuleWorld world = new([Actuator(maxInputAge: 10)], [Rule("c0 > 0.0")]);
        Assert.True(world.Start().At(1, 1));
        Assert.Equal(11_001, world.Engine.NextDeadline());
        Assert.True(world.At(11));
        Assert.False(world.At(11.001));
        Assert.Equal(ActuatorCause.StaleInput, world.Engine.Explain(0).Cause);
    }

    [Fact]
    public void Takes_TheSafeState_WhenAConditionHasNoValueForTooLong()
    {
        RuleWorld world = new([Actuator(maxInputAge: 10)], [Rule("10 / int(c0) >= 1")]);
        Assert.True(world.Start().At(1, 10));
        for (int second = 2; second < 12; second++) { Assert.True(world.At(second, 0)); }
        Assert.Equal(new(Verdict.Unknown, VerdictReason.DivisionByZero, -1, long.MaxValue), world.Engine.ExplainRule(0));
        Assert.False(world.At(12, 0));
    }

    [Fact]
    public void Begins_TheDoubtAnew_AfterACertainMoment()
    {
        RuleWorld world = new([Actuator(maxInputAge: 10)], [Rule("c0 > 0.0")]);
        world.Start().At(1, 1);
        world.At(2, Gone);
        world.At(9, 1);
        world.At(10, Gone);
        Assert.True(world.At(18.999, Gone));
        Assert.False(world.At(19, Gone));
    }

    [Fact]
    public void Returns_FromTheSafeState_WhenTheInputReturns()
    {
        RuleWorld world = new([Actuator(maxInputAge: 10)], [Rule("c0 > 0.0")]);
        world.Start().At(1, 1);
        world.At(2, Gone);
        Assert.False(world.At(20, Gone));
        Assert.True(world.At(21, 1));
        Assert.Equal((ActuatorCause.Rule, 0), (world.Events[^1].Cause, world.Events[^1].Rule));
    }

    [Fact]
    public void Tells_WhichChannelMakesARuleUnknown()
    {
        RuleWorld world = new([Actuator()], [Rule("c0 > 0.0 || c1 > 0.0")]);
        world.Start().At(1, 0, Gone);
        Assert.Equal(new(Verdict.Unknown, VerdictReason.Input, 1, long.MaxValue), world.Engine.ExplainRule(0));
    }

    [Fact]
    public void Keeps_MinimumTimes_FromTheStartOn()
    {
        RuleWorld world = new([Actuator(minOn: 5, minOff: 8)], [Rule("c0 > 0.0")]);
        Assert.False(world.Start().At(7.999, 1));
        Assert.Equal(
            new(false, ActuatorCause.Start, -1, 0, ActuatorHold.MinimumTime, -1, 8_000) { Wanted = true, WantedBy = 0 },
            world.Engine.Explain(0));
        Assert.Equal(8_000, world.Engine.NextDeadline());
        Assert.True(world.At(8, 1));
        Assert.True(world.At(12.999, 0));
        Assert.Equal(13_000, world.Engine.NextDeadline());
        Assert.False(world.At(13, 0));
        Assert.False(world.At(20.999, 1));
        Assert.True(world.At(21, 1));
    }

    [Fact]
    public void Keeps_MinimumTimes_WhenARuleWantsTheSafeStateWithoutDoubt()
    {
        RuleWorld world = new([Actuator(minOn: 60)], [Rule("c0 > 0.0"), Rule("c1 > 0.0", "stop", priority: 9, on: false)]);
        Assert.True(world.Start().At(1, 1, 0));
        Assert.True(world.At(2, 1, 1));
        Assert.False(world.At(61, 1, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Breaks_MinimumTimes_ForTheSafeStateInDoubt(double lower)
    {
        RuleWorld world = new(
            [Actuator(minOn: 60, maxInputAge: 10)], [Rule("c0 > 0.0", priority: 1), Rule("c1 > 0.0", "stop", on: false)]);
        Assert.True(world.Start().At(1, 1, 0));
        Assert.True(world.At(2, Gone, lower));
        Assert.Equal(11_000, world.Engine.NextDeadline());
        Assert.True(world.At(10.999, Gone, lower));
        Assert.False(world.At(11, Gone, lower));
    }

    [Fact]
    public void Shutdown_IsSafeAtOnceAndFinal()
    {
        RuleWorld world = new([Actuator(minOn: 60), Actuator(1, safeOn: true)], [Rule("c0 > 0.0")]);
        Assert.True(world.Start().At(1, 1));
        ActuatorEvent[] events = world.Engine.Shutdown(new(2_000, 0, Edge.Sensing.TimeQuality.FreeRunning)).ToArray();
        Assert.Equal(
            [(0, false, ActuatorCause.Shutdown), (1, true, ActuatorCause.Shutdown)],
            events.Select(item => (item.Actuator, item.On, item.Cause)));
        Assert.False(world.At(100, 1));
        Assert.Equal((false, true), (world.Engine.IsOn(0), world.Engine.IsOn(1)));
    }

    [Fact]
    public void Asks_ForAScanAtOnceAfterTheStart_AndForNoneAfterTheEnd()
    {
        RuleWorld world = new([Actuator()], [Rule("c0 > 0.0")]) { Now = 700 };
        Assert.Equal(700, world.Start().Engine.NextDeadline());
        world.At(1, 1);
        Assert.Equal(11_001, world.Engine.NextDeadline());
        world.Engine.Shutdown(default);
        Assert.Equal(long.MaxValue, world.Engine.NextDeadline());
    }

    [Fact]
    public void Start_ForgetsWhatWas()
    {
        RuleWorld world = new([Actuator()], [Rule("c0 > 0.0", heldFor: 5)]);
        world.Start().At(1, 1);
        world.Now = 5_000;
        world.Start();
        Assert.False(world.At(6, 1));
        Assert.True(world.At(11, 1));
    }

    [Fact]
    public void Decides_OnItsOwnActuatorsAgeOfInputs()
    {
        RuleWorld world = new(
            [Actuator(maxInputAge: 5), Actuator(1, maxInputAge: 50)], [Rule("c0 > 0.0"), Rule("c0 > 0.0", "s", actuator: "a1")]);
        world.Start().At(1, 1);
        world.At(30);
        Assert.Equal((false, true), (world.Engine.IsOn(0), world.Engine.IsOn(1)));
    }

    [Fact]
    public void Stays_Unknown_WithoutConditionAndHysteresis()
    {
        RuleWorld world = new([Actuator()], [Rule(null)]);
        Assert.False(world.Start().At(1, 1));
        Assert.Equal(VerdictReason.NoCondition, world.Engine.ExplainRule(0).Reason);
    }
}
