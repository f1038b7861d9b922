using Edge.Profiles;
using Edge.Rules;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules;

/// <summary>One actuator between what is wanted and what it bears, step by step.</summary>
public sealed class ActuatorStateTests
{
    private static readonly Wish On = new(true, ActuatorCause.Rule, 0);
    private static readonly Wish Off = new(false, ActuatorCause.NoRule, -1);

    [Fact]
    public void Begins_SafeFromTheStartOn()
    {
        ActuatorState state = Started(Actuator(minOff: 2), 5_000);
        Assert.Equal(new(false, ActuatorCause.Start, -1, 5_000, ActuatorHold.None, -1, long.MaxValue), state.Explanation);
        Assert.False(state.Settle(On, Turn.Free, 6_999));
        Assert.Equal((ActuatorHold.MinimumTime, 7_000L), (state.Hold, state.Deadline));
        Assert.True(state.Settle(On, Turn.Free, 7_000));
        Assert.Equal((7_000L, 0, ActuatorHold.None, long.MaxValue), (state.Since, state.Rule, state.Hold, state.Deadline));
    }

    // How long it is in its state already counts on over a shutdown; who was on went off then.
    [Fact]
    public void Ends_Safe()
    {
        ActuatorState state = Started(Actuator(minOn: 9), 1_000);
        state.Settle(On, Turn.Free, 2_000);
        state.Settle(Off, Turn.Free, 3_000);
        Assert.Equal(ActuatorHold.MinimumTime, state.Hold);
        state.TakeSafe(ActuatorCause.Shutdown, 4_000);
        Assert.Equal((false, 4_000L, ActuatorHold.None, -1), (state.On, state.Since, state.Hold, state.Explanation.WantedBy));
        state.TakeSafe(ActuatorCause.Shutdown, 5_000);
        Assert.Equal(4_000, state.Since);
        state.TakeSafe(ActuatorCause.Start, 6_000);
        Assert.Equal(6_000, state.Since);
    }

    [Fact]
    public void Forgets_ItsSwitchingsAtAStartAlone()
    {
        ActuatorState state = Started(Actuator() with { MaxSwitches = new(1, TimeSpan.FromSeconds(10)) }, 0);
        state.Settle(On, Turn.Free, 1_000);
        state.TakeSafe(ActuatorCause.Shutdown, 2_000);
        Assert.Equal([2_000L], state.Rate!.Ages(3_000));
        state.TakeSafe(ActuatorCause.Start, 4_000);
        Assert.Empty(state.Rate.Ages(4_000));
    }

    // After the maximum on time it is off for a moment at least, though it needs no rest.
    [Fact]
    public void Rests_AMomentAfterItsMaximumOnTime()
    {
        ActuatorState state = Started(Actuator() with { MaxOn = TimeSpan.FromSeconds(3) }, 0);
        Assert.True(state.Settle(On, Turn.Free, 1_000));
        Assert.Equal((4_000L, true), (state.Deadline, state.Claims(On, 3_999)));
        Assert.False(state.Claims(On, 4_000));
        Assert.True(state.Settle(On, Turn.Free, 4_000));
        Assert.Equal((false, ActuatorCause.MaximumOn, -1), (state.On, state.Explanation.Cause, state.Rule));
        Assert.False(state.Claims(On, 4_000));
        Assert.True(state.Settle(On, Turn.Free, 4_001));
        Assert.True(state.On);
    }

    [Fact]
    public void Claims_ItsTurn()
    {
        ActuatorState state = Started(Actuator(maxInputAge: 5, minOff: 2), 0);
        Assert.False(state.Claims(On, 1_999));
        Assert.True(state.Claims(On, 2_000));
        Assert.False(state.Claims(Off, 2_000));
        Assert.False(state.Claims(On with { Doubted = 0 }, 2_000));
        state.Settle(On, Turn.Free, 2_000);
        Assert.True(state.Claims(On, 3_000));
        Assert.False(state.Claims(Off, 3_000));
        // In doubt it keeps its turn as long as the doubt is borne.
        Wish doubtful = Off with { Doubted = 0, UsableAt = 4_000 };
        state.Settle(doubtful, Turn.Free, 6_000);
        Assert.True(state.Claims(doubtful, 8_999));
        Assert.False(state.Claims(doubtful, 9_000));
    }

    [Fact]
    public void Leaves_WhenAnotherHasTheTurn()
    {
        ActuatorState state = Started(Actuator(maxInputAge: 5), 0);
        var other = new Turn(true, long.MaxValue, ActuatorHold.Interlock, 3);
        state.Settle(On, Turn.Free, 1_000);
        Assert.True(state.Settle(On, other, 2_000));
        Assert.Equal((false, ActuatorCause.Interlock, -1), (state.On, state.Explanation.Cause, state.Explanation.Rule));
        Assert.Equal((ActuatorHold.Interlock, 3, long.MaxValue), (state.Hold, state.Explanation.HeldBy, state.Explanation.Until));
        Assert.False(state.Settle(On with { Doubted = 0, UsableAt = 2_500 }, other, 3_000));
        Assert.Equal((ActuatorHold.Doubt, 7_500L), (state.Hold, state.Explanation.Until));
    }

    // On for its minimum time still, though another has the turn: what ends first is told.
    [Theory]
    [InlineData(20, 7_000)]
    [InlineData(4, 5_000)]
    public void Stays_ForItsMinimumTime_WhenAnotherHasTheTurn(double minOn, long ends)
    {
        ActuatorState state = Started(Actuator(maxInputAge: 5, minOn: minOn), 0);
        state.Settle(On, Turn.Free, 1_000);
        var other = new Turn(true, long.MaxValue, ActuatorHold.Interlock, 3);
        Assert.False(state.Settle(Off with { Doubted = 0, UsableAt = 2_000 }, other, 2_000));
        Assert.Equal((true, ActuatorHold.MinimumTime, ends), (state.On, state.Hold, state.Explanation.Until));
    }

    [Fact]
    public void Obeys_ARuleForTheSafeStateInDoubt()
    {
        Wish safe = new(false, ActuatorCause.Rule, 0, Doubted: 1, UsableAt: 1_000);
        ActuatorState state = Started(Actuator(maxInputAge: 5), 0);
        state.Settle(On, Turn.Free, 1_000);
        Assert.True(state.Settle(safe, Turn.Free, 2_000));
        Assert.Equal((false, ActuatorCause.Rule, 0), (state.On, state.Explanation.Cause, state.Rule));
        // Also where the doubt is borne no longer: it was the rule that led there.
        Assert.False(state.Settle(safe, Turn.Free, 9_000));
        Assert.Equal(ActuatorCause.Rule, state.Explanation.Cause);
    }

    [Fact]
    public void Waits_InDoubtForItsMinimumTime_AndIsForcedAtItsEnd()
    {
        Wish safe = new(false, ActuatorCause.Rule, 0, Doubted: 1, UsableAt: 1_000);
        ActuatorState state = Started(Actuator(maxInputAge: 5, minOn: 60), 0);
        state.Settle(On, Turn.Free, 1_000);
        Assert.False(state.Settle(safe, Turn.Free, 2_000));
        Assert.Equal((true, ActuatorHold.MinimumTime, 6_000L), (state.On, state.Hold, state.Explanation.Until));
        Assert.True(state.Settle(safe, Turn.Free, 6_000));
        Assert.Equal((false, ActuatorCause.StaleInput, -1), (state.On, state.Explanation.Cause, state.Rule));
        Assert.False(state.Settle(safe, Turn.Free, 6_001));
        Assert.Equal(ActuatorCause.StaleInput, state.Explanation.Cause);
    }

    [Fact]
    public void Holds_NothingWhereItIsAsWanted()
    {
        ActuatorState state = Started(Actuator(minOn: 60), 0);
        state.Settle(On, Turn.Free, 1_000);
        Assert.False(state.Settle(On, Turn.Free, 2_000));
        Assert.Equal((ActuatorHold.None, long.MaxValue), (state.Hold, state.Deadline));
    }

    // It waits for another without an end; when its own time is over it begins to claim its turn.
    [Fact]
    public void Looks_AgainWhenItsOwnTimeIsOver()
    {
        ActuatorState state = Started(Actuator(minOff: 5), 0);
        var turn = new Turn(false, long.MaxValue, ActuatorHold.Interlock, 2);
        Assert.False(state.Settle(On, turn, 1_000));
        Assert.Equal((ActuatorHold.Interlock, 2, long.MaxValue, 5_000L), (state.Hold, state.Explanation.HeldBy, state.Explanation.Until, state.Deadline));
        Assert.False(state.Settle(On, turn, 5_000));
        Assert.Equal(long.MaxValue, state.Deadline);
    }

    [Fact]
    public void Waits_ItsPartOfASpread()
    {
        ActuatorState state = Started(Actuator(), 0);
        state.WaitUntil(8_000);
        Assert.False(state.Settle(On, Turn.Free, 7_999));
        Assert.Equal((ActuatorHold.StartSpread, 8_000L), (state.Hold, state.Deadline));
        Assert.True(state.Settle(On, Turn.Free, 8_000));
        state.WaitUntil(60_000);
        Assert.True(state.Settle(Off, Turn.Free, 9_000));
        state.TakeSafe(ActuatorCause.Start, 10_000);
        Assert.True(state.Settle(On, Turn.Free, 10_000));
    }

    [Fact]
    public void Counts_Switchings()
    {
        var rate = new SwitchingRate(3, 10_000);
        Assert.Equal(long.MinValue, rate.FreeAt);
        foreach (long at in new[] { 1_000, 4_000, 6_000 }) { rate.Count(at); }
        Assert.Equal((11_000L, "6000 3000 1000"), (rate.FreeAt, string.Join(' ', rate.Ages(7_000))));
        Assert.Equal("7000 5000", string.Join(' ', rate.Ages(11_000)));
        rate.Count(12_000);
        Assert.Equal((14_000L, "9000 7000 1000"), (rate.FreeAt, string.Join(' ', rate.Ages(13_000))));
        rate.Restore([5_000, 1_000], 500, 100_000);
        Assert.Equal((long.MinValue, "5500 1500"), (rate.FreeAt, string.Join(' ', rate.Ages(100_000))));
        rate.Count(100_000);
        Assert.Equal(104_500, rate.FreeAt);
        rate.Reset();
        Assert.Equal((long.MinValue, 0), (rate.FreeAt, rate.Ages(100_000).Length));
    }

    [Fact]
    public void Queues_ThoseThatStart()
    {
        var queue = new StartQueue(new SoftStartDeclaration("s", [0, 1], TimeSpan.FromSeconds(3), default));
        Assert.Equal(long.MinValue, queue.FreeAt);
        queue.Take(5_000);
        Assert.Equal(8_000, queue.FreeAt);
        queue.Reset();
        Assert.Equal(long.MinValue, queue.FreeAt);
    }

    private static ActuatorState Started(ActuatorDeclaration declared, long now)
    {
        var state = new ActuatorState(declared);
        state.TakeSafe(ActuatorCause.Start, now);
        return state;
    }
}
