using Edge.Profiles;

namespace Edge.Rules;

/// <summary>What an actuator is and may become: what rules want, what is safe, what the relay bears.</summary>
/// <remarks>A doubt leaves the actuator as it is, or lets a rule bring it to its safe state, until what is
/// doubtful has been unusable for <see cref="ActuatorDeclaration.MaxInputAge"/>: then the safe state in any
/// case. Minimum on and off times count from the last change or from the start, because nobody knows what the
/// relay did before; they yield to a safe state taken in doubt, at start and at shutdown, not to an ordinary
/// decision.</remarks>
internal sealed class ActuatorState(ActuatorDeclaration declaration)
{
    private const long Never = -1;

    private readonly long _maxAge = (long)declaration.MaxInputAge.TotalMilliseconds;
    private readonly long _minOn = (long)declaration.MinOn.TotalMilliseconds;
    private readonly long _minOff = (long)declaration.MinOff.TotalMilliseconds;
    private ActuatorCause _cause = ActuatorCause.Start;
    private int _rule = -1;
    private long _since;
    private ActuatorHold _hold;
    private int _heldBy = -1;
    private long _doubtSince = Never;

    public int Index => declaration.Index;

    public bool On { get; private set; } = declaration.SafeOn;

    /// <summary>When time alone ends what holds it; <see cref="long.MaxValue"/> when nothing does.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    public ActuatorExplanation Explanation => new(On, _cause, _rule, _since, _hold, _heldBy, Deadline);

    public ActuatorEvent EventAt(Sensing.ReadingTime now) => new(declaration.Index, On, _cause, _rule, now);

    /// <summary>Takes the safe state at once, at start or shutdown.</summary>
    public void TakeSafe(ActuatorCause cause, long now)
    {
        if (cause == ActuatorCause.Start || On != declaration.SafeOn) { _since = now; }
        Release();
        _doubtSince = Never;
        (On, _cause, _rule) = (declaration.SafeOn, cause, -1);
    }

    /// <summary>A decision without doubt. True when the state changed.</summary>
    /// <param name="rule">The rule that decided, or -1: no rule holds.</param>
    public bool Follow(bool wanted, int rule, long now)
    {
        _doubtSince = Never;
        return Obey(wanted, rule, now);
    }

    /// <summary>A decision in spite of an unknown rule that matters. True when the state changed.</summary>
    /// <param name="doubted">The unknown rule.</param>
    /// <param name="usableAt">When what makes such rules unknown was last usable.</param>
    public bool FollowInDoubt(bool wanted, int rule, int doubted, long usableAt, long now)
    {
        if (_doubtSince == Never) { _doubtSince = now; }
        long patience = Math.Min(_doubtSince, usableAt) + _maxAge;
        bool isForced = now >= patience;
        bool isForcedStill = isForced && _cause == ActuatorCause.StaleInput;
        bool isRuleForSafety = !isForcedStill && rule >= 0 && wanted == declaration.SafeOn;
        bool isChange = isRuleForSafety && Obey(wanted, rule, now);
        if (isRuleForSafety && On == wanted) { return isChange; }
        if (isForced) { return Become(declaration.SafeOn, ActuatorCause.StaleInput, -1, now); }
        if (isRuleForSafety)
        {
            Deadline = Math.Min(Deadline, patience);
            return false;
        }

        (_hold, _heldBy, Deadline) = (ActuatorHold.Doubt, doubted, patience);
        return false;
    }

    private bool Obey(bool wanted, int rule, long now)
    {
        long free = _since + (On ? _minOn : _minOff);
        bool isTooEarly = wanted != On && now < free;
        if (!isTooEarly)
        {
            return Become(wanted, rule >= 0 ? ActuatorCause.Rule : ActuatorCause.NoRule, rule, now);
        }

        (_hold, _heldBy, Deadline) = (ActuatorHold.MinimumTime, -1, free);
        return false;
    }

    private bool Become(bool on, ActuatorCause cause, int rule, long now)
    {
        Release();
        bool isChange = on != On;
        if (isChange) { _since = now; }
        (On, _cause, _rule) = (on, cause, rule);
        return isChange;
    }

    private void Release() => (_hold, _heldBy, Deadline) = (ActuatorHold.None, -1, long.MaxValue);
}
