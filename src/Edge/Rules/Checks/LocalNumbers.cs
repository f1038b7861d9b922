using System.Diagnostics.CodeAnalysis;
using Edge.Rules.Cel;

namespace Edge.Rules.Checks;

/// <summary>Whole numbers that are made of parts of local time alone, such as <c>local.hour * 60 +
/// local.minute</c>.</summary>
internal static class LocalNumbers
{
    /// <summary>Beyond it a number is not told from its neighbours once it is compared with a double.</summary>
    private const long Exact = 1L << 53;

    /// <summary>The number at each moment of a row; false where anything else has a part in it, or where one of
    /// them is an error or huge.</summary>
    /// <param name="parts">By their names, what they are at a moment.</param>
    public static bool TryEach(
        CelNode node, int moments, Func<string, Func<int, int>?> parts, [NotNullWhen(true)] out long[]? numbers)
    {
        numbers = null;
        if (Made(node, parts) is not { } made) { return false; }
        var each = new long[moments];
        for (int moment = 0; moment < moments; moment++)
        {
            if (made(moment) is not { } number) { return false; }
            each[moment] = number;
        }

        numbers = each;
        return true;
    }

    public static bool Holds(long value, string symbol, double number) => symbol switch
    {
        "<" => value < number,
        "<=" => value <= number,
        ">" => value > number,
        ">=" => value >= number,
        "==" => value == number,
        _ => value != number,
    };

    private static Func<int, long?>? Made(CelNode node, Func<string, Func<int, int>?> parts)
    {
        switch (node)
        {
            case CelNode.Literal { Value: long number }: return _ => number;
            case CelNode.Unary { Operator: "-", Operand: var operand }:
                return Made(operand, parts) is { } negated ? moment => Small(-(Int128?)negated(moment)) : null;
            case CelNode.Binary { Operator: "+" or "-" or "*" or "/" or "%" } binary:
                return Made(binary.Left, parts) is { } left && Made(binary.Right, parts) is { } right
                    ? moment => Calculated(left(moment), binary.Operator, right(moment))
                    : null;
            default:
                return node.DottedName() is { } name && parts(name) is { } part ? moment => part(moment) : null;
        }
    }

    private static long? Calculated(Int128? left, string symbol, Int128? right) => symbol switch
    {
        "+" => Small(left + right),
        "-" => Small(left - right),
        "*" => Small(left * right),
        _ when right == 0 => null,
        "/" => Small(left / right),
        _ => Small(left % right),
    };

    private static long? Small(Int128? number) => number > -Exact && number < Exact ? (long)number : null;
}
