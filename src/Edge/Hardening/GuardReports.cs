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
    /// it.</summary>
    public static ImmutableArray<ReportedEntry> Entries(GuardPlan plan, IReadOnlyDictionary<string,
        StepResult> results) =>
    [
        .. plan.Entries.Take(GuardReport.MaxEntries).Select(entry => new ReportedEntry(
            Cut(entry.Name), entry.Kind, entry.Decision, Cut(entry.Note.Length == 0 ? "-" : entry.Note),
            [.. entry.Steps.Take(GuardReport.MaxSteps).Select(step => Of(step, results))])),
    ];

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

    private static string Cut(string text) => text.Length <= LongestPlain ? text : text[..LongestPlain];
}

/// <summary>What became of one step.</summary>
/// <param name="Before">Read before anything was done; null: nothing could be read.</param>
/// <param name="Now">Read last.</param>
/// <param name="Words">Why it is not good, for people; null: nothing to say.</param>
public sealed record StepResult(string? Before, string? Now, StepOutcome Outcome, string? Words = null);
