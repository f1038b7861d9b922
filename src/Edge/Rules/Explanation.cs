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
}

/// <summary>Why an actuator is as it is, by the last scan.</summary>
/// <param name="Cause">What led to the state.</param>
/// <param name="Rule">Position in <see cref="Profiles.Site.Rules"/>: the rule that led to it, or -1.</param>
/// <param name="Since">Monotonic milliseconds of the last change, or of the start.</param>
/// <param name="Hold">Why it stays although the rules no longer say so.</param>
/// <param name="HeldBy">The unknown rule of a doubt, or -1.</param>
/// <param name="Until">Monotonic milliseconds when the hold ends; <see cref="long.MaxValue"/>: no hold.</param>
public readonly record struct ActuatorExplanation(
    bool On, ActuatorCause Cause, int Rule, long Since, ActuatorHold Hold, int HeldBy, long Until);

/// <summary>What a rule said in the last scan.</summary>
/// <param name="Reason">Why the verdict is unknown.</param>
/// <param name="Channel">The channel it lacks, position in <see cref="Profiles.Site.Channels"/>, or -1.</param>
/// <param name="HoldsAt">Monotonic milliseconds when <c>held-for</c> will be over if nothing changes;
/// <see cref="long.MaxValue"/> when it does not run.</param>
public readonly record struct RuleExplanation(
    Verdict Verdict, VerdictReason Reason, int Channel, long HoldsAt);
