namespace Edge.Rules;

/// <summary>What keeps an actuator from doing what its rules say.</summary>
public enum ActuatorHold : byte
{
    /// <summary>Nothing: it does what its cause says.</summary>
    None = 0,
    /// <summary>A rule that matters is unknown; until its inputs are too old, the state stays.</summary>
    Doubt = 1,
    /// <summary>Its minimum on or off time is not over.</summary>
    MinimumTime = 2,
    /// <summary>Another actuator of its interlock group is on, or was so too lately.</summary>
    Interlock = 3,
    /// <summary>It was switched as often as its relay bears in the time.</summary>
    SwitchingRate = 4,
    /// <summary>The power came back lately, and it takes its turn.</summary>
    StartSpread = 5,
    /// <summary>Another actuator of its soft-start group was switched on too lately.</summary>
    SoftStart = 6,
}

/// <summary>What the line or sensor that is read back says about an actuator.</summary>
public enum ReadBackState : byte
{
    /// <summary>Nothing is read back.</summary>
    None = 0,
    /// <summary>It agrees with the state.</summary>
    Agrees = 1,
    /// <summary>It contradicts the state for longer than declared.</summary>
    Differs = 2,
    /// <summary>It cannot be read, or has not had its time yet.</summary>
    Unknown = 3,
}

/// <summary>Why an actuator is as it is, by the last scan.</summary>
/// <param name="Cause">What led to the state.</param>
/// <param name="Rule">Position in <see cref="Profiles.Site.Rules"/>: the rule that led to it, or -1.</param>
/// <param name="Since">Monotonic milliseconds of the last change, or of the start.</param>
/// <param name="Hold">Why it stays although the rules no longer say so.</param>
/// <param name="HeldBy">The unknown rule of a doubt, the actuator that has the turn in an interlock; or
/// -1.</param>
/// <param name="Until">Monotonic milliseconds when the hold ends; <see cref="long.MaxValue"/>: no hold, or
/// one that
/// another actuator ends.</param>
public readonly record struct ActuatorExplanation(
    bool On, ActuatorCause Cause, int Rule, long Since, ActuatorHold Hold, int HeldBy, long Until)
{
    /// <summary>What the rules, or a person, want now, whatever holds it.</summary>
    public bool Wanted { get; init; }

    /// <summary>The rule that wants it, or -1.</summary>
    public int WantedBy { get; init; } = -1;

    public ReadBackState ReadBack { get; init; }

    /// <summary>Monotonic milliseconds when it must go off at the latest; <see cref="long.MaxValue"/>:
    /// nothing says so.</summary>
    public long OnUntil { get; init; } = long.MaxValue;
}

/// <summary>What a rule said in the last scan.</summary>
/// <param name="Reason">Why the verdict is unknown.</param>
/// <param name="Channel">The channel it lacks, position in <see cref="Profiles.Site.Channels"/>, or
/// -1.</param>
/// <param name="HoldsAt">Monotonic milliseconds when <c>held-for</c> will be over if nothing changes;
/// <see cref="long.MaxValue"/> when it does not run.</param>
public readonly record struct RuleExplanation(
    Verdict Verdict, VerdictReason Reason, int Channel, long HoldsAt)
{
    /// <summary>Monotonic milliseconds when its schedule may change; <see cref="long.MaxValue"/>: it has
    /// none, or nobody knows the date.</summary>
    public long ScheduleChangesAt { get; init; } = long.MaxValue;
}
