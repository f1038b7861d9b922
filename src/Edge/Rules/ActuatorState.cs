using Edge.Profiles;

namespace Edge.Rules;

/// <summary>What an actuator is and may become: what is wanted, what is safe, what the relay bears.</summary>
/// <remarks>A doubt leaves the actuator as it is, or lets a rule bring it to its safe state, until what is
/// doubtful has been unusable for <see cref="ActuatorDeclaration.MaxInputAge"/>: then the safe state in any
/// case. Minimum on and off times count from the last change or from the start, because nobody knows what the
/// relay did before; they yield to a safe state taken in doubt, at start and at shutdown, not to an ordinary
/// decision. The maximum on time yields to nothing.</remarks>
internal sealed class ActuatorState(ActuatorDeclaration declaration)
{
    private const long Never = -1;

    private readonly long _maxAge = (long)declaration.MaxInputAge.TotalMilliseconds;
    private readonly long _minOn = (long)declaration.MinOn.TotalMilliseconds;
    // After the maximum on time it is off for a moment at least.
    private readonly long _minOff =
        Math.Max((long)declaration.MinOff.TotalMilliseconds, declaration.MaxOn > TimeSpan.Zero ? 1 : 0);
    private readonly long _maxOn =
        declaration.MaxOn > TimeSpan.Zero ? (long)declaration.MaxOn.TotalMilliseconds : long.MaxValue;
    private ActuatorCause _cause = ActuatorCause.Start;
    private int _rule = -1;
    private long _since;
    private ActuatorHold _hold;
    private int _heldBy = -1;
    private long _holdEnds = long.MaxValue;
    // When it begins to claim its turn, though it will have to wait for it.
    private long _claimsAt = long.MaxValue;
    private long _doubtSince = Never;
    private long _notBefore = long.MinValue;
    private Wish _wish;

    public int Index => declaration.Index;

    public bool On { get; private set; } = declaration.SafeOn;

    /// <summary>Since when; monotonic milliseconds.</summary>
    public long Since => _since;

    public ActuatorHold Hold => _hold;

    /// <summary>How often it left its safe state; null where that is not limited.</summary>
    public SwitchingRate? Rate { get; } = declaration.MaxSwitches is { } most
        ? new(most.Count, (long)most.Per.TotalMilliseconds)
        : null;

    /// <summary>When time alone changes it or ends what holds it; <see cref="long.MaxValue"/> when nothing
    /// does.</summary>
    public long Deadline => Math.Min(Math.Min(_holdEnds, _claimsAt), OnUntil);

    public ActuatorExplanation Explanation => new(On, _cause, _rule, _since, _hold, _heldBy, _holdEnds)
    {
        Wanted = _wish.On,
        WantedBy = _wish.Rule,
        OnUntil = OnUntil,
    };

    private long OnUntil => On && _maxOn != long.MaxValue ? _since + _maxOn : long.MaxValue;

    public ActuatorEvent EventAt(Sensing.ReadingTime now) => new(declaration.Index, On, _cause, _rule, now);

    /// <summary>Takes the safe state at once, at start or shutdown.</summary>
    public void TakeSafe(ActuatorCause cause, long now)
    {
        if (cause == ActuatorCause.Start || On != declaration.SafeOn) { _since = now; }
        if (cause == ActuatorCause.Start)
        {
            Rate?.Reset();
            _notBefore = long.MinValue;
        }

        Release();
        _doubtSince = Never;
        (On, _cause, _rule) = (declaration.SafeOn, cause, -1);
        _wish = new(declaration.SafeOn, cause, -1);
    }

    /// <summary>Leaves its safe state at that moment at the earliest: after the power came back, everybody in
    /// turn.</summary>
    public void WaitUntil(long milliseconds) => _notBefore = milliseconds;

    /// <summary>True when it is on and stays so, or could be switched on now if no other actuator were in its
    /// way.</summary>
    public bool Claims(in Wish wish, long now)
    {
        if (On) { return now < OnUntil && (wish.Doubted < 0 ? wish.On : now < PatienceWith(wish, now)); }
        return wish.Doubted < 0 && wish.On && now >= FreeAt(true).At;
    }

    /// <summary>The rule that led to the state, or -1.</summary>
    public int Rule => _rule;

    /// <summary>One decision. True when the state changed.</summary>
    public bool Settle(in Wish wish, in Turn turn, long now)
    {
        _wish = wish;
        bool isDoubt = wish.Doubted >= 0;
        if (!isDoubt) { _doubtSince = Never; }
        else if (_doubtSince == Never) { _doubtSince = now; }
        bool isOverlong = now >= OnUntil && Become(false, ActuatorCause.MaximumOn, -1, now);
        return Follow(wish, turn, now) || isOverlong;
    }

    private bool Follow(in Wish wish, in Turn turn, long now)
    {
        bool isDoubt = wish.Doubted >= 0;
        if (turn.MustBeOff)
        {
            bool isChange = On && Obey(false, ActuatorCause.Interlock, -1, turn, now);
            if (!On && isDoubt) { Wait(ActuatorHold.Doubt, wish.Doubted, PatienceWith(wish, now)); }
            else if (isDoubt) { _holdEnds = Math.Min(_holdEnds, PatienceWith(wish, now)); }
            else if (!On) { Wait(ActuatorHold.Interlock, turn.By, long.MaxValue); }
            return isChange;
        }

        return isDoubt ? FollowInDoubt(wish, turn, now) : Obey(wish.On, wish.Cause, wish.Rule, turn, now);
    }

    private bool FollowInDoubt(in Wish wish, in Turn turn, long now)
    {
        long patience = PatienceWith(wish, now);
        bool isForced = now >= patience;
        bool isForcedStill = isForced && _cause == ActuatorCause.StaleInput;
        bool isRuleForSafety = !isForcedStill && wish.Rule >= 0 && wish.On == declaration.SafeOn;
        bool isChange = isRuleForSafety && Obey(wish.On, wish.Cause, wish.Rule, turn, now);
        if (isRuleForSafety && On == wish.On) { return isChange; }
        if (isForced) { return Become(declaration.SafeOn, ActuatorCause.StaleInput, -1, now); }
        if (isRuleForSafety)
        {
            _holdEnds = Math.Min(_holdEnds, patience);
            return false;
        }

        Wait(ActuatorHold.Doubt, wish.Doubted, patience);
        return false;
    }

    private bool Obey(bool wanted, ActuatorCause cause, int rule, in Turn turn, long now)
    {
        if (wanted == On) { return Become(wanted, cause, rule, now); }
        (long free, ActuatorHold why) = FreeAt(wanted);
        int by = -1;
        if (wanted && turn.OnAt > free) { (free, why, by) = (turn.OnAt, turn.Why, turn.By); }
        if (now >= free) { return Become(wanted, cause, rule, now); }
        long own = FreeAt(wanted).At;
        Wait(why, by, free);
        _claimsAt = own > now ? own : long.MaxValue;
        return false;
    }

    /// <summary>When it may become the other state, other actuators aside, and what keeps it until
    /// then.</summary>
    private (long At, ActuatorHold Why) FreeAt(bool on)
    {
        (long free, ActuatorHold why) = (_since + (On ? _minOn : _minOff), ActuatorHold.MinimumTime);
        if (on == declaration.SafeOn) { return (free, why); }
        if (Rate is { } rate && rate.FreeAt > free) { (free, why) = (rate.FreeAt, ActuatorHold.SwitchingRate); }
        if (_notBefore > free) { (free, why) = (_notBefore, ActuatorHold.StartSpread); }
        return (free, why);
    }

    /// <summary>Until when a doubt is borne.</summary>
    private long PatienceWith(in Wish wish, long now) =>
        Math.Min(_doubtSince == Never ? now : _doubtSince, wish.UsableAt) + _maxAge;

    private bool Become(bool on, ActuatorCause cause, int rule, long now)
    {
        Release();
        bool isChange = on != On;
        if (isChange) { _since = now; }
        if (isChange && on != declaration.SafeOn) { Rate?.Count(now); }
        (On, _cause, _rule) = (on, cause, rule);
        return isChange;
    }

    private void Wait(ActuatorHold hold, int by, long until) =>
        (_hold, _heldBy, _holdEnds, _claimsAt) = (hold, by, until, long.MaxValue);

    private void Release() => Wait(ActuatorHold.None, -1, long.MaxValue);
}
