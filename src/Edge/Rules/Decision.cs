using System.Collections.Immutable;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>One decision about an actuator with all that it rested on.</summary>
/// <param name="Time">Of the scan.</param>
/// <param name="Rules">What its rules said, those that decide first in front; at most
/// <see cref="DecisionHistory.MaxRules"/>.</param>
/// <param name="Inputs">The readings of the channels that those rules name, and of the one that is read
/// back; at
/// most <see cref="DecisionHistory.MaxInputs"/>.</param>
/// <param name="Override">The person's decision that held, or null.</param>
public sealed record Decision(
    int Actuator, ReadingTime Time, ActuatorExplanation Why, ImmutableArray<RuleSaid> Rules,
    ImmutableArray<Reading> Inputs, ActuatorOverride? Override)
{
    /// <summary>The modes that those rules name, as they were.</summary>
    public ImmutableArray<ModeChoice> Modes { get; init; } = [];
}

/// <param name="Rule">Position in <see cref="Profiles.Site.Rules"/>.</param>
public readonly record struct RuleSaid(int Rule, RuleExplanation Said);
