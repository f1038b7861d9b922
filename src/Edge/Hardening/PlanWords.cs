namespace Edge.Hardening;

/// <summary>The words for steps and entries of a plan, by what was read of them.</summary>
internal sealed class PlanWords(IReadOnlyDictionary<string, StepResult> results, PlanView view,
    bool isVerbose)
{
    /// <summary>As many that say the same are still lines of their own.</summary>
    private const int MostAlike = 3;

    public bool IsGood(GuardStep step) => OutcomeOf(step).IsGood();

    /// <summary><c>!</c> to be looked at, <c>-</c> to be done, <c>+</c> done, <c>=</c> so already.</summary>
    public char Sign(PlanEntry entry)
    {
        StepOutcome[] outcomes = [.. entry.Steps.Select(OutcomeOf)];
        bool isOutOfReach = outcomes.Contains(StepOutcome.OutOfReach)
            && outcomes.All(outcome => outcome is StepOutcome.OutOfReach or StepOutcome.NotThere);
        if (isOutOfReach || outcomes.Any(IsTrouble)) { return '!'; }
        if (outcomes.Contains(StepOutcome.Planned)) { return '-'; }
        return view == PlanView.Applied && outcomes.Any(outcome =>
            outcome is StepOutcome.Applied or StepOutcome.AtNextBoot or StepOutcome.LowerTier)
            ? '+' : '=';
    }

    /// <summary>By the best of the steps that hold, or that are to be taken.</summary>
    public string State(PlanEntry entry)
    {
        GuardStep[] counted = [.. entry.Steps.Where(step =>
            OutcomeOf(step) is not (StepOutcome.OutOfReach or StepOutcome.NotThere))];
        if (counted.Length == 0)
        {
            return entry.Steps.Any(step => OutcomeOf(step) == StepOutcome.OutOfReach) ? "stays ON"
                : "nothing there";
        }
        if (entry.Steps.All(IsWhole)) { return Whole(entry.Steps[0]); }
        if (counted.Any(step => IsTrouble(OutcomeOf(step)))) { return view == PlanView.Plan ? "cannot be told"
            : "NOT off"; }
        GuardStep[] best = [.. counted.Where(step => OutcomeOf(step) != StepOutcome.LowerTier)];
        string tier = Words.Of((best.Length > 0 ? best : counted).Min(step => step.Tier));
        if (counted.Any(step =>
            OutcomeOf(step) == StepOutcome.AtNextBoot)) { return $"off with the next boot ({tier})"; }
        return counted.Any(step => OutcomeOf(step) == StepOutcome.Planned) ? $"is to be off ({tier})"
            : $"is off ({tier})";
    }

    /// <summary>Entries that differ in their name alone stand together where they are many.</summary>
    public IEnumerable<PlanEntry[]> Folded(IEnumerable<PlanEntry> entries, char sign)
    {
        foreach (IGrouping<string, PlanEntry> group in entries.GroupBy(Alikeness))
        {
            PlanEntry[] alike = [.. group];
            if (isVerbose || sign == '!' || alike.Length <= MostAlike)
            {
                foreach (PlanEntry entry in alike) { yield return [entry]; }
            }
            else { yield return alike; }
        }
    }

    /// <summary>One line for each step, or for steps that change many things in the same way.</summary>
    public IEnumerable<string> Lines(IReadOnlyCollection<GuardStep> steps)
    {
        foreach (IGrouping<(Mechanism Mechanism, string Change), GuardStep> group in steps.GroupBy(step =>
            (step.Mechanism, Change: Change(step))))
        {
            string[] targets = [.. group.Select(step => step.Target)];
            if (isVerbose || targets.Length <= MostAlike)
            {
                foreach (string target in targets) { yield return $"{Words.Of(group.Key.Mechanism)} {target}{group.Key.Change}"; }
            }
            else
            {
                string first = string.Join(", ", targets.Take(MostAlike));
                yield return $"{Words.Of(group.Key.Mechanism)} {first} and {targets.Length - MostAlike} more{group.Key.Change}";
            }
        }
    }

    /// <summary>A long text that is one value: its lines are told one by one elsewhere.</summary>
    public static bool IsWhole(GuardStep step) =>
        step.Mechanism is Mechanism.Firewall or Mechanism.UnitRights;

    /// <summary>What is said of such a text.</summary>
    public string Whole(GuardStep step)
    {
        StepResult? result = results.GetValueOrDefault(step.Key);
        string now = result?.Now is { Length: > 0 } ? "another one is in force" : "none is in force";
        return OutcomeOf(step) switch
        {
            StepOutcome.AlreadySo => "in force",
            StepOutcome.Applied => "set now, and read back",
            StepOutcome.Planned => $"is to be set; {now}",
            StepOutcome.NotThere => "nothing there to set it for",
            StepOutcome.NoEffect when view == PlanView.Verified => $"DOES NOT HOLD, {now}",
            _ => $"{Words.Of(OutcomeOf(step))}{Why(result)}",
        };
    }

    private StepOutcome OutcomeOf(GuardStep step) =>
        results.GetValueOrDefault(step.Key)?.Outcome ?? StepOutcome.Planned;

    private static bool IsTrouble(StepOutcome outcome) =>
        outcome is StepOutcome.Failed or StepOutcome.NoEffect or StepOutcome.Undone;

    private string Alikeness(PlanEntry entry) => entry.Steps switch
    {
        [] => $"{entry.Kind}|{entry.Note}",
        [{ } step] => $"{entry.Kind}|{entry.Note}|{step.Mechanism}|{Change(step)}",
        _ => $"{entry.Kind}|{entry.Note}|{entry.Name}",
    };

    private string Change(GuardStep step)
    {
        string wanted = Shown(step, step.Wanted);
        if (results.GetValueOrDefault(step.Key) is not { } result) { return $": -> {wanted}"; }
        string before = result.Before is { } text ? Shown(step, text) : "nothing";
        string now = result.Now is { } read ? Shown(step, read) : "nothing";
        return result.Outcome switch
        {
            StepOutcome.AlreadySo => $" is {wanted}",
            StepOutcome.Planned => $": {before} -> {wanted}",
            StepOutcome.NotThere => ": nothing there",
            StepOutcome.NoEffect when view == PlanView.Verified => $" is {now}, is to be {wanted}",
            StepOutcome.Failed when view != PlanView.Applied => $": cannot be read{Why(result)}",
            StepOutcome.NoEffect =>
                $": {before} -> {wanted}: {Words.Of(result.Outcome)} ({now}){Why(result)}",
            _ => $": {before} -> {wanted}: {Words.Of(result.Outcome)}{Why(result)}",
        };
    }

    private static string Shown(GuardStep step, string value) =>
        !IsWhole(step) || value.Length == 0 ? GuardReports.Shown(value) : value == step.Wanted ? "as declared"
            : "another one";

    private static string Why(StepResult? result) => result?.Words is { } words ? $" ({words})" : "";
}
