using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Edge.Hardening;

/// <summary>From a plan and what became of its steps to a report, and back to the plan's hash.</summary>
public static class GuardReports
{
    private const int LongestPlain = 200;

    /// <summary>A value as a report tells it: itself, or its hash where it is long.</summary>
    public static string Shown(string value)
    {
        if (value.Length == 0) { return "none"; }
        return Encoding.UTF8.GetByteCount(value) <= LongestPlain
            && !value.Contains('\n', StringComparison.Ordinal)
            ? value
            : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))}";
    }

    /// <summary>The entries of a report: each step of the plan with what was read and what became of
    /// it. Of more than find room, those that are not as wanted come first, and the last entry counts the
    /// rest.</summary>
    /// <param name="ledger">Why what was before is not kept durably; null: it is.</param>
    /// <param name="site">Why the plan is not that of the site file; null: it is.</param>
    public static ImmutableArray<ReportedEntry> Entries(GuardPlan plan, IReadOnlyDictionary<string,
        StepResult> results, string? ledger = null, string? site = null)
    {
        var told = ImmutableArray.CreateBuilder<ReportedEntry>();
        if (ledger is not null) { told.Add(new("undo ledger", "guard", Decision.Kept, Cut(ledger), [])); }
        if (site is not null) { told.Add(new("site file", "guard", Decision.Kept, Cut(site), [])); }
        int room = GuardReport.MaxEntries - told.Count;
        PlanEntry[] shown = [.. plan.Entries];
        if (shown.Length > room)
        {
            shown = [.. shown.Index().OrderBy(each => IsGood(each.Item, results)).Take(room - 1).OrderBy(each => each.Index).Select(each => each.Item)];
        }

        told.AddRange(shown.Select(entry => new ReportedEntry(
            Cut(entry.Name), Cut(entry.Kind), entry.Decision, Cut(entry.Note.Length == 0 ? "-" : entry.Note),
            [.. entry.Steps.Take(GuardReport.MaxSteps).Select(step => Of(step, results))])));
        if (shown.Length < plan.Entries.Length) { told.Add(Rest(plan, shown, results)); }
        return told.ToImmutable();
    }

    /// <summary>Whether every step of a plan came out as it should.</summary>
    public static bool IsGood(GuardPlan plan, IReadOnlyDictionary<string, StepResult> results) =>
        plan.Entries.All(entry => IsGood(entry, results));

    private static bool IsGood(PlanEntry entry, IReadOnlyDictionary<string, StepResult> results) =>
        entry.Steps.All(step => results.GetValueOrDefault(step.Key) is { } result && result.Outcome.IsGood());

    private static ReportedEntry Rest(GuardPlan plan, PlanEntry[] shown, IReadOnlyDictionary<string, StepResult> results)
    {
        int bad = plan.Entries.Count(entry => !IsGood(entry, results)) - shown.Count(entry => !IsGood(entry, results));
        return new($"and {plan.Entries.Length - shown.Length} more", "guard", Decision.Off,
            bad == 0 ? "each step of theirs is as wanted" : $"{bad} of them are not as wanted", []);
    }

    /// <summary>SHA-256 over what a report tells of its plan; docs/formats/guard-report.md.</summary>
    public static byte[] PlanHashOf(GuardReport report) => PlanHashOf(report.Entries);

    /// <summary>The same of entries that are about to be reported.</summary>
    public static byte[] PlanHashOf(IEnumerable<ReportedEntry> entries) =>
        GuardPlan.HashOf(entries.Select(entry => new PlanEntry(
        entry.Name, entry.Kind, entry.Decision, "",
        [.. entry.Steps.Select(step => new GuardStep(step.Mechanism, step.Target, step.Wanted, step.Tier,
            []))])));

    private static ReportedStep Of(GuardStep step, IReadOnlyDictionary<string, StepResult> results)
    {
        StepResult result = results.GetValueOrDefault(step.Key) ?? new StepResult(null, null,
            StepOutcome.Planned);
        return new(step.Mechanism, step.Tier, Cut(step.Target), Shown(step.Wanted), result.Now is { } now
            ? Shown(now) : null, result.Outcome);
    }

    /// <summary>What a report has room for, in whole characters: its limit counts bytes.</summary>
    private static string Cut(string text)
    {
        int bytes = 0;
        int length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > LongestPlain) { return text[..length]; }
            length += rune.Utf16SequenceLength;
        }

        return text;
    }
}

/// <summary>What became of one step.</summary>
/// <param name="Before">Read before anything was done; null: nothing could be read.</param>
/// <param name="Now">Read last.</param>
/// <param name="Words">Why it is not good, for people; null: nothing to say.</param>
public sealed record StepResult(string? Before, string? Now, StepOutcome Outcome, string? Words = null);
