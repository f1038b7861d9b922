namespace Edge.Rules.Checks;

/// <summary>What one scan of a site's rules costs at most, and how often it may be scanned.</summary>
/// <param name="Units">Work of all conditions together; one unit is about a comparison.</param>
public sealed record ScanCost(long Units, int Rules)
{
    /// <summary>More is refused: the watchdog is fed by scans.</summary>
    public const long MaxUnits = 5_000_000;

    /// <summary>What a unit, and a rule around its condition, may take on a slow board: an assumption, not a
    /// measurement.</summary>
    /// <remarks><c>scripts/bench</c> tells which part of it a scan takes on the machine that it runs on: a
    /// twentieth on x86-64 of 2020. No board was measured.</remarks>
    private const long NanosecondsPerUnit = 100;
    private const long NanosecondsPerRule = 1_000;

    public static ScanCost Of(RuleBook book) => new(
        book.Rules.Sum(rule => (rule.Condition?.Cost ?? 0) + (rule.Set?.Cost ?? 0) + (rule.Reset?.Cost ?? 0)),
        book.Rules.Length);

    /// <summary>On a slow board; at least a millisecond.</summary>
    public TimeSpan ShortestPeriod =>
        TimeSpan.FromMilliseconds(Math.Max(1, ((Units * NanosecondsPerUnit) + (Rules * NanosecondsPerRule) + 999_999) / 1_000_000));
}
