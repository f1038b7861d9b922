using Edge.Profiles;
using Edge.Rules.Cel;

namespace Edge.Rules.Checks;

/// <summary>What can be told of a condition without running it: comparisons of channels with numbers, and
/// what and, or, not and choices make of them.</summary>
internal static class Understanding
{
    /// <summary>Of a whole rule, its timers aside. A latch, once set, may hold anywhere.</summary>
    public static Truths Of(CompiledRule rule)
    {
        Truths all = rule.Condition is { } condition ? Of(condition.Parsed) : Truths.Of(true);
        if (rule.Declaration.Hysteresis is { } hysteresis) { all = all.And(Of(hysteresis)); }
        if (rule.Declaration.Schedule is { } schedule) { all = all.And(Weeks.Of(schedule)); }
        return rule.Set is null ? all : all.And(Truths.Anything);
    }

    public static Truths Of(CelNode node) => node switch
    {
        CelNode.Literal { Value: bool value } => Truths.Of(value),
        CelNode.Unary { Operator: "!" } not => Of(not.Operand).Not(),
        CelNode.Binary { Operator: "&&" } and => Of(and.Left).And(Of(and.Right)),
        CelNode.Binary { Operator: "||" } or => Of(or.Left).Or(Of(or.Right)),
        CelNode.Binary comparison => Comparison(comparison),
        CelNode.Conditional choice => Of(choice.Condition).Choose(Of(choice.Then), Of(choice.Else)),
        _ => Truths.Anything,
    };

    /// <summary>It holds somewhere beyond its second threshold, and does not beyond that one for
    /// certain.</summary>
    private static Truths Of(HysteresisDeclaration declared)
    {
        bool isAbove = declared.On > declared.Off;
        Bounds on = isAbove ? Bounds.Above(declared.Off, false) : Bounds.Below(declared.Off, false);
        Bounds off = isAbove ? Bounds.Below(declared.On, false) : Bounds.Above(declared.On, false);
        return new([Box.Of(declared.Channel, on)], [Box.Of(declared.Channel, off)]);
    }

    private static Truths Comparison(CelNode.Binary node)
    {
        if (Number(node.Right) is { } right && node.Left.DottedName() is { } channel) { return Compare(channel, node.Operator, right); }
        if (Number(node.Left) is not { } left || node.Right.DottedName() is not { } other) { return Truths.Anything; }
        return Compare(other, node.Operator switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", var same => same }, left);
    }

    private static Truths Compare(string channel, string symbol, double number) => symbol switch
    {
        "<" => new([Box.Of(channel, Bounds.Below(number, false))], [Box.Of(channel, Bounds.Above(number, true))]),
        "<=" => new([Box.Of(channel, Bounds.Below(number, true))], [Box.Of(channel, Bounds.Above(number, false))]),
        ">" or ">=" => Compare(channel, symbol == ">" ? "<=" : "<", number).Not(),
        "==" => new([Box.Of(channel, new(number, true, number, true))], Truths.Anything.False),
        "!=" => Compare(channel, "==", number).Not(),
        _ => Truths.Anything,
    };

    private static double? Number(CelNode node) => node switch
    {
        CelNode.Literal { Value: double value } => value,
        CelNode.Literal { Value: long value } => value,
        CelNode.Literal { Value: ulong value } => value,
        CelNode.Unary { Operator: "-", Operand: var operand } => -Number(operand),
        _ => null,
    };
}
