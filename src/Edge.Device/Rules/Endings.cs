using Edge.Device.Control;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;

namespace Edge.Device.Rules;

/// <summary>What will end the state of an actuator, in words.</summary>
internal static class Endings
{
    public static IEnumerable<string> Of(Site site, Decision decision, ReadingTime now)
    {
        ActuatorExplanation why = decision.Why;
        if (why.OnUntil != long.MaxValue) { yield return $"in {In(why.OnUntil, now)} at the latest: max-on"; }
        if (decision.Override is { } person) { yield return $"in {In(person.EndsAt, now)}: the override by {person.Who} is over"; }
        string? held = HoldEnds(site, why, now);
        if (held is not null) { yield return held; }
        if (held is not null || decision.Override is not null) { yield break; }
        foreach (string change in RuleChanges(site, decision, now)) { yield return change; }
    }

    private static string? HoldEnds(Site site, in ActuatorExplanation why, ReadingTime now)
    {
        string then = why.Wanted ? "on" : "off";
        return why.Hold switch
        {
            ActuatorHold.None => null,
            ActuatorHold.Doubt => $"when rule {site.Rules[why.HeldBy].Name} is known again; in {In(why.Until, now)} the safe state",
            ActuatorHold.Interlock when why.Until == long.MaxValue =>
                $"when {site.Actuators[why.HeldBy].Name} no longer wants or has the turn, and the wait is over",
            _ => $"in {In(why.Until, now)}: {PlainWords.Of(why.Hold.ToString())} over, then {then}",
        };
    }

    /// <summary>The rule that decides no longer holds; one above it that wants otherwise does; where none
    /// decides, any that wants it on.</summary>
    private static IEnumerable<string> RuleChanges(Site site, Decision decision, ReadingTime now)
    {
        foreach (RuleSaid said in decision.Rules)
        {
            RuleDeclaration rule = site.Rules[said.Rule];
            string timer = said.Said.HoldsAt == long.MaxValue ? "" : $" (a timer of it ends in {In(said.Said.HoldsAt, now)})";
            if (said.Said.ScheduleChangesAt != long.MaxValue) { timer += $" (its schedule is looked at again in {In(said.Said.ScheduleChangesAt, now)})"; }
            if (said.Rule == decision.Why.WantedBy)
            {
                yield return $"when rule {rule.Name} no longer holds: {Explaining.Says(rule)}{timer}";
                yield break;
            }

            if (rule.SwitchOn != decision.Why.Wanted && said.Said.Verdict != Verdict.True)
            {
                yield return $"when rule {rule.Name} holds: {Explaining.Says(rule)}{timer}";
            }
        }
    }

    private static string In(long at, ReadingTime now) => StatusText.Left(Math.Max(0, at - now.MonotonicMilliseconds));
}
