using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>The highest tier that works: a radio whose module is in use is not absent, but blocked.</summary>
internal static class LowerTiers
{
    /// <summary>Changes the results of an entry's module steps where its radio is blocked.</summary>
    public static void Judge(PlanEntry entry, Dictionary<string, StepResult> results)
    {
        bool isBlocked = entry.Steps.Any(step => step.Mechanism == Mechanism.RadioBlock
            && results.GetValueOrDefault(step.Key) is { Outcome: StepOutcome.Applied or StepOutcome.AlreadySo });
        if (!isBlocked) { return; }
        foreach (GuardStep step in entry.Steps.Where(step => step is { Mechanism: Mechanism.Module, Wanted: "barred" }))
        {
            if (results.GetValueOrDefault(step.Key) is { Outcome: StepOutcome.Failed or StepOutcome.NoEffect } result)
            {
                results[step.Key] = result with { Outcome = StepOutcome.LowerTier };
            }
        }
    }
}
