using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>The highest tier that works: a radio whose module is in use is not absent, but blocked.</summary>
internal static class LowerTiers
{
    /// <summary>What came out of a step of a plan, with what came out of the steps before it.</summary>
    public static StepResult Judge(GuardPlan plan, GuardStep step, StepResult result, IReadOnlyDictionary<string, StepResult> before)
    {
        bool isOpen = step is { Mechanism: Mechanism.Module, Wanted: "barred" }
            && result.Outcome is StepOutcome.Failed or StepOutcome.NoEffect;
        if (!isOpen) { return result; }
        bool isBlocked = plan.Entries.Where(entry => entry.Steps.Contains(step)).SelectMany(entry => entry.Steps).Any(other =>
            other.Mechanism == Mechanism.RadioBlock
            && before.GetValueOrDefault(other.Key) is { Outcome: StepOutcome.Applied or StepOutcome.AlreadySo });
        return isBlocked ? result with { Outcome = StepOutcome.LowerTier } : result;
    }
}
