using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>Reads what each step of a plan would change, or whether it holds. Changes nothing.</summary>
public sealed class PlanReader(IGuardHands hands)
{
    /// <summary>What would be changed.</summary>
    public IReadOnlyDictionary<string, StepResult> Look(GuardPlan plan) => Read(plan, StepOutcome.Planned);

    /// <summary>Whether everything is as it should be.</summary>
    public IReadOnlyDictionary<string, StepResult> Verify(GuardPlan plan) => Read(plan, StepOutcome.NoEffect);

    /// <param name="otherwise">The outcome of a step whose value is another one.</param>
    internal StepResult Compare(GuardStep step, StepOutcome otherwise)
    {
        try
        {
            string? now = hands.Read(step);
            StepOutcome none = step.Mechanism == Mechanism.BootLine ? StepOutcome.OutOfReach
                : StepOutcome.NotThere;
            return new(now, now, now is null ? none : now == step.Wanted ? StepOutcome.AlreadySo : otherwise);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new(null, null, StepOutcome.Failed, exception.Message);
        }
    }

    private Dictionary<string, StepResult> Read(GuardPlan plan, StepOutcome otherwise)
    {
        var results = new Dictionary<string, StepResult>(StringComparer.Ordinal);
        hands.Prepare(plan.Steps);
        foreach (GuardStep step in plan.Steps) { results[step.Key] = LowerTiers.Judge(plan, step, Compare(step, otherwise), results); }
        return results;
    }
}
