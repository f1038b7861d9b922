using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>Decides about one actuator: a person first; of the rules that hold, the highest priority; of
/// equals that disagree, the safe side.</summary>
/// <remarks>An unknown rule is a doubt only if its truth would change the decision. A rule that holds and
/// wants the safe state is obeyed at once, whatever else is unknown. The order in which the rules are
/// written plays no part. A scan has two steps: <see cref="Judge"/> finds what is wanted, and
/// <see cref="Settle"/> what becomes of it, given what other actuators allow.</remarks>
internal sealed class Arbiter
{
    private readonly ActuatorDeclaration _declared;
    private readonly ImmutableArray<RuleState> _ranked;
    private readonly ImmutableArray<int> _channels;
    private readonly ActuatorState _state;
    private readonly ReadBack? _readBack;
    private readonly long _maxAge;
    private Wish _wish;

    /// <param name="rules">Those of this actuator, in any order.</param>
    /// <param name="readBack">The channel that tells whether it is on, or -1.</param>
    public Arbiter(ActuatorDeclaration actuator, IEnumerable<RuleState> rules, int readBack = -1)
    {
        _declared = actuator;
        _state = new ActuatorState(actuator);
        _maxAge = (long)actuator.MaxInputAge.TotalMilliseconds;
        _ranked =
        [
            .. rules.OrderByDescending(rule => rule.Compiled.Declaration.Priority)
                .ThenBy(rule => rule.Compiled.Declaration.SwitchOn != actuator.SafeOn)
                .ThenBy(rule => rule.Compiled.Declaration.Name, StringComparer.Ordinal),
        ];
        _channels = [.. _ranked.SelectMany(rule => rule.Compiled.Channels).Distinct().Order()];
        if (actuator.ReadBack is { } declared && readBack >= 0)
        {
            _readBack = new(readBack, declared.OnAbove, (long)declared.Within.TotalMilliseconds, _maxAge);
        }
    }

    public ActuatorState State => _state;

    public ActuatorDeclaration Declaration => _declared;

    /// <summary>Its rules, those that decide first in front.</summary>
    public ImmutableArray<RuleState> Ranked => _ranked;

    /// <summary>A person's decision that holds now, or null.</summary>
    public ActuatorOverride? Override { get; set; }

    public ActuatorExplanation Explanation =>
        _state.Explanation with { ReadBack = _readBack?.State ?? ReadBackState.None };

    /// <summary>When time alone may change something: a hold ends, a held condition is old enough, an input
    /// becomes too old.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    /// <summary>At which it claims its turn in an interlock group; null: it does not.</summary>
    public int? Claim(long now)
    {
        if (!_state.Claims(_wish, now)) { return null; }
        if (_wish.Cause == ActuatorCause.Override) { return int.MaxValue; }
        int rule = _wish.Doubted < 0 ? _wish.Rule : _state.Rule;
        foreach (RuleState each in _ranked)
        {
            if (each.Compiled.Index == rule) { return each.Compiled.Declaration.Priority; }
        }

        return int.MinValue;
    }

    /// <summary>True where a person switches it, and the site lets that person pass the interlock.</summary>
    public bool PassesInterlock => _wish.Cause == ActuatorCause.Override && _declared.Override.OverInterlock;

    public void TakeSafe(ActuatorCause cause, long now)
    {
        foreach (RuleState rule in _ranked) { rule.Reset(); }
        Override = null;
        _readBack?.Reset();
        _state.TakeSafe(cause, now);
        Deadline = cause == ActuatorCause.Start ? now : long.MaxValue;
    }

    /// <summary>Scans the rules and decides. True when something changed that a restart must not
    /// forget.</summary>
    public bool Judge(Snapshot snapshot, ReadingTime now)
    {
        bool isNews = false;
        foreach (RuleState rule in _ranked) { isNews |= rule.Scan(snapshot, now.MonotonicMilliseconds); }
        _wish = Override is { } person
            ? new(person.On, ActuatorCause.Override, -1)
            : Decide(snapshot, now.MonotonicMilliseconds);
        return isNews;
    }

    /// <summary>True when the actuator changed.</summary>
    public bool Settle(in Turn turn, long now) => _state.Settle(_wish, turn, now);

    /// <summary>After everything is settled. The event that what is read back gives, or null.</summary>
    public ActuatorCause? Finish(Snapshot snapshot, long now)
    {
        ActuatorCause? found = _readBack?.Step(_state.On, _state.Since, snapshot, now);
        Deadline = Math.Min(_state.Deadline, NextChange(snapshot, now));
        Deadline = Math.Min(Deadline, _readBack?.Deadline ?? long.MaxValue);
        Deadline = Math.Min(Deadline, Override?.EndsAt ?? long.MaxValue);
        return found;
    }

    private Wish Decide(Snapshot snapshot, long now)
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

        return new(wanted, isRule ? ActuatorCause.Rule : ActuatorCause.NoRule, rule, doubted, usableAt);
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
