using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>Decides about one actuator: of the rules that hold, the highest priority wins; of equals that
/// disagree, the safe side.</summary>
/// <remarks>An unknown rule is a doubt only if its truth would change the decision. A rule that holds and
/// wants the safe state is obeyed at once, whatever else is unknown. The order in which the rules are written
/// plays no part.</remarks>
internal sealed class Arbiter
{
    private readonly ImmutableArray<RuleState> _ranked;
    private readonly ImmutableArray<int> _channels;
    private readonly ActuatorState _state;
    private readonly long _maxAge;

    /// <param name="rules">Those of this actuator, in any order.</param>
    public Arbiter(ActuatorDeclaration actuator, IEnumerable<RuleState> rules)
    {
        _state = new ActuatorState(actuator);
        _maxAge = (long)actuator.MaxInputAge.TotalMilliseconds;
        _ranked =
        [
            .. rules.OrderByDescending(rule => rule.Compiled.Declaration.Priority)
                .ThenBy(rule => rule.Compiled.Declaration.SwitchOn != actuator.SafeOn)
                .ThenBy(rule => rule.Compiled.Declaration.Name, StringComparer.Ordinal),
        ];
        _channels = [.. _ranked.SelectMany(rule => rule.Compiled.Channels).Distinct().Order()];
    }

    public ActuatorState State => _state;

    /// <summary>When time alone may change something: a hold ends, a held condition is old enough, an input
    /// becomes too old.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    public void TakeSafe(ActuatorCause cause, long now)
    {
        foreach (RuleState rule in _ranked) { rule.Reset(); }
        _state.TakeSafe(cause, now);
        Deadline = cause == ActuatorCause.Start ? now : long.MaxValue;
    }

    /// <summary>One scan. True when the actuator changed.</summary>
    public bool Scan(Snapshot snapshot, long now)
    {
        foreach (RuleState rule in _ranked) { rule.Scan(snapshot, now); }
        bool isChange = Decide(snapshot, now);
        Deadline = Math.Min(_state.Deadline, NextChange(snapshot, now));
        return isChange;
    }

    private bool Decide(Snapshot snapshot, long now)
    {
        int winner = 0;
        while (winner < _ranked.Length && _ranked[winner].Verdict != Verdict.True) { winner++; }
        bool isRule = winner < _ranked.Length;
        bool wanted = isRule && _ranked[winner].Compiled.Declaration.SwitchOn;
        int rule = isRule ? _ranked[winner].Compiled.Index : -1;
        (int doubted, long usableAt) = (-1, now);
        for (int above = 0; above < winner; above++)
        {
            RuleState other = _ranked[above];
            bool matters = other.Verdict == Verdict.Unknown && other.Compiled.Declaration.SwitchOn != wanted;
            if (!matters) { continue; }
            if (doubted < 0) { doubted = other.Compiled.Index; }
            usableAt = Math.Min(usableAt, other.UsableAt(snapshot, now));
        }

        return doubted < 0
            ? _state.Follow(wanted, rule, now)
            : _state.FollowInDoubt(wanted, rule, doubted, usableAt, now);
    }

    private long NextChange(Snapshot snapshot, long now)
    {
        long next = long.MaxValue;
        foreach (RuleState rule in _ranked) { next = Math.Min(next, rule.Deadline); }
        foreach (int channel in _channels)
        {
            long tooOld = snapshot[channel].Time.MonotonicMilliseconds + _maxAge + 1;
            if (snapshot[channel].IsUsable && tooOld > now) { next = Math.Min(next, tooOld); }
        }

        return next;
    }
}
