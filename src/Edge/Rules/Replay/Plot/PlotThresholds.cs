using System.Collections.Immutable;

namespace Edge.Rules.Replay.Plot;

/// <summary>The values that the rules of a site compare channels with, as far as they stand in the
/// file.</summary>
internal static class PlotThresholds
{
    public static ImmutableArray<PlotThreshold> Of(RuleBook book)
    {
        var thresholds = ImmutableArray.CreateBuilder<PlotThreshold>();
        foreach (CompiledRule rule in book.Rules)
        {
            if (rule.HysteresisChannel < 0 || rule.Declaration.Hysteresis is not { } hysteresis) { continue; }
            string name = rule.Declaration.Name;
            thresholds.Add(new(rule.HysteresisChannel, hysteresis.On, $"{name} on"));
            thresholds.Add(new(rule.HysteresisChannel, hysteresis.Off, $"{name} off"));
        }

        return thresholds.ToImmutable();
    }
}
