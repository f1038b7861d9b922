using System.Text;

namespace Edge.Hardening;

/// <summary>A plan as a technician reads it: what changes, what is so already, what stays and why.</summary>
public static class PlanText
{
    /// <param name="results">What was read, or what became of each step.</param>
    /// <param name="isDone">True after an apply or a verify: outcomes instead of intentions.</param>
    public static string Of(GuardPlan plan, IReadOnlyDictionary<string, StepResult> results, bool isDone)
    {
        var text = new StringBuilder();
        foreach (PlanEntry entry in plan.Entries.Where(entry => entry.Decision == Decision.Off
            && entry.Steps.Length > 0))
        {
            string what = Printable.Of($"{entry.Kind} {entry.Name}: {State(entry, results)}; {entry.Note}");
            text.Append(null, $"{Sign(entry, results, isDone)} {what}\n");
            foreach (GuardStep step in entry.Steps) { text.Append(null,
                $"      {Printable.Of(Line(step, results.GetValueOrDefault(step.Key), isDone))}\n"); }
        }
        foreach (PlanEntry entry in plan.Entries.Where(entry => entry.Decision == Decision.Spared))
        {
            text.Append(null, $"! {entry.Kind} {Printable.Of(entry.Name)}: stays on, not declared; {Printable.Of(entry.Note)}\n");
        }
        Listed(text, "Stays on, declared", plan, entry => entry.Decision == Decision.Kept, entry =>
            $"{entry.Kind} {entry.Name} ({entry.Note})");
        Listed(text, "Not on this machine", plan, entry => entry.Decision == Decision.NotOffered, entry =>
            $"{entry.Kind} {entry.Name}");
        Listed(text, "Off by another's step", plan, entry => entry.Decision == Decision.Off
            && entry.Steps.IsEmpty, entry => $"{entry.Kind} {entry.Name}");
        text.Append(null, $"Must survive: {string.Join(", ", plan.Survivors.Select(each => Printable.Of(each.ToString())).Distinct())}\n");
        return text.Append(Summary(plan, results, isDone)).ToString();
    }

    /// <summary>By the best of the steps that can be taken here.</summary>
    private static string State(PlanEntry entry, IReadOnlyDictionary<string, StepResult> results)
    {
        GuardStep[] steps = [.. entry.Steps.Where(step => results.GetValueOrDefault(step.Key) is not { Outcome: StepOutcome.OutOfReach })];
        return steps.Length == 0 ? "ON" : $"off ({Words.Of(steps.Min(step => step.Tier))})";
    }

    private static void Listed(StringBuilder text, string title, GuardPlan plan, Func<PlanEntry, bool> which,
        Func<PlanEntry, string> how)
    {
        string[] lines = [.. plan.Entries.Where(which).Select(how).Select(Printable.Of)];
        if (lines.Length > 0) { text.Append(null, $"{title}: {string.Join(", ", lines)}\n"); }
    }

    private static string Summary(GuardPlan plan, IReadOnlyDictionary<string, StepResult> results,
        bool isDone)
    {
        StepResult?[] all = [.. plan.Steps.Select(step => results.GetValueOrDefault(step.Key))];
        int so = all.Count(result => result is { Outcome: StepOutcome.AlreadySo or StepOutcome.NotThere });
        int later = all.Count(result => result is { Outcome: StepOutcome.AtNextBoot });
        int beyond = all.Count(result => result is { Outcome: StepOutcome.OutOfReach });
        int due = all.Length - so - later - beyond;
        int spared = plan.Entries.Count(entry => entry.Decision == Decision.Spared);
        string rest = $"{so} already so, {later} from the next boot on, {beyond} out of reach, {spared} spared";
        if (!isDone) { return $"Plan: {due} to change, {rest}. Nothing was changed.\n"; }
        int applied = all.Count(result => result is { Outcome: StepOutcome.Applied });
        return $"{applied} changed and read back, {rest}, {due - applied} not as wanted.\n";
    }

    private static char Sign(PlanEntry entry, IReadOnlyDictionary<string, StepResult> results, bool isDone)
    {
        StepOutcome[] outcomes = [.. entry.Steps.Select(step =>
            results.GetValueOrDefault(step.Key)?.Outcome ?? StepOutcome.Planned)];
        if (outcomes.Any(outcome =>
            outcome is StepOutcome.Failed or StepOutcome.NoEffect or StepOutcome.Undone or StepOutcome.OutOfReach)) { return '!'; }
        if (outcomes.All(outcome => outcome is StepOutcome.AlreadySo or StepOutcome.NotThere)) { return '='; }
        return isDone ? '+' : '-';
    }

    private static string Line(GuardStep step, StepResult? result, bool isDone)
    {
        string wanted = GuardReports.Shown(step.Wanted);
        string before = result?.Before is { } text ? GuardReports.Shown(text) : "nothing";
        string what = $"{Words.Of(step.Mechanism)} {step.Target}";
        if (result is null) { return $"{what} -> {wanted}"; }
        if (result.Outcome == StepOutcome.AlreadySo) { return $"{what} is {wanted}"; }
        string change = $"{what}: {before} -> {wanted}";
        if (result.Outcome == StepOutcome.Planned && !isDone) { return change; }
        string outcome = Words.Of(result.Outcome);
        if (result.Outcome == StepOutcome.NoEffect)
        {
            outcome += $" ({(result.Now is { } now ? GuardReports.Shown(now) : "nothing")})";
        }
        return $"{change}: {outcome}{(result.Words is { } words ? $" ({words})" : "")}";
    }
}
