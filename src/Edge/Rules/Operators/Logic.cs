using Edge.Rules.Cel;

namespace Edge.Rules.Operators;

/// <summary>And, or of truth values of which each may be unknown or an error: one decisive side is
/// enough.</summary>
/// <remarks>Source: Common Expression Language, language definition, "Logical Operators".</remarks>
internal static class Logic
{
    public static CelValue And(in CelInput input, in CelValue left, in CelValue right) =>
        Join(input, left, right, decisive: false);

    public static CelValue Or(in CelInput input, in CelValue left, in CelValue right) =>
        Join(input, left, right, decisive: true);

    private static CelValue Join(in CelInput input, in CelValue left, in CelValue right, bool decisive)
    {
        if (left.IsValue && left.Bool == decisive) { return left; }
        if (right.IsValue && right.Bool == decisive) { return right; }
        return left.IsValue && right.IsValue ? right : input.Merge(left, right);
    }
}
