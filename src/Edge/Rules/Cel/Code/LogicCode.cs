namespace Edge.Rules.Cel.Code;

/// <summary><c>!</c></summary>
internal sealed class NotCode(CelCode operand) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue value = operand.Run(input);
        if (value.Kind == CelKind.Bool) { return CelValue.Of(!value.Bool); }
        return value.IsValue ? CelValue.Error(VerdictReason.NoSuchOverload) : value;
    }
}

/// <summary><c>&amp;&amp;</c> and <c>||</c>: one decisive side is enough, whatever the other is.</summary>
/// <remarks>Source: Common Expression Language, language definition, "Logical Operators".</remarks>
internal sealed class LogicalCode(CelCode left, CelCode right, bool decisive) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue first = left.Run(input);
        bool isDecided = first.Kind == CelKind.Bool && first.Bool == decisive;
        return isDecided ? first : Join(input, first, right.Run(input), decisive);
    }

    /// <summary>Both sides, already evaluated.</summary>
    public static CelValue Join(in CelInput input, in CelValue first, in CelValue second, bool decisive)
    {
        (bool isFirst, bool isSecond) = (first.Kind == CelKind.Bool, second.Kind == CelKind.Bool);
        if (isFirst && first.Bool == decisive) { return first; }
        if (isSecond && second.Bool == decisive) { return second; }
        return isFirst && isSecond ? second : input.Merge(Truth(first), Truth(second));
    }

    /// <summary>A value that is no truth is an error where one is asked for.</summary>
    public static CelValue Truth(in CelValue value) =>
        value.Kind == CelKind.Bool || !value.IsValue ? value : CelValue.Error(VerdictReason.NoSuchOverload);
}

/// <summary><c>c ? a : b</c>; the branch that is not chosen does not matter.</summary>
internal sealed class ConditionalCode(CelCode condition, CelCode then, CelCode otherwise) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue chosen = LogicalCode.Truth(condition.Run(input));
        if (!chosen.IsValue) { return chosen; }
        return chosen.Bool ? then.Run(input) : otherwise.Run(input);
    }
}
