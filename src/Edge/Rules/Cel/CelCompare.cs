namespace Edge.Rules.Cel;

/// <summary>The order of values: of numbers whatever their types, of texts by code points.</summary>
/// <remarks>Beside a double a whole number counts as the double next to it, as the public conformance cases
/// have it: beyond 2 to the power of 53 neighbours are equal. Source: Common Expression Language, language
/// definition, "Equality and Ordering".</remarks>
internal static class CelCompare
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    public static bool AreComparable(in CelValue left, in CelValue right) => left.Kind == right.Kind
        ? left.Kind is not (CelKind.Null or CelKind.List or CelKind.Map or CelKind.Type)
        : left.IsNumber && right.IsNumber;

    /// <summary>Less than 0, 0, more than 0; null when a NaN makes every comparison false.</summary>
    public static int? Order(in CelValue left, in CelValue right) => (left.Kind, right.Kind) switch
    {
        (CelKind.Double, CelKind.Double) => Doubles(left.Double, right.Double),
        (CelKind.Int, CelKind.Int) or (CelKind.Bool, CelKind.Bool) or (CelKind.Duration, CelKind.Duration) =>
            left.Bits.CompareTo(right.Bits),
        (CelKind.Uint, CelKind.Uint) => left.Uint.CompareTo(right.Uint),
        (CelKind.Int, CelKind.Uint) => left.Bits < 0 ? -1 : ((ulong)left.Bits).CompareTo(right.Uint),
        (CelKind.Uint, CelKind.Int) => right.Bits < 0 ? 1 : left.Uint.CompareTo((ulong)right.Bits),
        (CelKind.Double, CelKind.Int) => -IntDouble(right.Bits, left.Double),
        (CelKind.Int, CelKind.Double) => IntDouble(left.Bits, right.Double),
        (CelKind.Double, CelKind.Uint) => -UintDouble(right.Uint, left.Double),
        (CelKind.Uint, CelKind.Double) => UintDouble(left.Uint, right.Double),
        (CelKind.Timestamp, CelKind.Timestamp) => left.Bits == right.Bits
            ? left.Nanos.CompareTo(right.Nanos)
            : left.Bits.CompareTo(right.Bits),
        (CelKind.String, CelKind.String) => CelText.Order(left.Text, right.Text),
        (CelKind.Bytes, CelKind.Bytes) => left.Bytes.AsSpan().SequenceCompareTo(right.Bytes),
        _ => throw new InvalidOperationException($"{left.Kind} was to be compared with {right.Kind}."),
    };

    private static int? Doubles(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? null : left.CompareTo(right);

    private static int? IntDouble(long left, double right)
    {
        if (double.IsNaN(right)) { return null; }
        if (right > TwoTo63) { return -1; }
        return right < -TwoTo63 ? 1 : ((double)left).CompareTo(right);
    }

    private static int? UintDouble(ulong left, double right)
    {
        if (double.IsNaN(right)) { return null; }
        if (right > TwoTo64) { return -1; }
        return right < 0 ? 1 : ((double)left).CompareTo(right);
    }
}
