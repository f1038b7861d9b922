namespace Edge.Rules.Cel;

/// <summary>Moments and durations: their range and arithmetic.</summary>
/// <remarks>A moment lies in the years 1 to 9999 and has nanoseconds; a duration is nanoseconds in 64 bits,
/// 292 years. What is beyond is an error. Source: Common Expression Language, language definition,
/// "Timestamps and Durations".</remarks>
internal static class CelTime
{
    /// <summary>0001-01-01T00:00:00Z, in seconds since 1970.</summary>
    public const long First = -62_135_596_800;

    /// <summary>9999-12-31T23:59:59Z.</summary>
    public const long Last = 253_402_300_799;

    public const int NanosPerSecond = 1_000_000_000;

    private static CelValue OutOfRange => CelValue.Error(VerdictReason.OutOfRange);

    /// <summary><c>+</c> and <c>-</c> where the left side is a moment or a duration.</summary>
    public static CelValue Apply(char operation, in CelValue left, in CelValue right) =>
        (left.Kind, operation, right.Kind) switch
        {
            (CelKind.Timestamp, '+', CelKind.Duration) => Shift(left, right.Bits),
            (CelKind.Duration, '+', CelKind.Timestamp) => Shift(right, left.Bits),
            (CelKind.Timestamp, '-', CelKind.Duration) => Shift(left, -(Int128)right.Bits),
            (CelKind.Duration, '+', CelKind.Duration) => Length((Int128)left.Bits + right.Bits),
            (CelKind.Duration, '-', CelKind.Duration) => Length((Int128)left.Bits - right.Bits),
            (CelKind.Timestamp, '-', CelKind.Timestamp) => Length(Nanoseconds(left) - Nanoseconds(right)),
            _ => CelValue.Error(VerdictReason.NoSuchOverload),
        };

    public static CelValue Moment(DateTime utc)
    {
        (long seconds, long ticks) = Math.DivRem(utc.Ticks, TimeSpan.TicksPerSecond);
        return CelValue.Timestamp(seconds + First, (int)ticks * 100);
    }

    /// <summary>The calendar's view of a moment, to the second.</summary>
    public static DateTime Utc(in CelValue timestamp) =>
        new((timestamp.Bits - First) * TimeSpan.TicksPerSecond, DateTimeKind.Utc);

    private static CelValue Shift(in CelValue timestamp, Int128 nanoseconds)
    {
        Int128 shifted = Nanoseconds(timestamp) + nanoseconds;
        Int128 seconds = shifted / NanosPerSecond;
        Int128 rest = shifted % NanosPerSecond;
        if (rest < 0) { (seconds, rest) = (seconds - 1, rest + NanosPerSecond); }
        return CelValue.Timestamp((long)seconds, (int)rest);
    }

    private static Int128 Nanoseconds(in CelValue timestamp) =>
        ((Int128)timestamp.Bits * NanosPerSecond) + timestamp.Nanos;

    private static CelValue Length(Int128 nanoseconds) => nanoseconds < long.MinValue || nanoseconds > long.MaxValue
        ? OutOfRange
        : CelValue.Duration((long)nanoseconds);
}
