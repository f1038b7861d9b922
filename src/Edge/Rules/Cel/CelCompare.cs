namespace Edge.Rules.Cel;

/// <summary>Exact order of numbers of different types. Source: Common Expression Language, language
/// definition, "Equality and Ordering".</summary>
internal static class CelCompare
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    /// <summary>Less than 0, 0, more than 0; null when a NaN makes every comparison false.</summary>
    public static int? Order(CelValue left, CelValue right) => (left.Kind, right.Kind) switch
    {
        (CelKind.Int, CelKind.Int) or (CelKind.Bool, CelKind.Bool) => left.Bits.CompareTo(right.Bits),
        (CelKind.Uint, CelKind.Uint) => left.Uint.CompareTo(right.Uint),
        (CelKind.Int, CelKind.Uint) => left.Bits < 0 ? -1 : ((ulong)left.Bits).CompareTo(right.Uint),
        (CelKind.Uint, CelKind.Int) => right.Bits < 0 ? 1 : left.Uint.CompareTo((ulong)right.Bits),
        (CelKind.Double, CelKind.Double) => Doubles(left.Double, right.Double),
        (CelKind.Double, CelKind.Int) => -IntDouble(right.Bits, left.Double),
        (CelKind.Int, CelKind.Double) => IntDouble(left.Bits, right.Double),
        (CelKind.Double, CelKind.Uint) => -UintDouble(right.Uint, left.Double),
        (CelKind.Uint, CelKind.Double) => UintDouble(left.Uint, right.Double),
        _ => throw new InvalidOperationException($"The checker let {left.Kind} be compared with {right.Kind}."),
    };

    private static int? Doubles(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? null : left.CompareTo(right);

    private static int? IntDouble(long left, double right)
    {
        if (double.IsNaN(right)) { return null; }
        if (right >= TwoTo63) { return -1; }
        if (right < -TwoTo63) { return 1; }
        double floor = Math.Floor(right);
        int order = left.CompareTo((long)floor);
        return order == 0 && floor < right ? -1 : order;
    }

    private static int? UintDouble(ulong left, double right)
    {
        if (double.IsNaN(right)) { return null; }
        if (right >= TwoTo64) { return -1; }
        if (right < 0) { return 1; }
        double floor = Math.Floor(right);
        int order = left.CompareTo((ulong)floor);
        return order == 0 && floor < right ? -1 : order;
    }
}
