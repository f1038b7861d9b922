using Edge.Profiles;
using Edge.Rules;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules;

/// <summary>What an actuator declares beyond its safe state: maximum on time, switching rate, groups,
/// spread, read-back.</summary>
public sealed class ContractTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Goes_OffAfterItsMaximumOnTime_AndRests()
    {
        RuleWorld world = new([Actuator(minOff: 4) with { MaxOn = 3 * Second }], [Rule("c0 > 0.0")]);
        Assert.False(world.Start().At(1, 1));
        Assert.True(world.At(4, 1));
        Assert.Equal(7_000, world.Engine.NextDeadline());
        Assert.True(world.At(6.999, 1));
        Assert.False(world.At(7, 1));
        Assert.Equal(ActuatorCause.MaximumOn, world.Events[^1].Cause);
        Assert.Equal((ActuatorHold.MinimumTime, 11_000), (world.Engine.Explain(0).Hold, world.Engine.NextDeadline()));
        Assert.False(world.At(10.999, 1));
        Assert.True(world.At(11, 1));
    }

    [Fact]
    public void Goes_OffAfterItsMaximumOnTime_InDoubtToo()
    {
        RuleWorld world = new([Actuator(maxInputAge: 60, minOff: 1) with { MaxOn = 3 * Second }], [Rule("c0 > 0.0")]);
        Assert.True(world.Start().At(1, 1));
        Assert.True(world.At(2, double.NaN));
        Assert.False(world.At(4, double.NaN));
    }

    [Fact]
    public void Leaves_ItsSafeStateAsOftenAsItMay()
    {
        RuleWorld world = new([Actuator() with { MaxSwitches = new(2, 10 * Second) }], [Rule("c0 > 0.0")]);
        Assert.True(world.Start().At(1, 1));
        Assert.False(world.At(2, 0));
        Assert.True(world.At(3, 1));
        Assert.False(world.At(4, 0));
        Assert.False(world.At(5, 1));
        Assert.Equal((ActuatorHold.SwitchingRate, 11_000L), (world.Engine.Explain(0).Hold, world.Engine.Explain(0).Until));
        Assert.True(world.At(11, 1));
        Assert.False(world.At(12, 0));
        Assert.False(world.At(12.999, 1));
        Assert.True(world.At(13, 1));
    }

    [Fact]
    public void Counts_SwitchingsOverARestart()
    {
        RuleWorld world = new([Actuator() with { MaxSwitches = new(1, 10 * Second) }], [Rule("c0 > 0.0")]);
        Assert.True(world.Start().At(1, 1));
        RuleWorld next = world.Restarted(later: 2);
        Assert.False(next.At(4, 1));
        Assert.True(next.At(11, 1));
    }

    [Fact]
    public void Interlock_LetsOneOnAtMost_AndWaitsBetween()
    {
        RuleWorld world = Locked(wait: 2, 0, 0);
        Assert.Equal("00", States(world, 1, 1, 0));
        Assert.Equal((ActuatorHold.Interlock, 2_000L), (world.Engine.Explain(0).Hold, world.Engine.Explain(0).Until));
        Assert.Equal("10", States(world, 2, 1, 0));
        // Of equals the one that is on keeps its turn.
        Assert.Equal("10", States(world, 3, 1, 1));
        Assert.Equal((ActuatorHold.Interlock, 0), (world.Engine.Explain(1).Hold, world.Engine.Explain(1).HeldBy));
        Assert.Equal("00", States(world, 4, 0, 1));
        Assert.Equal(6_000, world.Engine.NextDeadline());
        Assert.Equal("00", States(world, 5.999, 0, 1));
        Assert.Equal("01", States(world, 6, 0, 1));
    }

    [Fact]
    public void Interlock_GivesTheTurnToTheHigherPriority()
    {
        RuleWorld world = Locked(wait: 2, 0, 5);
        Assert.Equal("10", States(world, 2, 1, 0));
        Assert.Equal("00", States(world, 3, 1, 1));
        Assert.Equal(ActuatorCause.Interlock, world.Engine.Explain(0).Cause);
        Assert.Equal("01", States(world, 5, 1, 1));
        Assert.Equal("00", States(world, 6, 1, 0));
        Assert.Equal("10", States(world, 8, 1, 0));
    }

    [Fact]
    public void Interlock_SpendsNoTurnOnWhoCannotUseIt()
    {
        RuleWorld world = Locked(wait: 1, 5, 0, first: Actuator(minOff: 30));
        Assert.Equal("01", States(world, 2, 1, 1));
        Assert.Equal(ActuatorHold.MinimumTime, world.Engine.Explain(0).Hold);
        Assert.Equal("00", States(world, 30, 1, 1));
        Assert.Equal("10", States(world, 31, 1, 1));
    }

    [Fact]
    public void Interlock_KeepsTheTurnOfWhoIsInDoubt_ForAsLongAsTheDoubtIsBorne()
    {
        RuleWorld world = Locked(wait: 1, 0, 0);
        Assert.Equal("10", States(world, 1, 1, 0));
        Assert.Equal("10", States(world, 2, double.NaN, 1));
        Assert.Equal("00", States(world, 11, double.NaN, 1));
        Assert.Equal("01", States(world, 12, double.NaN, 1));
    }

    [Fact]
    public void SoftStart_SwitchesOnOneByOne_InTheOrderOfTheList()
    {
        RuleWorld world = new(
            [Actuator(), Actuator(1), Actuator(2)],
            [Rule("c0 > 0.0", "x"), Rule("c0 > 0.0", "y", "a1"), Rule("c0 > 0.0", "z", "a2")],
            softStarts: [new("g", [2, 0, 1], 3 * Second, default)]);
        world.Start();
        Assert.Equal("001", States(world, 1, 1));
        Assert.Equal((ActuatorHold.SoftStart, 4_000L), (world.Engine.Explain(0).Hold, world.Engine.Explain(0).Until));
        Assert.Equal("001", States(world, 3.999, 1));
        Assert.Equal("101", States(world, 4, 1));
        Assert.Equal("111", States(world, 7, 1));
        Assert.Equal("000", States(world, 8, 0));
    }

    [Fact]
    public void Spreads_TheStartOfAFleet()
    {
        var waits = new List<long>();
        for (byte device = 0; device < 40; device++)
        {
            byte[] seed = [device, 1, 2];
            RuleWorld world = new([Actuator() with { StartSpread = 100 * Second }], [Rule("true")]);
            world.Start();
            world.Engine.SpreadStart(seed, world.Time);
            Assert.False(world.At(0));
            long until = world.Engine.Explain(0).Until;
            Assert.Equal(StartSpread.Of(seed, "a0", 100 * Second), until);
            Assert.Equal(ActuatorHold.StartSpread, world.Engine.Explain(0).Hold);
            Assert.True(world.At(until / 1_000.0));
            waits.Add(until);
        }

        Assert.All(waits, wait => Assert.InRange(wait, 1, 99_999));
        Assert.All(Enumerable.Range(0, 4), quarter => Assert.Contains(waits, wait => wait / 25_000 == quarter));
    }

    [Fact]
    public void Tells_WhenWhatIsReadBackContradicts_AndWhenItAgreesAgain()
    {
        RuleWorld world = new(
            [Actuator() with { ReadBack = new("c1", 0.5, 2 * Second, default) }], [Rule("c0 > 0.0")]);
        world.Start().At(1, 0, 0);
        Assert.Equal(ReadBackState.Agrees, world.Engine.Explain(0).ReadBack);
        Assert.True(world.At(2, 1, 0));
        Assert.Equal(ReadBackState.Unknown, world.Engine.Explain(0).ReadBack);
        Assert.Equal(4_000, world.Engine.NextDeadline());
        int before = world.Events.Count;
        world.At(3.999, 1, 0);
        Assert.Equal(before, world.Events.Count);
        Assert.True(world.At(4, 1, 0));
        Assert.Equal(
            [new ActuatorEvent(0, true, ActuatorCause.ReadBackDiffers, -1, world.Time)], world.Events.Skip(before));
        world.At(5, 1, 0);
        Assert.Equal(before + 1, world.Events.Count);
        world.At(6, 1, 1);
        Assert.Equal((ActuatorCause.ReadBackAgrees, true), (world.Events[^1].Cause, world.Events[^1].On));
        world.At(7, 1, double.NaN);
        Assert.Equal(ReadBackState.Unknown, world.Engine.Explain(0).ReadBack);
    }

    private static RuleWorld Locked(double wait, int priority0, int priority1, ActuatorDeclaration? first = null) => new RuleWorld(
        [first ?? Actuator(), Actuator(1)],
        [Rule("c0 > 0.0", "x", priority: priority0), Rule("c1 > 0.0", "y", "a1", priority1)],
        interlocks: [new("g", [0, 1], TimeSpan.FromSeconds(wait), default)]).Start();

    /// <summary>The states of all actuators after a scan, as digits.</summary>
    private static string States(RuleWorld world, double seconds, params double[] values)
    {
        world.At(seconds, values);
        return string.Concat(world.Site.Actuators.Select(each => world.Engine.IsOn(each.Index) ? '1' : '0'));
    }
}
