using System.Collections.Immutable;
using Edge.Profiles;

namespace Edge.Rules;

/// <summary>Actuators of which one at most is on, and none before the last one was off for a time.</summary>
/// <remarks>The turn has who claims it at the highest priority; of equals who has it already; then who
/// stands first in the group. The others go off as their minimum times allow, and the turn begins when all
/// are off for the time. It counts from the start too, because nobody knows what was on before.</remarks>
internal sealed class Interlock(InterlockDeclaration declared, ImmutableArray<Arbiter> members)
{
    private readonly long _wait = (long)declared.Wait.TotalMilliseconds;

    public bool Settle(StartQueue?[] queues, long now, Span<bool> changed)
    {
        Arbiter? leader = Leader(now);
        bool isChange = false;
        foreach (Arbiter member in members)
        {
            if (member == leader) { continue; }
            bool claims = leader is not null && member.Claim(now) is not null && !member.PassesInterlock;
            Turn turn = claims ? new(true, long.MaxValue, ActuatorHold.Interlock, leader!.State.Index) : Turn.Free;
            isChange |= SettleOne(member, turn, queues, now, changed);
        }

        if (leader is null) { return isChange; }
        Turn own = leader.PassesInterlock ? Turn.Free : TurnOf(leader);
        return SettleOne(leader, own, queues, now, changed) || isChange;
    }

    /// <summary>One actuator, given that its group allows it the turn.</summary>
    public static bool SettleOne(
        Arbiter member, Turn turn, StartQueue?[] queues, long now, Span<bool> changed)
    {
        StartQueue? queue = queues[member.State.Index];
        if (queue is not null && queue.FreeAt > turn.OnAt)
        {
            turn = turn with { OnAt = queue.FreeAt, Why = ActuatorHold.SoftStart, By = turn.MustBeOff ? turn.By : -1 };
        }

        bool wasOn = member.State.On;
        bool isChange = member.Settle(turn, now);
        if (!wasOn && member.State.On) { queue?.Take(now); }
        changed[member.State.Index] |= isChange;
        return isChange;
    }

    private Arbiter? Leader(long now)
    {
        (Arbiter? leader, int highest) = (null, int.MinValue);
        foreach (Arbiter member in members)
        {
            if (member.Claim(now) is not { } claim) { continue; }
            bool isHigher = leader is null || claim > highest
                || (claim == highest && member.State.On && !leader.State.On);
            if (isHigher) { (leader, highest) = (member, claim); }
        }

        return leader;
    }

    private Turn TurnOf(Arbiter leader)
    {
        (long at, int by) = (long.MinValue, -1);
        foreach (Arbiter other in members)
        {
            if (other == leader) { continue; }
            long free = other.State.On ? long.MaxValue : other.State.Since + _wait;
            if (free > at) { (at, by) = (free, other.State.Index); }
        }

        return new(false, at, ActuatorHold.Interlock, by);
    }
}
