using Edge.Device.Control;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;

namespace Edge.Device.Rules;

/// <summary>Puts a decision into the words of a report.</summary>
public static class Explaining
{
    /// <param name="now">The moment that spans and rests are told of; the ages of inputs are those that the decision
    /// saw.</param>
    public static ExplainReport Of(Site site, Decision decision, ReadingTime now, Decision? oldest)
    {
        ActuatorDeclaration actuator = site.Actuators[decision.Actuator];
        ActuatorExplanation why = decision.Why;
        string? hold = why.Hold == ActuatorHold.None ? null : PlainWords.Of(why.Hold.ToString());
        return new ExplainReport(
            actuator.Name,
            now.UnixMilliseconds,
            PlainWords.Of(now.Quality.ToString()),
            why.On,
            actuator.SafeOn,
            now.MonotonicMilliseconds - why.Since,
            PlainWords.Of(why.Cause.ToString()),
            NameOf(site, why.Rule),
            why.Wanted,
            NameOf(site, why.WantedBy),
            hold,
            why.Hold == ActuatorHold.Doubt ? NameOf(site, why.HeldBy)
                : why.HeldBy >= 0 ? site.Actuators[why.HeldBy].Name
                : null,
            Rest(why.Until, now),
            Rest(why.OnUntil, now),
            why.ReadBack == ReadBackState.None ? null : PlainWords.Of(why.ReadBack.ToString()),
            decision.Override is { } person ? StatusOf(site, person, now) : null,
            [.. decision.Rules.Select(rule => RuleOf(site, rule, why, now))],
            [.. decision.Inputs.Select(reading => InputOf(site, reading, decision.Time))],
            [.. Endings.Of(site, decision, now)],
            oldest?.Time.UnixMilliseconds)
        {
            Modes = [.. decision.Modes.Select(each => StatusOf(site, each, now))],
        };
    }

    public static ModeStatus StatusOf(Site site, ModeChoice choice, ReadingTime now)
    {
        ModeDeclaration mode = site.Modes[choice.Mode];
        bool isChosen = choice.Who is not null;
        return new ModeStatus(
            mode.Name, mode.Values[choice.Value], [.. mode.Values], isChosen ? choice.UserId : null, choice.Who,
            isChosen ? choice.Set.UnixMilliseconds : null, Rest(choice.Term.EndsAt, now));
    }

    public static OverrideStatus StatusOf(Site site, ActuatorOverride item, ReadingTime now) => new(
        site.Actuators[item.Actuator].Name, item.On, item.UserId, item.Who, item.Why, item.Set.UnixMilliseconds,
        now.UnixMilliseconds + (item.EndsAt - now.MonotonicMilliseconds), item.EndsAt - now.MonotonicMilliseconds);

    internal static string Says(RuleDeclaration rule)
    {
        var parts = new List<string>();
        if (rule.Condition is { } condition) { parts.Add(string.Join(' ', condition.Split('\n', StringSplitOptions.TrimEntries))); }
        if (rule.Hysteresis is { } h)
        {
            parts.Add($"{h.Channel} from {NumberText(h.On)} on until {NumberText(h.Off)}");
        }

        if (rule.Latch is { } latch) { parts.Add($"latch set by {latch.Set}, reset by {latch.Reset}"); }
        if (rule.Schedule is { } schedule) { parts.Add($"schedule {string.Join("; ", schedule.Spans)}"); }
        return string.Join(" and ", parts);
    }

    private static RuleStatus RuleOf(Site site, RuleSaid said, in ActuatorExplanation why, ReadingTime now)
    {
        RuleDeclaration rule = site.Rules[said.Rule];
        RuleExplanation found = said.Said;
        bool isUnknown = found.Verdict == Verdict.Unknown;
        return new RuleStatus(
            rule.Name,
            rule.Priority,
            rule.SwitchOn ? "on" : "off",
            PlainWords.Of(found.Verdict.ToString()),
            isUnknown ? PlainWords.Of(found.Reason.ToString()) : null,
            found.Channel >= 0 ? site.Channels[found.Channel].Name : null,
            Says(rule),
            Rest(found.HoldsAt, now),
            EffectOf(said, rule, why));
    }

    private static string EffectOf(RuleSaid said, RuleDeclaration rule, in ActuatorExplanation why) => said.Said.Verdict switch
    {
        Verdict.Unknown => why.Hold == ActuatorHold.Doubt && why.HeldBy == said.Rule ? "in doubt" : "none",
        Verdict.True when said.Rule == why.WantedBy => "decides",
        Verdict.True => rule.SwitchOn == why.Wanted ? "agrees" : "outvoted",
        _ => "none",
    };

    private static InputStatus InputOf(Site site, in Reading reading, ReadingTime seen)
    {
        ChannelDeclaration channel = site.Channels[reading.Channel];
        return new InputStatus(
            channel.Name,
            reading.IsUsable ? reading.Value : null,
            channel.Unit.Symbol(),
            PlainWords.Of(reading.Quality.ToString()),
            reading.Reason == QualityReason.None ? "" : PlainWords.Of(reading.Reason.ToString()),
            reading.Reason == QualityReason.NeverRead ? null : seen.MonotonicMilliseconds - reading.Time.MonotonicMilliseconds);
    }

    private static string? NameOf(Site site, int rule) => rule >= 0 ? site.Rules[rule].Name : null;

    private static long? Rest(long until, ReadingTime now) =>
        until == long.MaxValue ? null : Math.Max(0, until - now.MonotonicMilliseconds);

    private static string NumberText(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
