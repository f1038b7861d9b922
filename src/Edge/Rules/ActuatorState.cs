using Edge.Profiles;

namespace Edge.Rules;

/// <summary>The one who decides about an actuator: what the rules want, what is safe, what the relay bears.</summary>
/// <remarks>The highest priority that holds wins; between equals that disagree the safe side wins. An unknown rule that
/// could have decided otherwise leaves the actuator as it is, until its inputs have been unusable for
/// <see cref="ActuatorDeclaration.MaxInputAge"/>: then the safe state. Minimum on and off times yield to a safe state
/// taken in doubt, at start and at shutdown, not to an ordinary decision.</remarks>
internal sealed class ActuatorState(ActuatorDeclaration declaration)
{
    private readonly long _maxAge = (long)declaration.MaxInputAge.TotalMilliseconds;
    private long _doubtSince = -1;

    public ActuatorDeclaration Declaration => declaration;

    public bool On { get; private set; } = declaration.SafeOn;

    public ActuatorCause Cause { get; private set; } = ActuatorCause.Start;

    /// <summary>The rule that decided, or -1.</summary>
    public int Rule { get; private set; } = -1;

    /// <summary>Monotonic milliseconds of the last change of <see cref="On"/>.</summary>
    public long Since { get; private set; }

    /// <summary>When time alone may change this actuator; <see cref="long.MaxValue"/> when it will not.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    /// <summary>Takes the safe state at once.</summary>
    public void TakeSafe(ActuatorCause cause, long now)
    {
        _doubtSince = -1;
        Deadline = long.MaxValue;
        if (cause == ActuatorCause.Start) { Since = now; }
        Switch(declaration.SafeOn, cause, -1, now, force: true);
    }

    /// <summary>Decides on one scan. <paramref name="inputsUsableAt"/> belongs to the unknown rules alone.</summary>
    /// <param name="wanted">What the winning rule wants, or off.</param>
    /// <param name="winner">The winning rule, or -1.</param>
    /// <param name="doubt">True when an unknown rule could have decided otherwise.</param>
    /// <returns>True when the state changed.</returns>
    public bool Decide(bool wanted, int winner, bool doubt, long inputsUsableAt, long now)
    {
        Deadline = long.MaxValue;
        if (!doubt)
        {
            _doubtSince = -1;
            return Switch(wanted, winner >= 0 ? ActuatorCause.Rule : ActuatorCause.NoRule, winner, now, force: false);
        }

        if (_doubtSince < 0) { _doubtSince = now; }
        long patience = Math.Min(_doubtSince, inputsUsableAt) + _maxAge;
        if (now >= patience) { return Switch(declaration.SafeOn, ActuatorCause.StaleInput, -1, now, force: true); }
        Deadline = patience;
        return false;
    }

    private bool Switch(bool on, ActuatorCause cause, int rule, long now, bool force)
    {
        if (on == On)
        {
            (Cause, Rule) = (cause, rule);
            return false;
        }

        // After the start the first decision is free: the relay did not move when the safe state was applied.
        TimeSpan least = On ? declaration.MinOn : declaration.MinOff;
        long free = Since + (long)least.TotalMilliseconds;
        if (!force && Cause != ActuatorCause.Start && now < free)
        {
            Deadline = free;
            return false;
        }

        (On, Cause, Rule, Since) = (on, cause, rule, now);
        return true;
    }
}
