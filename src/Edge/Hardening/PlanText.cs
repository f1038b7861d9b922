using System.Text;

namespace Edge.Hardening;

/// <summary>When a plan is told: before, after, or by reading back alone. Numbers are never
/// reordered.</summary>
public enum PlanView : byte
{
    /// <summary>What would be done; nothing is.</summary>
    Plan = 1,
    /// <summary>What was done.</summary>
    Applied = 2,
    /// <summary>What holds.</summary>
    Verified = 3,
}

/// <summary>A plan as a technician reads it: what is to be off, what may pass, what stays and why, what to
/// look at.</summary>
/// <param name="warnings">What is as declared and will not work, as sentences.</param>
/// <param name="isVerbose">True: nothing is folded, and each value stands there.</param>
public sealed class PlanText(GuardPolicy policy, GuardPlan plan, IReadOnlyDictionary<string,
    StepResult> results, PlanView view,
    IReadOnlyList<string> warnings, bool isVerbose = false)
{
    private readonly StringBuilder _text = new();
    private readonly PlanWords _words = new(results, view, isVerbose);

    public override string ToString()
    {
        _text.Clear();
        PlanEntry[] off = [.. plan.Entries.Where(entry => entry.Decision == Decision.Off
            && entry.Steps.Length > 0 && !IsOwnSection(entry))];
        Entries(off, '!', view switch
        {
            PlanView.Plan => "Stays on, or cannot be read",
            PlanView.Verified => "Does not hold",
            _ => "Not as wanted",
        });
        Entries(off, '-', "To be switched off");
        Entries(off, '+', "Switched off now, and read back");
        Entries(off, '=', view == PlanView.Verified ? "Holds" : "Off already");
        PacketFilter();
        Rights();
        Kept();
        Listed("Closed by one of the steps above", entry => entry.Decision == Decision.Off
            && entry.Steps.IsEmpty);
        if (isVerbose || view == PlanView.Plan) { Listed("Not on this machine", entry =>
            entry.Decision == Decision.NotOffered); }
        MustSurvive();
        Technician();
        LookHere();
        _text.Append('\n').Append(new PlanSummary(policy, plan, results, view)).Append('\n');
        return _text.ToString();
    }

    /// <summary>Filter and rights are told line by line where they are not simply as they should
    /// be.</summary>
    private bool IsOwnSection(PlanEntry entry) =>
        entry.Steps.All(step => PlanWords.IsWhole(step) && (view == PlanView.Plan || isVerbose
            || !_words.IsGood(step)));

    private GuardStep? SectionOf(Mechanism mechanism) => plan.Entries.Where(entry => entry.Steps.Length > 0
        && IsOwnSection(entry))
        .SelectMany(entry => entry.Steps).FirstOrDefault(step => step.Mechanism == mechanism);

    private void Title(string title) => _text.Append(null, $"{(_text.Length > 0 ? "\n" : "")}{title}:\n");

    private void Line(string line) => _text.Append(null, $"{line}\n");

    /// <summary>Entries of one sign; those that say the same are one line with their number.</summary>
    private void Entries(PlanEntry[] entries, char sign, string title)
    {
        PlanEntry[] those = [.. entries.Where(entry => _words.Sign(entry) == sign)];
        if (those.Length == 0) { return; }
        Title(title);
        foreach (PlanEntry[] alike in _words.Folded(those, sign)) { Alike(alike, sign); }
    }

    private void Alike(PlanEntry[] alike, char sign)
    {
        PlanEntry first = alike[0];
        string state = _words.State(first);
        if (alike.Length > 1 && state.StartsWith("is ",
            StringComparison.Ordinal)) { state = $"are {state["is ".Length..]}"; }
        string note = first.Note.Length > 0 ? $"; {first.Note}" : "";
        Line($"  {sign} {Printable.Of($"{NameOf(alike)}: {state}{note}")}");
        if (sign == '=' && !isVerbose) { return; }
        foreach (string line in _words.Lines([.. alike.SelectMany(entry =>
            entry.Steps)])) { Line($"      {Printable.Of(line)}"); }
    }

    private void PacketFilter()
    {
        if (SectionOf(Mechanism.Firewall) is not { } step) { return; }
        Title($"Packet filter ({_words.Whole(step)})");
        FilterRule[] open = [.. FilterRules.Of(policy).Where(rule => rule.With is not null)];
        int widest = open.Max(rule => rule.With!.Length);
        foreach (FilterRule rule in open)
        {
            Line($"    {rule.Way,-8} {rule.With!.PadRight(widest)}  {rule.For}");
        }

        Line($"    {FilterRules.Through,-8} {"nothing".PadRight(widest)}  no gateway routes");
        Line($"    {"else",-8} {"dropped".PadRight(widest)}  six a minute of each way stand in the journal");
        if (isVerbose) { Indented(step.Wanted); }
    }

    private void Rights()
    {
        if (SectionOf(Mechanism.UnitRights) is not { } step) { return; }
        Title($"Rights of {RightsText.Unit} for this boot ({_words.Whole(step)})");
        UnitRight[] rights = [.. RightsText.Words(policy)];
        int widest = rights.Max(right => right.What.Length);
        foreach (UnitRight right in rights)
        {
            Line($"    {right.Kind,-8} {right.What.PadRight(widest)}  {Printable.Of(right.For)}");
        }

        Line($"    {"else",-8} nothing");
        if (isVerbose) { Indented(step.Wanted); }
    }

    private void Indented(string text)
    {
        foreach (string line in text.Replace("\t", "  ", StringComparison.Ordinal).Split('\n',
            StringSplitOptions.RemoveEmptyEntries))
        {
            Line($"        | {line}");
        }
    }

    /// <summary>With what has to be done so that it can be used, such as a module that is loaded.</summary>
    private void Kept()
    {
        PlanEntry[] kept = [.. plan.Entries.Where(entry => entry.Decision == Decision.Kept)];
        if (view != PlanView.Plan && !isVerbose) { kept = [.. kept.Where(entry =>
            _words.Sign(entry) == '!')]; }
        if (kept.Length == 0) { return; }
        Title("Stays on, declared");
        int widest = kept.Max(WidthOf);
        foreach (PlanEntry entry in kept)
        {
            string mark = entry.Steps.Length > 0 && _words.Sign(entry) == '!' ? "!" : " ";
            Line($"  {mark} {Printable.Of($"{entry.Kind} {entry.Name}").PadRight(widest)}  {Printable.Of(entry.Note)}");
            GuardStep[] due = [.. entry.Steps.Where(step => isVerbose || !_words.IsGood(step))];
            foreach (string line in _words.Lines(due)) { Line($"      {Printable.Of(line)}"); }
        }
    }

    private void Listed(string title, Func<PlanEntry, bool> which)
    {
        PlanEntry[] entries = [.. plan.Entries.Where(which)];
        if (entries.Length == 0) { return; }
        Title(title);
        int widest = entries.Max(WidthOf);
        foreach (PlanEntry[] alike in _words.Folded(entries, '='))
        {
            string note = alike[0].Decision == Decision.NotOffered ? "" : Printable.Of(alike[0].Note);
            Line($"    {Printable.Of(NameOf(alike)).PadRight(widest)}  {note}".TrimEnd());
        }
    }

    private void MustSurvive()
    {
        if (plan.Survivors.IsEmpty || (view != PlanView.Plan && !isVerbose)) { return; }
        Title("Must survive; a step that breaks one of them is taken back");
        IGrouping<string, Survivor>[] groups = [.. plan.Survivors.GroupBy(each => each.Purpose)];
        int widest = groups.Max(group => group.Key.Length);
        foreach (IGrouping<string, Survivor> group in groups)
        {
            string names = string.Join(", ", group.Select(each => each.Item.Name).Distinct());
            Line($"    {group.Key.PadRight(widest)}  {Printable.Of(names)}");
        }
    }

    private void Technician()
    {
        if (view != PlanView.Plan && !isVerbose) { return; }
        Title("A technician on site");
        Line(policy.Hardening.Technician is { } way
            ? $"    holds {way.Pin} ({(way.ActiveLow ? "pulled low" : "driven high")}) in the first five minutes of a boot; "
                + $"then {way.Console} asks for a token of the operator"
            : "    finds no way in: the site declares no line and no console (hardening.technician)");
    }

    private void LookHere()
    {
        PlanEntry[] spared = [.. plan.Entries.Where(entry => entry.Decision == Decision.Spared)];
        if (spared.Length + warnings.Count == 0) { return; }
        Title("Look here");
        foreach (PlanEntry entry in spared)
        {
            Line($"  ! {Printable.Of($"{entry.Kind} {entry.Name}: stays on, not declared; {entry.Note}")}");
        }
        foreach (string warning in warnings) { Line($"  ! {Printable.Of(warning)}"); }
    }

    private static string NameOf(PlanEntry[] alike) => alike.Length == 1 ? $"{alike[0].Kind} {alike[0].Name}"
        : $"{alike.Length} {alike[0].Kind}{(alike[0].Kind.EndsWith('s') ? "es" : "s")}";

    private static int WidthOf(PlanEntry entry) => Math.Min(Printable.Of($"{entry.Kind} {entry.Name}").Length,
        40);
}
