using Edge.Profiles;
using Edge.Rules;

namespace Edge.Tests.Rules;

/// <summary>What an actuator may do, judged by the verdicts alone: every unknown is tried as true and as false.</summary>
internal sealed class Envelope
{
    private readonly Dictionary<int, long> _changed = [];
    private readonly Dictionary<int, long> _openSince = [];

    public void Started(RuleWorld world)
    {
        foreach (ActuatorDeclaration actuator in world.Site.Actuators)
        {
            Assert.Equal(actuator.SafeOn, world.Engine.IsOn(actuator.Index));
            _changed[actuator.Index] = world.Now;
        }
    }

    public static void ShutDown(RuleWorld world)
    {
        ActuatorEvent[] events = world.Shutdown();
        Assert.Equal(world.Site.Actuators.Select(actuator => (actuator.Index, actuator.SafeOn)), events.Select(item => (item.Actuator, item.On)));
        Assert.All(world.Site.Actuators, actuator => Assert.Equal(actuator.SafeOn, world.Engine.IsOn(actuator.Index)));
        Assert.Empty(world.Scan());
        Assert.Equal(long.MaxValue, world.Engine.NextDeadline());
    }

    public void Scanned(RuleWorld world, ActuatorEvent[] events)
    {
        foreach (ActuatorDeclaration actuator in world.Site.Actuators)
        {
            ActuatorEvent[] changes = [.. events.Where(item => item.Actuator == actuator.Index)];
            Assert.InRange(changes.Length, 0, 1);
            bool[] possible = [.. Decisions(world, actuator).Distinct()];
            if (possible.Length == 1) { _openSince.Remove(actuator.Index); }
            else { _openSince.TryAdd(actuator.Index, world.Now); }
            if (changes.Length == 1) { Judge(world, actuator, changes[0], possible); }
            JudgeState(world, actuator, possible);
        }
    }

    private void Judge(RuleWorld world, ActuatorDeclaration actuator, ActuatorEvent change, bool[] possible)
    {
        Assert.Equal(change.On, world.Engine.IsOn(actuator.Index));
        bool isForced = change.Cause == ActuatorCause.StaleInput;
        Assert.True(!isForced || IsTooOld(world, actuator), "forced although all that is unknown was usable lately");
        Assert.True(change.Rule < 0 || world.Engine.VerdictOf(change.Rule) == Verdict.True, "switched by a rule that does not hold");
        Assert.True(!isForced || change.On == actuator.SafeOn, "a forced state that is not the safe one");
        Assert.True(change.On == actuator.SafeOn || possible is [bool only] && only == change.On, "unsafe side in doubt");
        Assert.True(possible.Contains(change.On) || isForced, "a state that no verdict leads to");
        TimeSpan least = change.On ? actuator.MinOff : actuator.MinOn;
        long kept = world.Now - _changed[actuator.Index];
        Assert.True(isForced || kept >= least.TotalMilliseconds, $"changed after {kept} ms, {least} at least");
        _changed[actuator.Index] = world.Now;
    }

    private void JudgeState(RuleWorld world, ActuatorDeclaration actuator, bool[] possible)
    {
        bool isOn = world.Engine.IsOn(actuator.Index);
        ActuatorExplanation why = world.Engine.Explain(actuator.Index);
        if (_openSince.TryGetValue(actuator.Index, out long since) && world.Now - since >= actuator.MaxInputAge.TotalMilliseconds)
        {
            Assert.True(isOn == actuator.SafeOn, "in doubt for too long, and not safe");
        }

        bool isAtOdds = possible is [bool certain] && certain != isOn;
        Assert.Equal(isAtOdds, possible.Length == 1 && why.Hold == ActuatorHold.MinimumTime);
        Assert.Equal(why.Hold == ActuatorHold.None, why.Until == long.MaxValue);
    }

    /// <summary>The doubt is, or an input of an unknown rule is unusable for, as long as the actuator bears.</summary>
    private bool IsTooOld(RuleWorld world, ActuatorDeclaration actuator)
    {
        long limit = world.Now - (long)actuator.MaxInputAge.TotalMilliseconds;
        IEnumerable<long> usableAt = world.Site.Rules
            .Select((rule, index) => (rule.Actuator, world.Engine.ExplainRule(index).Channel))
            .Where(each => each.Actuator == actuator.Name && each.Channel >= 0)
            .Select(each => world.Snapshot.LastUsable(each.Channel));
        return usableAt.Append(_openSince.GetValueOrDefault(actuator.Index, long.MaxValue)).Min() <= limit;
    }

    /// <summary>What the rules would decide, for every way in which the unknown could turn out.</summary>
    private static IEnumerable<bool> Decisions(RuleWorld world, ActuatorDeclaration actuator)
    {
        (RuleDeclaration Rule, Verdict Verdict)[] rules =
        [
            .. world.Site.Rules.Select((rule, index) => (rule, world.Engine.VerdictOf(index)))
                .Where(each => each.rule.Actuator == actuator.Name && each.Item2 != Verdict.False),
        ];
        RuleDeclaration[] certain = [.. rules.Where(each => each.Verdict == Verdict.True).Select(each => each.Rule)];
        RuleDeclaration[] open = [.. rules.Where(each => each.Verdict == Verdict.Unknown).Select(each => each.Rule)];
        for (int set = 0; set < 1 << open.Length; set++)
        {
            RuleDeclaration[] hold = [.. certain, .. open.Where((_, index) => (set >> index & 1) == 1)];
            if (hold.Length == 0) { yield return false; }
            else
            {
                int highest = hold.Max(rule => rule.Priority);
                bool[] wanted = [.. hold.Where(rule => rule.Priority == highest).Select(rule => rule.SwitchOn).Distinct()];
                yield return wanted.Length == 1 ? wanted[0] : actuator.SafeOn;
            }
        }
    }
}
