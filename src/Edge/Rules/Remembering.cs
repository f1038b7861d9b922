using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>Takes out of an engine what a restart must not forget, and puts it back.</summary>
internal static class Remembering
{
    public static EngineMemory Capture(
        Site site, RuleState[] rules, Arbiter[] arbiters, ModeValues modes, BootId boot, ReadingTime now)
    {
        long monotonic = now.MonotonicMilliseconds;
        long shortest = ShortestRunning(rules, arbiters, modes, monotonic);
        return new EngineMemory(
            boot,
            now,
            [.. rules.Select(rule => rule.Capture(monotonic)).OfType<RuleMemory>()],
            [.. arbiters.Select(each => (each.Declaration.Name, Ages: each.State.Rate?.Ages(monotonic)))
                .Where(each => each.Ages is { Length: > 0 })
                .Select(each => new ActuatorMemory(each.Name, [.. each.Ages!]))],
            [.. arbiters.Where(each => each.Override is not null)
                .Select(each => OverrideMemory.Of(each.Declaration.Name, each.Override!, monotonic))])
        {
            Modes = [.. modes.Choices.ToArray().Where(each => each.Value != 0).Select(each => ModeMemory.Of(site.Modes[each.Mode], each, monotonic))],
            ShortestRunning = shortest < long.MaxValue ? TimeSpan.FromMilliseconds(shortest) : null,
        };
    }

    public static void Restore(
        EngineMemory memory, Site site, RuleState[] rules, Arbiter[] arbiters, ModeValues modes, BootId boot, ReadingTime now)
    {
        long off = memory.TimePassed(boot, now);
        var byName = memory.Rules.ToDictionary(each => each.Name, StringComparer.Ordinal);
        foreach (RuleState rule in rules)
        {
            if (!byName.TryGetValue(rule.Compiled.Declaration.Name, out RuleMemory? found)) { continue; }
            rule.Restore(found, off, now.MonotonicMilliseconds);
        }

        foreach (Arbiter arbiter in arbiters)
        {
            string name = arbiter.Declaration.Name;
            ActuatorMemory? found = memory.Actuators.FirstOrDefault(each => each.Name == name);
            if (found is not null) { arbiter.State.Rate?.Restore(found.SwitchedMs, off, now.MonotonicMilliseconds); }
            OverrideMemory? person = memory.Overrides.FirstOrDefault(each => each.Actuator == name);
            arbiter.Override = person?.After(off, arbiter.State.Index, now);
        }

        foreach (ModeMemory mode in memory.Modes)
        {
            if (mode.After(off, site, now) is { } choice) { modes.Set(choice); }
        }
    }

    private static long ShortestRunning(RuleState[] rules, Arbiter[] arbiters, ModeValues modes, long now)
    {
        long shortest = long.MaxValue;
        foreach (RuleState rule in rules) { shortest = Math.Min(shortest, rule.ShortestRunning(now)); }
        foreach (Arbiter arbiter in arbiters)
        {
            if (arbiter.Override is { } person) { shortest = Math.Min(shortest, person.LastsMilliseconds); }
        }

        foreach (ModeChoice choice in modes.Choices) { shortest = Math.Min(shortest, choice.LastsMilliseconds); }
        return shortest;
    }
}
