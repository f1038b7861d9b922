using System.Collections.Immutable;
using Edge.Sensing;

namespace Edge.Hardening;

/// <summary>What a report says in one word. Numbers travel; never reordered.</summary>
public enum GuardVerdict : byte
{
    /// <summary>Everything that is to be off was read back as off.</summary>
    Green = 1,
    Red = 2,
    /// <summary>The site asks for a report only; nothing was changed.</summary>
    NotEnforced = 3,
}

/// <summary>One step as it came out.</summary>
/// <param name="Wanted">Its value; a long one as <c>sha256:</c> and the hash of its text.</param>
/// <param name="Read">What was read back, in the same form; null: nothing could be read.</param>
public sealed record ReportedStep(Mechanism Mechanism, Tier Tier, string Target, string Wanted, string? Read,
    StepOutcome Outcome)
{
    public bool IsGood => Outcome.IsGood();
}

public sealed record ReportedEntry(string Name, string Kind, Decision Decision, string Note,
    ImmutableArray<ReportedStep> Steps);

/// <summary>The guard's word about one machine at one moment: what was to be off, how it was switched off,
/// what was read back.</summary>
/// <remarks>Bytes: docs/formats/guard-report.md.</remarks>
public sealed record GuardReport(
    DeviceId Device,
    BootId Boot,
    ReadOnlyMemory<byte> PolicyHash,
    ReadOnlyMemory<byte> PlanHash,
    ReadingTime Time,
    ulong Number,
    GuardVerdict Verdict,
    ImmutableArray<ReportedEntry> Entries)
{
    public const int Version = 1;
    public const int MaxBytes = 256 * 1024;
    public const int MaxEntries = 1024;
    public const int MaxSteps = 64;
    public const int MaxText = 255;
    public const int HashLength = 32;

    /// <summary>How often the guard signs anew what still holds.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(5);

    /// <summary>Older than this, nobody knows whether the guard still looks.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromMinutes(15);

    /// <param name="now">Milliseconds since the same boot.</param>
    public bool IsOld(long now) => now - Time.MonotonicMilliseconds > LongestAge.TotalMilliseconds;

    /// <summary>Steps that did not come out as they should, with their entries.</summary>
    public IEnumerable<(ReportedEntry Entry, ReportedStep Step)> Troubles =>
        Entries.SelectMany(entry => entry.Steps.Where(step => !step.IsGood).Select(step => (entry, step)));

    /// <summary>Green needs every step good; a report-only site is never green.</summary>
    public static GuardVerdict VerdictOf(bool isEnforced, IEnumerable<ReportedEntry> entries) =>
        VerdictOf(isEnforced, entries.All(entry => entry.Steps.All(step => step.IsGood)));

    /// <param name="isGood">Whether every step is, also of what found no room in the report.</param>
    public static GuardVerdict VerdictOf(bool isEnforced, bool isGood) =>
        !isEnforced ? GuardVerdict.NotEnforced : isGood ? GuardVerdict.Green : GuardVerdict.Red;
}
