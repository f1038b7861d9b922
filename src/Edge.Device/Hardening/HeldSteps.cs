using System.Collections.Immutable;
using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>What the guard switched off before is no longer found by looking: it stays in the plan, so that
/// it is read back each time.</summary>
internal static class HeldSteps
{
    /// <param name="policy">In force. Of what another one wanted, all stays that this one does not keep by
    /// name: a change of the
    /// site file opens nothing for a moment.</param>
    public static GuardPlan AddTo(GuardPlan plan, IEnumerable<LedgerEntry> ledger, GuardPolicy policy)
    {
        HashSet<string> planned = [.. plan.Steps.Select(step => step.Key)];
        string hash = Convert.ToHexStringLower(policy.Hash());
        ImmutableArray<PlanEntry> held =
        [
            .. ledger.Where(entry => !planned.Contains(entry.Step.Key)
                && (policy.IsBare || entry.Policy == hash || policy.HoldsOff(entry.Step))).Select(entry => new PlanEntry(
                entry.Step.Target, Words.Of(entry.Step.Mechanism), Decision.Off, "switched off before",
                    [entry.Step])),
        ];
        return plan with { Entries = plan.Entries.AddRange(held) };
    }

    /// <summary>Says at an entry of which a step is not taken, as it stopped something once, since when and why.</summary>
    public static GuardPlan Explain(GuardPlan plan, IReadOnlyList<BrokenStep> broken, GuardPolicy policy)
    {
        if (broken.Count == 0) { return plan; }
        string hash = Convert.ToHexStringLower(policy.Hash());
        return plan with
        {
            Entries = [.. plan.Entries.Select(entry => broken.FirstOrDefault(each => each.Policy == hash
                && entry.Steps.Any(step => step.Key == each.Key)) is { } known ? entry with { Note = known.Words } : entry)],
        };
    }
}
