using Edge.Sensing;

namespace Edge.Rules;

/// <summary>Scans the rules: all conditions on one snapshot, one decision an actuator, outputs known once.</summary>
/// <remarks>One thread; allocates nothing per scan. The result does not depend on the order of the rules but by priority.</remarks>
public sealed class RuleEngine
{
    private readonly RuleBook _book;
    private readonly RuleState[] _rules;
    private readonly ActuatorState[] _actuators;
    private readonly int[][] _rulesOf;
    private readonly ActuatorEvent[] _events;

    public RuleEngine(RuleBook book)
    {
        _book = book;
        _rules = [.. book.Rules.Select(rule => new RuleState(rule))];
        _actuators = [.. book.Site.Actuators.Select(actuator => new ActuatorState(actuator))];
        _rulesOf = [.. book.Site.Actuators.Select(actuator => Enumerable.Range(0, _rules.Length)
            .Where(rule => book.Rules[rule].Actuator == actuator.Index).ToArray())];
        _events = new ActuatorEvent[_actuators.Length];
    }

    /// <summary>The state an actuator has by the last decision.</summary>
    public bool IsOn(int actuator) => _actuators[actuator].On;

    /// <summary>Why: cause, deciding rule or -1, and since when in monotonic milliseconds.</summary>
    public (ActuatorCause Cause, int Rule, long Since) Why(int actuator) =>
        (_actuators[actuator].Cause, _actuators[actuator].Rule, _actuators[actuator].Since);

    public Verdict VerdictOf(int rule) => _rules[rule].Verdict;

    /// <summary>Every actuator in its safe state, before the first scan. An event for each.</summary>
    public ReadOnlySpan<ActuatorEvent> Start(ReadingTime now) => AllSafe(ActuatorCause.Start, now);

    /// <summary>Every actuator in its safe state, at the end. An event for each.</summary>
    public ReadOnlySpan<ActuatorEvent> Shutdown(ReadingTime now) => AllSafe(ActuatorCause.Shutdown, now);

    /// <summary>One scan. The events tell every change, and nothing else; valid until the next call.</summary>
    public ReadOnlySpan<ActuatorEvent> Scan(Snapshot snapshot, ReadingTime now)
    {
        int changed = 0;
        for (int index = 0; index < _actuators.Length; index++)
        {
            if (Decide(_actuators[index], _rulesOf[index], snapshot, now.MonotonicMilliseconds))
            {
                _events[changed++] = EventOf(_actuators[index], now);
            }
        }

        return _events.AsSpan(0, changed);
    }

    /// <summary>Monotonic milliseconds until which no scan can change anything unless an input does.</summary>
    public long NextDeadline()
    {
        long next = long.MaxValue;
        foreach (RuleState rule in _rules) { next = Math.Min(next, rule.Deadline); }
        foreach (ActuatorState actuator in _actuators) { next = Math.Min(next, actuator.Deadline); }
        return next;
    }

    private bool Decide(ActuatorState actuator, int[] rules, Snapshot snapshot, long now)
    {
        long maxAge = (long)actuator.Declaration.MaxInputAge.TotalMilliseconds;
        bool safe = actuator.Declaration.SafeOn;
        (int winner, int priority, bool wanted) = (-1, int.MinValue, false);
        foreach (int rule in rules)
        {
            _rules[rule].Scan(snapshot, now, maxAge);
            if (_rules[rule].Verdict != Verdict.True) { continue; }
            Profiles.RuleDeclaration declaration = _book.Rules[rule].Declaration;
            bool wins = declaration.Priority > priority
                || (declaration.Priority == priority && declaration.SwitchOn != wanted && declaration.SwitchOn == safe);
            if (wins) { (winner, priority, wanted) = (rule, declaration.Priority, declaration.SwitchOn); }
        }

        bool doubt = false;
        long usableAt = long.MaxValue;
        bool clearlySafe = winner >= 0 && wanted == safe;
        foreach (int rule in rules)
        {
            Profiles.RuleDeclaration declaration = _book.Rules[rule].Declaration;
            bool matters = !clearlySafe && _rules[rule].Verdict == Verdict.Unknown
                && declaration.Priority >= priority && declaration.SwitchOn != wanted;
            if (!matters) { continue; }
            doubt = true;
            usableAt = Math.Min(usableAt, _rules[rule].InputsUsableAt(snapshot));
        }

        return actuator.Decide(wanted, winner, doubt, usableAt, now);
    }

    private ReadOnlySpan<ActuatorEvent> AllSafe(ActuatorCause cause, ReadingTime now)
    {
        for (int index = 0; index < _actuators.Length; index++)
        {
            _actuators[index].TakeSafe(cause, now.MonotonicMilliseconds);
            _events[index] = EventOf(_actuators[index], now);
        }

        return _events;
    }

    private static ActuatorEvent EventOf(ActuatorState actuator, ReadingTime now) =>
        new(actuator.Declaration.Index, actuator.On, actuator.Cause, actuator.Rule, now);
}
