using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules.Cel;

namespace Edge.Rules.Checks;

/// <summary>What can be told of a condition without running it: comparisons with constants, and what and, or,
/// not and choices make of them.</summary>
/// <remarks>Of anything else is known that it is the same wherever it is written the same.</remarks>
internal sealed class Understanding(SiteKnowledge knowledge)
{
    public SiteKnowledge Knowledge => knowledge;

    /// <summary>Of a whole rule, its timers aside. A latch, once set, may hold anywhere.</summary>
    public Truths Of(CompiledRule rule)
    {
        Truths all = rule.Condition is { } condition ? Of(condition.Parsed) : Truths.Of(true);
        if (rule.Declaration.Hysteresis is { } hysteresis) { all = all.And(Of(hysteresis)); }
        if (rule.Declaration.Schedule is { } schedule) { all = all.And(knowledge.Weeks.Of(schedule)); }
        return rule.Set is null ? all : all.And(Truths.Anything);
    }

    public bool CanBe(ImmutableArray<Box> boxes) => boxes.Any(box => box.IsPossible(knowledge));

    /// <summary>Of a part that is true or false.</summary>
    public Truths Of(CelNode node) => node switch
    {
        CelNode.Literal { Value: bool value } => Truths.Of(value),
        CelNode.Unary { Operator: "!" } not => Of(not.Operand).Not(),
        CelNode.Binary { Operator: "&&" } and => Of(and.Left).And(Of(and.Right)),
        CelNode.Binary { Operator: "||" } or => Of(or.Left).Or(Of(or.Right)),
        CelNode.Binary { Operator: "in", Right: CelNode.List list } among => Among(among, list),
        CelNode.Binary { Operator: "==" or "!=" or "<" or "<=" or ">" or ">=" } comparison => Comparison(comparison),
        CelNode.Conditional choice => Of(choice.Condition).Choose(Of(choice.Then), Of(choice.Else)),
        CelNode.Call { Target: null, Function: "isGood", Arguments: [var argument] } when knowledge.Channel(argument) is { } channel =>
            Truths.Of(knowledge.AboutChannel("truth ", "isGood", channel), Region.OfPoints([1])),
        CelNode.Call call when Span(call) is { } span => knowledge.Weeks.Of(new ScheduleDeclaration([span], default)),
        _ => Truth(node),
    };

    /// <summary>What a part that is compared with a constant can be.</summary>
    public Domain DomainOf(CelNode subject, in CelValue constant) =>
        KeyOf(subject, constant) is { } key ? knowledge.DomainOf(key) : Domain.Anything;

    /// <summary>It holds somewhere beyond its second threshold, and does not beyond that one for
    /// certain.</summary>
    private static Truths Of(HysteresisDeclaration declared)
    {
        bool isAbove = declared.On > declared.Off;
        Bounds on = isAbove ? Bounds.Above(declared.Off, false) : Bounds.Below(declared.Off, false);
        Bounds off = isAbove ? Bounds.Below(declared.On, false) : Bounds.Above(declared.On, false);
        return new(
            [Box.Of(declared.Channel, Region.Of(on))], [Box.Of(declared.Channel, Region.Of(off))],
            [Box.Of(declared.Channel, Region.Unknown)]);
    }

    /// <summary>The span of <c>local.between(from, until)</c>.</summary>
    private static ScheduleSpan? Span(CelNode.Call call)
    {
        bool isSpan = call is { Function: "between", Arguments: [CelNode.Literal { Value: string }, CelNode.Literal { Value: string }] }
            && call.Target?.DottedName() == "local";
        if (!isSpan) { return null; }
        bool isTime = LocalTimes.TryParse((string)((CelNode.Literal)call.Arguments[0]).Value!, out TimeOnly from)
            & LocalTimes.TryParse((string)((CelNode.Literal)call.Arguments[1]).Value!, out TimeOnly until);
        return isTime ? new ScheduleSpan(from, until, ScheduleDays.All, HolidayRule.Same) : null;
    }

    private Truths Truth(CelNode node)
    {
        if (Constants.Of(node) is { Kind: CelKind.Bool } constant) { return Truths.Of(constant.Bool); }
        string key = $"truth {NodeKey.Of(node)}";
        knowledge.LearnTruth(key);
        return Truths.Of(key, Region.OfPoints([1]));
    }

    private Truths Comparison(CelNode.Binary node)
    {
        CelValue? left = Constants.Of(node.Left);
        CelValue? right = Constants.Of(node.Right);
        if (left is not null && right is not null) { return Truth(node); }
        if (right is { } after) { return Compare(node, node.Left, node.Operator, after); }
        return left is { } before
            ? Compare(node, node.Right, Turned(node.Operator), before)
            : Compare(node.Left, node.Operator, node.Right);
    }

    private static string Turned(string symbol) => symbol switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", _ => symbol };

    private Truths Compare(CelNode whole, CelNode subject, string symbol, in CelValue constant)
    {
        bool isEquality = symbol is "==" or "!=";
        if (constant.Kind == CelKind.Bool && isEquality && IsTruth(subject))
        {
            Truths truths = Of(subject);
            return constant.Bool == (symbol == "==") ? truths : truths.Not();
        }

        if (constant.Kind == CelKind.String && isEquality)
        {
            Truths same = Truths.Of(KeyOf(subject, constant)!, Region.OfPoints([knowledge.NumberOf(constant.Text)]));
            return symbol == "==" ? same : same.Not();
        }

        if (Constants.NumberOf(constant) is not { } number || KeyOf(subject, constant) is not { } key) { return Truth(whole); }
        if (OfTime(subject, key, symbol, number) is { } ofTime) { return ofTime; }
        return symbol switch
        {
            "<" => Truths.Of(key, Region.Of(Bounds.Below(number, false))),
            "<=" => Truths.Of(key, Region.Of(Bounds.Below(number, true))),
            ">" => Truths.Of(key, Region.Of(Bounds.Above(number, false))),
            ">=" => Truths.Of(key, Region.Of(Bounds.Above(number, true))),
            "==" => Truths.Of(key, Region.OfPoints([number])),
            _ => Truths.Of(key, Region.OfPoints([number])).Not(),
        };
    }

    /// <summary>What is made of parts of local time or of the local date; null: something else.</summary>
    private Truths? OfTime(CelNode subject, string key, string symbol, double number) => key.Contains("local", StringComparison.Ordinal)
        ? knowledge.Weeks.Of(subject, key, symbol, number) ?? Dates.Of(subject, symbol, number)
        : null;

    /// <summary>Two things that both change: the order of the two is what is known. No number: they have
    /// none.</summary>
    private Truths Compare(CelNode left, string symbol, CelNode right)
    {
        (string one, string two) = (NodeKey.Of(left), NodeKey.Of(right));
        bool isTurned = string.CompareOrdinal(one, two) > 0;
        if (isTurned) { (one, two, symbol) = (two, one, Turned(symbol)); }
        string key = $"order of {one.Length} {one} and {two}";
        if (one == two) { knowledge.LearnSame(key); }
        return symbol switch
        {
            "<" => Truths.Of(key, Region.OfPoints([-1])),
            "<=" => Truths.Of(key, Region.OfPoints([-1, 0])),
            ">" => Truths.Of(key, Region.OfPoints([1])),
            ">=" => Truths.Of(key, Region.OfPoints([0, 1])),
            "==" => Truths.Of(key, Region.OfPoints([0])),
            _ => Truths.Of(key, Region.OfPoints([0])).Not(),
        };
    }

    private Truths Among(CelNode.Binary node, CelNode.List list)
    {
        CelValue?[] items = [.. list.Items.Select(Constants.Of)];
        if (items.Length == 0 || items.Any(each => each is null)) { return Truth(node); }
        CelValue[] known = [.. items.Select(each => each!.Value)];
        bool areTexts = known.All(each => each.Kind == CelKind.String);
        bool areNumbers = known.All(each => each.IsNumber && Constants.NumberOf(each) is not null);
        if ((!areTexts && !areNumbers) || KeyOf(node.Left, known[0]) is not { } key) { return Truth(node); }
        if (areNumbers && OfTime(node.Left, key, "==", Constants.NumberOf(known[0])!.Value) is { } first)
        {
            return known.Skip(1).Aggregate(first, (all, each) => all.Or(OfTime(node.Left, key, "==", Constants.NumberOf(each)!.Value)!));
        }

        return Truths.Of(key, Region.OfPoints(known.Select(each =>
            areTexts ? knowledge.NumberOf(each.Text) : Constants.NumberOf(each)!.Value)));
    }

    /// <summary>True where a part is certainly of type bool.</summary>
    private static bool IsTruth(CelNode node) => node switch
    {
        CelNode.Literal literal => literal.Value is bool,
        CelNode.Unary unary => unary.Operator == "!",
        CelNode.Binary binary => binary.Operator is "&&" or "||" or "in" or "==" or "!=" or "<" or "<=" or ">" or ">=",
        CelNode.Call { Target: null, Function: "isGood" } => true,
        CelNode.Call call => Span(call) is not null,
        _ => node.DottedName() == "local.isHoliday",
    };

    /// <summary>The key of what is compared with a constant, or null.</summary>
    private string? KeyOf(CelNode subject, in CelValue constant)
    {
        string kind = constant.Kind switch
        {
            CelKind.Int or CelKind.Uint or CelKind.Double => "",
            CelKind.String => "text ",
            CelKind.Duration => "time ",
            CelKind.Timestamp => "moment ",
            _ => $"{constant.Kind} ",
        };
        if (subject is CelNode.Call { Target: null, Arguments: [var first, ..] } call && knowledge.Channel(first) is { } channel)
        {
            switch (call)
            {
                case { Function: "quality" or "age", Arguments.Length: 1 }:
                    return knowledge.AboutChannel(kind, call.Function, channel);
                case { Function: "mean" or "min" or "max" or "delta" or "count", Arguments: [_, var length] }
                    when Constants.Of(length) is { Kind: CelKind.Duration } lasts:
                    return knowledge.Window(call.Function, channel, lasts.Bits);
            }
        }

        return kind + NodeKey.Of(subject);
    }
}
