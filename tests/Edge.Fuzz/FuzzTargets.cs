namespace Edge.Fuzz;

/// <summary>Every decoder that is fuzzed, in the short run of the tests and in the long one.</summary>
internal static class FuzzTargets
{
    public static IEnumerable<FuzzTarget> All() =>
    [
        .. TufTargets.All(),
        .. UpdateTargets.All(),
        .. ImageTargets.All(),
        .. ImageTargets.Boot(),
        .. BellTargets.All(),
        .. OperatorTargets.All(),
        .. AuditTargets.All(),
        .. CelTargets.All(),
        .. IncidentTargets.All(),
        .. RuleTargets.All(),
        .. RecordingTargets.All(),
    ];
}
