namespace Edge.Rules.Cel.Code;

/// <summary><c>-x</c></summary>
internal sealed class NegateCode(CelCode operand) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue value = operand.Run(input);
        return value.IsValue ? CelArithmetic.Negate(value) : value;
    }
}

/// <summary><c>+ - * / %</c> on two values of one type, and on moments and durations.</summary>
internal sealed class ArithmeticCode(CelCode left, CelCode right, char operation) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue first = left.Run(input);
        CelValue second = right.Run(input);
        if (!first.IsValue || !second.IsValue) { return input.Merge(first, second); }
        bool areNumbers = first.IsNumber && first.Kind == second.Kind;
        if (areNumbers) { return CelArithmetic.Apply(operation, first, second); }
        bool areTimes = first.Kind is CelKind.Timestamp or CelKind.Duration;
        if (areTimes) { return CelTime.Apply(operation, first, second); }
        return operation == '+' && first.Kind == second.Kind
            ? CelJoining.Join(input, first, second)
            : CelValue.Error(VerdictReason.NoSuchOverload);
    }
}
