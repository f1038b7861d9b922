using Edge.Profiles;

namespace Edge.Hardening;

/// <summary>The last line of a plan: how many of its steps are how.</summary>
internal sealed class PlanSummary(GuardPolicy policy, GuardPlan plan, IReadOnlyDictionary<string,
    StepResult> results, PlanView view)
{
    public override string ToString()
    {
        int all = plan.Steps.Count();
        int so = Count(StepOutcome.AlreadySo, StepOutcome.NotThere);
        int applied = Count(StepOutcome.Applied, StepOutcome.LowerTier);
        int later = Count(StepOutcome.AtNextBoot);
        int beyond = Count(StepOutcome.OutOfReach);
        int rest = all - so - applied - later - beyond;
        string others = Others((later, "from the next boot on"), (beyond, "out of reach"),
            (plan.Entries.Count(entry => entry.Decision == Decision.Spared), "spared"));
        return view switch
        {
            PlanView.Plan => $"Plan: {rest} to change, {so + applied} as wanted already{others}. Nothing was changed.{Mode}",
            PlanView.Verified => rest == 0
                ? $"Everything holds: {so + applied} settings were read back{others}.{Mode}"
                : $"{rest} of {all} settings DO NOT HOLD, {so + applied} do{others}. Nothing was changed.{Mode}",
            _ => rest == 0
                ? $"{applied} changed and read back, {so} were so already{others}. Nothing is left to do."
                : $"{rest} of {all} settings are NOT AS WANTED; {applied} changed and read back, {so} were so already{others}.",
        };
    }

    private string Mode => policy.Mode == GuardMode.ReportOnly
        ? " The site file says guard: report-only: none of it is enforced." : "";

    private int Count(params StepOutcome[] outcomes) => plan.Steps.Count(step =>
        results.GetValueOrDefault(step.Key) is { } result && outcomes.Contains(result.Outcome));

    private static string Others(params ReadOnlySpan<(int Count, string What)> each)
    {
        string text = "";
        foreach ((int count, string what) in each) { text += count > 0 ? $", {count} {what}" : ""; }
        return text;
    }
}
