using Edge.Rules.Cel;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>Scans the rules: all conditions on one snapshot, then one decision an actuator.</summary>
/// <remarks>One thread; allocates nothing per scan. The order of the rules plays no part.</remarks>
public sealed class RuleEngine
{
    private readonly CelScan _scan = new();
    private readonly RuleState[] _rules;
    private readonly Arbiter[] _arbiters;
    private readonly ActuatorEvent[] _events;
    private bool _isShutDown;

    public RuleEngine(RuleBook book)
    {
        // A rule without an actuator is an error of the site; it is never scanned and stays unknown.
        long MaxAgeOf(CompiledRule rule) => rule.Actuator < 0
            ? 0
            : (long)book.Site.Actuators[rule.Actuator].MaxInputAge.TotalMilliseconds;
        _rules = [.. book.Rules.Select(rule => new RuleState(rule, MaxAgeOf(rule), _scan))];
        ILookup<int, RuleState> byActuator = _rules.ToLookup(rule => rule.Compiled.Actuator);
        _arbiters = [.. book.Site.Actuators.Select(each => new Arbiter(each, byActuator[each.Index]))];
        _events = new ActuatorEvent[_arbiters.Length];
    }

    /// <summary>The state an actuator has by the last decision.</summary>
    public bool IsOn(int actuator) => _arbiters[actuator].State.On;

    /// <summary>Why: cause, deciding rule or -1, and since when in monotonic milliseconds.</summary>
    public (ActuatorCause Cause, int Rule, long Since) Why(int actuator)
    {
        ActuatorExplanation all = Explain(actuator);
        return (all.Cause, all.Rule, all.Since);
    }

    /// <summary>Why an actuator is as it is, and what holds it.</summary>
    public ActuatorExplanation Explain(int actuator) => _arbiters[actuator].State.Explanation;

    /// <summary>What a rule said in the last scan, and why it could not say more.</summary>
    public RuleExplanation ExplainRule(int rule) => _rules[rule].Explanation;

    public Verdict VerdictOf(int rule) => _rules[rule].Verdict;

    /// <summary>Every actuator in its safe state, nothing remembered. An event for each.</summary>
    public ReadOnlySpan<ActuatorEvent> Start(ReadingTime now)
    {
        _isShutDown = false;
        return AllSafe(ActuatorCause.Start, now);
    }

    /// <summary>Every actuator in its safe state. An event for each. Later scans decide nothing.</summary>
    public ReadOnlySpan<ActuatorEvent> Shutdown(ReadingTime now)
    {
        _isShutDown = true;
        return AllSafe(ActuatorCause.Shutdown, now);
    }

    /// <summary>One scan. The events tell every change, nothing else; valid until the next call.</summary>
    public ReadOnlySpan<ActuatorEvent> Scan(Snapshot snapshot, ReadingTime now)
    {
        int changed = 0;
        if (_isShutDown) { return []; }
        (_scan.Snapshot, _scan.Now) = (snapshot, now);
        foreach (Arbiter arbiter in _arbiters)
        {
            if (!arbiter.Scan(snapshot, now.MonotonicMilliseconds)) { continue; }
            _events[changed++] = arbiter.State.EventAt(now);
        }

        return _events.AsSpan(0, changed);
    }

    /// <summary>Monotonic milliseconds until which a scan changes nothing unless an input did.</summary>
    /// <remarks>After a start that moment itself; <see cref="long.MaxValue"/> if time changes nothing.</remarks>
    public long NextDeadline()
    {
        long next = long.MaxValue;
        foreach (Arbiter arbiter in _arbiters) { next = Math.Min(next, arbiter.Deadline); }
        return next;
    }

    private ReadOnlySpan<ActuatorEvent> AllSafe(ActuatorCause cause, ReadingTime now)
    {
        for (int index = 0; index < _arbiters.Length; index++)
        {
            _arbiters[index].TakeSafe(cause, now.MonotonicMilliseconds);
            _events[index] = _arbiters[index].State.EventAt(now);
        }

        return _events;
    }
}
