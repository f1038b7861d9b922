using System.Collections.Immutable;
using Edge.Rules.Cel;

namespace Edge.Rules.Replay.Plot;

/// <summary>The values that the rules of a site compare channels with, as far as they stand in the file.</summary>
internal static class PlotThresholds
{
    private static readonly string[] Windows = ["mean", "min", "max"];

    /// <summary>Each value of a channel once, with all that is compared with it.</summary>
    public static ImmutableArray<PlotThreshold> Of(RuleBook book) =>
    [
        .. book.Rules.SelectMany(rule => OfHysteresis(rule).Concat(OfConditions(book, rule)))
            .GroupBy(each => (each.Channel, each.Value))
            .Select(same => new PlotThreshold(
                same.Key.Channel, same.Key.Value, string.Join(", ", same.Select(each => each.Label).Distinct()))),
    ];

    private static IEnumerable<PlotThreshold> OfHysteresis(CompiledRule rule)
    {
        if (rule.HysteresisChannel < 0 || rule.Declaration.Hysteresis is not { } hysteresis) { yield break; }
        string name = rule.Declaration.Name;
        yield return new(rule.HysteresisChannel, hysteresis.On, $"{name} on");
        yield return new(rule.HysteresisChannel, hysteresis.Off, $"{name} off");
    }

    private static IEnumerable<PlotThreshold> OfConditions(RuleBook book, CompiledRule rule)
    {
        string name = rule.Declaration.Name;
        return [.. OfCondition(book, rule.Condition, name), .. OfCondition(book, rule.Set, $"{name} set"), .. OfCondition(book, rule.Reset, $"{name} reset")];
    }

    /// <summary>Comparisons of a channel, or of its mean, least or greatest value, with a number.</summary>
    private static IEnumerable<PlotThreshold> OfCondition(RuleBook book, CelProgram? condition, string label)
    {
        if (condition is null) { yield break; }
        foreach (CelNode.Binary compared in CelNodes.All(condition.Parsed).OfType<CelNode.Binary>())
        {
            if (compared.Operator is not ("<" or "<=" or ">" or ">=")) { continue; }
            (CelNode side, double? value) = NumberOf(compared.Right) is { } right
                ? (compared.Left, right)
                : (compared.Right, NumberOf(compared.Left));
            if (side is CelNode.Call { Target: null } call && Windows.Contains(call.Function) && call.Arguments.Length > 0)
            {
                side = call.Arguments[0];
            }

            string? name = side.DottedName();
            int channel = name is null ? -1 : IndexOf(book, name);
            if (channel >= 0 && value is { } number) { yield return new(channel, number, label); }
        }
    }

    private static int IndexOf(RuleBook book, string name)
    {
        foreach (Profiles.ChannelDeclaration channel in book.Site.Channels)
        {
            if (channel.Name == name) { return channel.Index; }
        }

        return -1;
    }

    private static double? NumberOf(CelNode node) => node switch
    {
        CelNode.Literal { Value: double value } => value,
        CelNode.Literal { Value: long value } => value,
        CelNode.Unary { Operator: "-" } unary => -NumberOf(unary.Operand),
        _ => null,
    };
}
