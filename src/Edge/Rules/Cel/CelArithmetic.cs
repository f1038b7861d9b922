namespace Edge.Rules.Cel;

/// <summary>Arithmetic and conversions. Overflow and division of whole numbers by zero are errors.</summary>
/// <remarks>Doubles follow IEEE 754: division by zero is an infinity. Source: Common Expression Language,
/// language definition, "Overflow" and "List of Standard Definitions".</remarks>
internal static class CelArithmetic
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    private static CelValue Overflow => CelValue.Error(VerdictReason.Overflow);

    private static CelValue DivisionByZero => CelValue.Error(VerdictReason.DivisionByZero);

    private static CelValue OutOfRange => CelValue.Error(VerdictReason.OutOfRange);

    /// <summary>Both are numbers of one type.</summary>
    /// <param name="operation"><c>+ - * / %</c>; the last not on doubles.</param>
    public static CelValue Apply(char operation, in CelValue left, in CelValue right) => left.Kind switch
    {
        CelKind.Double => OnDoubles(operation, left.Double, right.Double),
        CelKind.Int => OnInts(operation, left.Bits, right.Bits),
        _ => OnUints(operation, left.Uint, right.Uint),
    };

    public static CelValue Negate(in CelValue value) => value.Kind switch
    {
        CelKind.Double => CelValue.Of(-value.Double),
        CelKind.Int => value.Bits == long.MinValue ? Overflow : CelValue.Of(-value.Bits),
        _ => CelValue.Error(VerdictReason.NoSuchOverload),
    };

    /// <summary><c>double(x)</c>, <c>int(x)</c>, <c>uint(x)</c> of numbers: towards zero; an error beyond the
    /// type.</summary>
    public static CelValue Convert(in CelValue value, CelKind to) => (value.Kind, to) switch
    {
        (CelKind.Int, CelKind.Double) => CelValue.Of((double)value.Bits),
        (CelKind.Uint, CelKind.Double) => CelValue.Of((double)value.Uint),
        (CelKind.Uint, CelKind.Int) => value.Bits < 0 ? OutOfRange : CelValue.Of(value.Bits),
        (CelKind.Int, CelKind.Uint) => value.Bits < 0 ? OutOfRange : CelValue.Of((ulong)value.Bits),
        (CelKind.Double, CelKind.Int) => value.Double is > -TwoTo63 and < TwoTo63
            ? CelValue.Of((long)value.Double)
            : OutOfRange,
        (CelKind.Double, CelKind.Uint) => value.Double is >= 0 and < TwoTo64
            ? CelValue.Of((ulong)value.Double)
            : OutOfRange,
        _ => value,
    };

    /// <summary>A double that is whole as int or uint; null where it is not or does not fit.</summary>
    public static CelValue? Whole(double value)
    {
        if (value != Math.Truncate(value)) { return null; }
        if (value is >= -TwoTo63 and < TwoTo63) { return CelValue.Of((long)value); }
        return value is >= 0 and < TwoTo64 ? CelValue.Of((ulong)value) : null;
    }

    private static CelValue OnDoubles(char operation, double left, double right) => operation switch
    {
        '+' => CelValue.Of(left + right),
        '-' => CelValue.Of(left - right),
        '*' => CelValue.Of(left * right),
        '/' => CelValue.Of(left / right),
        _ => CelValue.Error(VerdictReason.NoSuchOverload),
    };

    private static CelValue OnInts(char operation, long left, long right)
    {
        if (operation is '/' or '%')
        {
            if (right == 0) { return DivisionByZero; }
            if (left == long.MinValue && right == -1) { return Overflow; }
            return CelValue.Of(operation == '/' ? left / right : left % right);
        }

        Int128 wide = operation switch
        {
            '+' => (Int128)left + right,
            '-' => (Int128)left - right,
            _ => (Int128)left * right,
        };
        return wide < long.MinValue || wide > long.MaxValue ? Overflow : CelValue.Of((long)wide);
    }

    private static CelValue OnUints(char operation, ulong left, ulong right)
    {
        switch (operation)
        {
            case '/' or '%' when right == 0:
                return DivisionByZero;
            case '/':
                return CelValue.Of(left / right);
            case '%':
                return CelValue.Of(left % right);
            case '-':
                return left < right ? Overflow : CelValue.Of(left - right);
            default:
                UInt128 wide = operation == '+' ? (UInt128)left + right : (UInt128)left * right;
                return wide > ulong.MaxValue ? Overflow : CelValue.Of((ulong)wide);
        }
    }
}
