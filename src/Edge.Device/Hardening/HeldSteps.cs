using System.Collections.Immutable;
using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>What the guard switched off before is no longer found by looking: it stays in the plan, so that
/// it is read back each time.</summary>
internal static class HeldSteps
{
    /// <param name="policy">Hash of the policy in force, in hexadecimal; what another one wanted is not
    /// held.</param>
    public static GuardPlan AddTo(GuardPlan plan, IEnumerable<LedgerEntry> ledger, string policy)
    {
        HashSet<string> planned = [.. plan.Steps.Select(step => step.Key)];
        ImmutableArray<PlanEntry> held =
        [
            .. ledger.Where(entry => entry.Policy == policy
                && !planned.Contains(entry.Step.Key)).Select(entry => new PlanEntry(
                entry.Step.Target, Words.Of(entry.Step.Mechanism), Decision.Off, "switched off before",
                    [entry.Step])),
        ];
        return plan with { Entries = plan.Entries.AddRange(held) };
    }
}
