using Edge.Profiles;

namespace Edge.Tests.Rules;

/// <summary>Watches outputs and fails when one of them leaves what its actuator and its groups
/// declare.</summary>
internal sealed class Contract
{
    private const long Long = -1_000_000_000;

    private readonly bool[] _on;
    private readonly long[] _since;
    private readonly List<long>[] _left;
    private readonly Dictionary<string, long> _lastStart = [];

    public Contract(RuleWorld world)
    {
        int count = world.Site.Actuators.Length;
        _on = [.. world.Site.Actuators.Select(each => each.SafeOn)];
        _since = [.. Enumerable.Repeat(world.Now, count)];
        _left = [.. Enumerable.Range(0, count).Select(_ => new List<long>())];
    }

    /// <summary>Safe states at once; what counts from the start begins anew, the switching rate does
    /// not.</summary>
    public void Restarted(RuleWorld world)
    {
        foreach (ActuatorDeclaration each in world.Site.Actuators)
        {
            Assert.Equal(each.SafeOn, world.Engine.IsOn(each.Index));
            (_on[each.Index], _since[each.Index]) = (each.SafeOn, world.Now);
        }

        _lastStart.Clear();
    }

    public void Scanned(RuleWorld world)
    {
        foreach (ActuatorDeclaration each in world.Site.Actuators) { Judge(world, each); }
        foreach (InterlockDeclaration group in world.Site.Interlocks)
        {
            Assert.True(group.Actuators.Count(each => _on[each]) <= 1, $"two of {group.Name} are on at {world.Now}");
        }
    }

    private void Judge(RuleWorld world, ActuatorDeclaration declared)
    {
        int index = declared.Index;
        bool on = world.Engine.IsOn(index);
        long kept = world.Now - _since[index];
        if (on == _on[index])
        {
            bool isTooLong = on && declared.MaxOn > TimeSpan.Zero && kept >= declared.MaxOn.TotalMilliseconds;
            Assert.False(isTooLong, $"{declared.Name} is on for {kept} ms, {declared.MaxOn} at most");
            return;
        }

        bool isForced = on == declared.SafeOn && world.Engine.Explain(index).Cause == Edge.Rules.ActuatorCause.StaleInput;
        TimeSpan least = on ? declared.MinOff : declared.MinOn;
        Assert.True(isForced || kept >= least.TotalMilliseconds, $"{declared.Name} changed after {kept} ms, {least} at least");
        if (on != declared.SafeOn) { JudgeRate(declared, world.Now); }
        if (on) { JudgeGroups(world, index); }
        (_on[index], _since[index]) = (on, world.Now);
    }

    private void JudgeRate(ActuatorDeclaration declared, long now)
    {
        if (declared.MaxSwitches is not { } most) { return; }
        List<long> left = _left[declared.Index];
        left.Add(now);
        int lately = left.Count(at => now - at < most.Per.TotalMilliseconds);
        Assert.True(lately <= most.Count, $"{declared.Name} left its safe state {lately} times within {most.Per}");
    }

    private void JudgeGroups(RuleWorld world, int index)
    {
        foreach (InterlockDeclaration group in world.Site.Interlocks.Where(each => each.Actuators.Contains(index)))
        {
            foreach (int other in group.Actuators.Where(each => each != index))
            {
                Assert.True(!_on[other] || !world.Engine.IsOn(other), $"goes on while actuator {other} is on");
                long rest = world.Now - (_on[other] ? world.Now : _since[other]);
                Assert.True(rest >= group.Wait.TotalMilliseconds, $"goes on {rest} ms after actuator {other}");
            }
        }

        foreach (SoftStartDeclaration group in world.Site.SoftStarts.Where(each => each.Actuators.Contains(index)))
        {
            long gap = world.Now - _lastStart.GetValueOrDefault(group.Name, Long);
            Assert.True(gap >= group.Gap.TotalMilliseconds, $"starts {gap} ms after another of {group.Name}");
            _lastStart[group.Name] = world.Now;
        }
    }
}
