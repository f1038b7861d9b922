using Edge.Updates.Releases;

namespace Edge.Updates;

/// <summary>What was seen of the running candidate at one moment.</summary>
/// <param name="Runs">The candidate itself answers, not another version.</param>
/// <param name="UnitsDown">Units that are not active, of those that count.</param>
/// <param name="ScansRules">The rules are loaded and are being evaluated.</param>
/// <param name="StoresReadings">Null: it does; otherwise why not.</param>
/// <param name="UsableChannels">Channels whose newest reading is usable.</param>
public sealed record HealthSight(
    bool Runs, IReadOnlyList<string> UnitsDown, bool ScansRules, string? StoresReadings, int UsableChannels);

public enum Health : byte
{
    /// <summary>Not yet; there is time left.</summary>
    Open = 1,
    Healthy = 2,
    Unhealthy = 3,
}

/// <summary>Whether a candidate may stay.</summary>
/// <param name="Detail">Which criteria did not hold; empty when all did.</param>
public sealed record HealthVerdict(Health Health, string Detail)
{
    /// <summary>How long all criteria must hold without a break: a process that dies again at once has not been well.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <summary>The sum of the criteria.</summary>
    /// <param name="sight">Null: nobody answers.</param>
    /// <param name="usableBefore">Usable channels of the version before; null: unknown, then one is enough.</param>
    /// <param name="sinceStart">Since the watch began.</param>
    /// <param name="wellFor">How long all criteria have held without a break, this sight not counted.</param>
    public static HealthVerdict Of(
        HealthRules rules, HealthSight? sight, int? usableBefore, TimeSpan sinceStart, TimeSpan wellFor)
    {
        string detail = string.Join("; ", Problems(rules, sight, usableBefore));
        bool late = sinceStart >= rules.Deadline;
        return new HealthVerdict(
            detail.Length == 0 && wellFor >= Settling ? Health.Healthy : late ? Health.Unhealthy : Health.Open,
            detail.Length == 0 && late ? $"all well, but for less than {Settling.TotalSeconds:0} s" : detail);
    }

    /// <summary>True when every criterion holds now.</summary>
    public static bool IsWell(HealthRules rules, HealthSight? sight, int? usableBefore) =>
        !Problems(rules, sight, usableBefore).Any();

    private static IEnumerable<string> Problems(HealthRules rules, HealthSight? sight, int? usableBefore)
    {
        if (sight is not { Runs: true })
        {
            yield return sight is null ? "no gateway answers" : "another version answers";
            yield break;
        }
        foreach (string unit in sight.UnitsDown) { yield return $"{unit} is not active"; }
        foreach (HealthCriterion criterion in rules.Criteria)
        {
            if (Problem(criterion, sight, usableBefore) is string problem) { yield return problem; }
        }
    }

    private static string? Problem(HealthCriterion criterion, HealthSight sight, int? usableBefore)
    {
        int expected = usableBefore ?? 1;
        return criterion switch
        {
            HealthCriterion.RulesLoaded => sight.ScansRules ? null : "the rules are not evaluated",
            HealthCriterion.OutboxWritable => sight.StoresReadings is string why ? $"readings cannot be stored: {why}" : null,
            HealthCriterion.SensorsPlausible => sight.UsableChannels >= expected
                ? null
                : $"{sight.UsableChannels} channels have a usable reading, expected {expected}",
            _ => $"unknown criterion {criterion}",
        };
    }
}
