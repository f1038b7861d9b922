namespace Edge.Rules.Cel;

/// <summary>What a condition may cost. One unit is about a comparison, some nanoseconds.</summary>
internal static class CelLimits
{
    /// <summary>The most work of one condition of a rule, by the sizes that its values can have.</summary>
    public const long MaxCost = 100_000;
}
