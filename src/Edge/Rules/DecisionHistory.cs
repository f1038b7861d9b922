using System.Collections.Immutable;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>The latest decisions about each actuator, since the start: what <c>edge explain --at</c> looks
/// into.</summary>
/// <remarks>A decision is kept when state, cause, rule, or what holds the actuator changed. In memory only;
/// one thread. Allocates only where something changed.</remarks>
public sealed class DecisionHistory
{
    /// <summary>Decisions kept of each actuator.</summary>
    public const int Depth = 32;

    /// <summary>Rules told of a decision.</summary>
    public const int MaxRules = 16;

    /// <summary>Readings told of a decision.</summary>
    public const int MaxInputs = 16;

    private readonly RuleBook _book;
    private readonly Decision?[][] _kept;
    private readonly int[] _next;
    private readonly (bool, ActuatorCause, int, ActuatorHold)[] _last;

    public DecisionHistory(RuleBook book)
    {
        int actuators = book.Site.Actuators.Length;
        _book = book;
        _kept = [.. Enumerable.Range(0, actuators).Select(_ => new Decision?[Depth])];
        _next = new int[actuators];
        _last = new (bool, ActuatorCause, int, ActuatorHold)[actuators];
    }

    /// <summary>After a scan, a start or a shutdown.</summary>
    public void Note(RuleEngine engine, Snapshot snapshot, ReadingTime now)
    {
        for (int actuator = 0; actuator < _kept.Length; actuator++)
        {
            ActuatorExplanation why = engine.Explain(actuator);
            (bool, ActuatorCause, int, ActuatorHold) key = (why.On, why.Cause, why.Rule, why.Hold);
            if (key == _last[actuator]) { continue; }
            _last[actuator] = key;
            _kept[actuator][_next[actuator]] = Describe(engine, snapshot, now, actuator);
            _next[actuator] = (_next[actuator] + 1) % Depth;
        }
    }

    /// <summary>The decision that held at a time of the wall clock, or null where it is not kept.</summary>
    public Decision? At(int actuator, long unixMilliseconds)
    {
        for (int back = 1; back <= Depth; back++)
        {
            Decision? kept = _kept[actuator][(_next[actuator] - back + Depth) % Depth];
            if (kept is null || kept.Time.UnixMilliseconds <= unixMilliseconds) { return kept; }
        }

        return null;
    }

    /// <summary>The oldest that is kept, or null before the first.</summary>
    public Decision? Oldest(int actuator) =>
        _kept[actuator][_next[actuator]] ?? _kept[actuator][0];

    /// <summary>The decision as it stands.</summary>
    public Decision Describe(RuleEngine engine, Snapshot snapshot, ReadingTime now, int actuator)
    {
        ImmutableArray<int> rules = engine.RulesOf(actuator);
        IEnumerable<int> channels = rules.SelectMany(rule => _book.Rules[rule].Channels);
        int readBack = _book.ReadBackChannels[actuator];
        if (readBack >= 0) { channels = channels.Prepend(readBack); }
        return new Decision(
            actuator,
            now,
            engine.Explain(actuator),
            [.. rules.Take(MaxRules).Select(rule => new RuleSaid(rule, engine.ExplainRule(rule)))],
            [.. channels.Distinct().Take(MaxInputs).Select(channel => snapshot[channel])],
            engine.OverrideOf(actuator))
        {
            Modes = ModesOf(engine, rules),
        };
    }

    private ImmutableArray<ModeChoice> ModesOf(RuleEngine engine, ImmutableArray<int> rules)
    {
        if (_book.Site.Modes.IsEmpty) { return []; }
        ModeChoice[] choices = engine.Modes.ToArray();
        return [.. rules.SelectMany(rule => _book.Rules[rule].Modes).Distinct().Order().Select(mode => choices[mode])];
    }
}
