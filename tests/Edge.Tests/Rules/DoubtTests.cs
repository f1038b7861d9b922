using Edge.Rules;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules;

// Goal: which unknown counts, how long it is borne, and that a lost reading does not make a relay chatter.
public sealed class DoubtTests
{
    private const double Gone = double.NaN;

    [Fact]
    public void Counts_OnlyTheAgeOfWhatIsUnknown()
    {
        RuleWorld world = new([Actuator(maxInputAge: 10)], [Rule("c0 > 1.0 && c1 > 1.0")]);
        world.Start().Put(1, 0, 2);
        Assert.True(world.At(8, 2, 2));
        Assert.True(world.Put(8.5, 0, 2).At(8.5));
        Assert.True(world.Put(9, 1, Gone).At(9));
        world.Put(17, 0, 2);
        Assert.True(world.At(17.999));
        Assert.False(world.At(18));
    }

    [Fact]
    public void Counts_NotTheAgeOfASlowInput_WhenAnotherOneIsLost()
    {
        RuleWorld world = new([Actuator(maxInputAge: 10)], [Rule("c0 > 1.0 && c1 > 1.0")]);
        Assert.True(world.Start().At(1, 2, 2));
        Assert.True(world.Put(9, 1, 2).At(9));
        Assert.True(world.Put(9.5, 1, Gone).At(9.5));
        Assert.Equal(11_001, world.Engine.NextDeadline());
        Assert.True(world.At(11));
        Assert.False(world.At(11.001));
        Assert.Equal(0, world.Engine.ExplainRule(0).Channel);
    }

    [Fact]
    public void Counts_NotTheAgeOfALostInputThatDecidesNothing()
    {
        RuleWorld world = new([Actuator(maxInputAge: 10)], [Rule("c0 > 1.0 || c1 > 5.0 && c2 > 1.0")], channels: 3);
        world.Start();
        for (int second = 0; second <= 20; second++) { Assert.True(world.At(second, 2, 0, Gone)); }
        Assert.True(world.At(20.5, Gone, 0, Gone));
        Assert.True(world.At(29.999, Gone, 0, Gone));
        Assert.False(world.At(30, Gone, 0, Gone));
    }

    [Fact]
    public void Names_TheInputThatIsLostLongest()
    {
        RuleWorld world = new([Actuator()], [Rule("c0 + c1 > c2", hysteresis: Hysteresis("c2", 2, 1))], channels: 3);
        world.Start().Put(1, 2, 9).Put(2, 0, 9).Put(3, 1, 9).At(4, Gone, Gone, Gone);
        Assert.Equal(2, world.Engine.ExplainRule(0).Channel);
    }

    [Fact]
    public void Asks_ForAScanWhenTheOlderOfTwoReadingsIsTooOld()
    {
        RuleWorld world = new([Actuator(maxInputAge: 10)], [Rule("c0 > 1.0", hysteresis: Hysteresis("c1", 2, 1))]);
        world.Start().Put(0.2, 1, 3).Put(0.3, 0, 2).At(0.4);
        Assert.Equal(10_201, world.Engine.NextDeadline());
        Assert.False(world.At(10.201));
        Assert.Equal(10_301, world.Engine.NextDeadline());
        world.At(10.301);
        Assert.Equal(long.MaxValue, world.Engine.NextDeadline());
    }

    [Fact]
    public void Switches_NothingOffThatIsSafeOn_WhileTheRuleIsUnknown()
    {
        RuleWorld world = new([Actuator(safeOn: true, maxInputAge: 10)], [Rule("c0 > 1.0")]);
        world.Start();
        for (int second = 0; second < 50; second++) { Assert.True(world.At(second, Gone)); }
        Assert.False(world.At(50, 0));
        Assert.False(world.At(59.999, Gone));
        Assert.True(world.At(60, Gone));
    }

    [Fact]
    public void Keeps_ARelayStill_WhenSingleReadingsAreLost()
    {
        RuleWorld world = new([Actuator(maxInputAge: 10)], [Rule("c0 > 1.0", heldFor: 30)]);
        world.Start();
        for (int second = 0; second < 1_000; second++) { world.At(second, second % 7 == 6 ? Gone : 2); }
        Assert.Equal([false, true], world.Events.Select(item => item.On));
        Assert.InRange(world.Events[^1].Time.MonotonicMilliseconds, 30_001, 40_000);
    }

    [Fact]
    public void Stays_TheReasonOfTheSafeState_UntilItIsOver()
    {
        RuleWorld world = new(
            [Actuator(minOn: 60, maxInputAge: 10)], [Rule("c0 > 0.0", priority: 1), Rule("c1 > 0.0", "stop", on: false)]);
        Assert.True(world.Start().At(60, 1, 0));
        Assert.True(world.At(61, Gone, 1));
        Assert.False(world.At(71, Gone, 1));
        Assert.False(world.At(72, Gone, 1));
        Assert.Equal(ActuatorCause.StaleInput, world.Engine.Explain(0).Cause);
        Assert.False(world.At(73, 0, 1));
        Assert.Equal((ActuatorCause.Rule, 1), (world.Engine.Explain(0).Cause, world.Engine.Explain(0).Rule));
    }

    [Theory]
    [InlineData(12.999, true)]
    [InlineData(13, false)]
    public void Keeps_AHeldCondition_AsLongAsInputsMayBeOld(double back, bool isOn)
    {
        RuleWorld world = new([Actuator(maxInputAge: 10)], [Rule("c0 > 1.0", heldFor: 3)]);
        world.Start().At(0, 2);
        Assert.True(world.At(3, 2));
        Assert.True(world.At(3.5, Gone));
        Assert.Equal(isOn, world.At(back, 2));
    }

    [Fact]
    public void Begins_AHeldConditionAnew_AfterAReadingThatWasTooOld()
    {
        RuleWorld world = new([Actuator(maxInputAge: 10)], [Rule("c0 > 1.0", heldFor: 3)]);
        world.Start().At(0, 2);
        Assert.True(world.At(3));
        Assert.False(world.At(10.001));
        Assert.False(world.At(10.002, 2));
        Assert.Equal(13_002, world.Engine.NextDeadline());
        Assert.True(world.At(13.002));
    }

    [Fact]
    public void Begins_AMinimumTime_WithASafeStateTakenInDoubt()
    {
        RuleWorld world = new([Actuator(maxInputAge: 10, minOn: 60, minOff: 5)], [Rule("c0 > 1.0")]);
        Assert.True(world.Start().At(6, 2));
        Assert.False(world.At(16.001));
        Assert.False(world.At(17, 2));
        Assert.Equal(21_001, world.Engine.NextDeadline());
        Assert.True(world.At(21.001));
    }
}
