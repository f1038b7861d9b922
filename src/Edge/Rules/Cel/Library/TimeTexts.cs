using System.Globalization;

namespace Edge.Rules.Cel.Library;

/// <summary>Moments and durations as text.</summary>
/// <remarks>Source: RFC 3339; for durations Common Expression Language, language definition, "List of Standard
/// Definitions".</remarks>
internal static class TimeTexts
{
    private static readonly (string Name, long Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    private static CelValue Bad => CelValue.Error(VerdictReason.BadText);

    /// <summary>RFC 3339 in UTC, with as many digits of a second as it needs.</summary>
    public static string Print(in CelValue timestamp)
    {
        string whole = CelTime.Utc(timestamp).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return $"{whole}{Fraction(timestamp.Nanos)}Z";
    }

    /// <summary>Seconds: <c>-1.5s</c>.</summary>
    public static string PrintDuration(long nanoseconds)
    {
        Int128 size = Int128.Abs(nanoseconds);
        string sign = nanoseconds < 0 ? "-" : "";
        string seconds = ((long)(size / CelTime.NanosPerSecond)).ToString(CultureInfo.InvariantCulture);
        return $"{sign}{seconds}{Fraction((int)(size % CelTime.NanosPerSecond))}s";
    }

    /// <summary>A moment of RFC 3339, with its offset; an error for anything else.</summary>
    public static CelValue Moment(string text)
    {
        bool isWhole = text.Length >= 20 && DateTime.TryParseExact(
            text.AsSpan(0, 19), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        if (!isWhole)
        {
            bool isYearZero = text.StartsWith("0000-", StringComparison.Ordinal);
            return isYearZero ? CelValue.Error(VerdictReason.OutOfRange) : Bad;
        }

        var local = DateTime.ParseExact(
            text.AsSpan(0, 19), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        int at = 19;
        int nanos = 0;
        if (text[at] == '.')
        {
            int start = ++at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) { at++; }
            if (at == start || at - start > 9) { return Bad; }
            nanos = int.Parse(text[start..at].PadRight(9, '0'), CultureInfo.InvariantCulture);
        }

        if (Zones.Offset(text[at..]) is not { } offset) { return Bad; }
        long seconds = (local.Ticks / TimeSpan.TicksPerSecond) + CelTime.First - ((long)offset.TotalSeconds);
        return CelValue.Timestamp(seconds, nanos);
    }

    /// <summary>Numbers with units in a row, <c>1h30m</c>, <c>-1.5s</c>; an error beyond 292 years.</summary>
    public static CelValue Length(string text)
    {
        bool isNegative = text.StartsWith('-');
        int at = isNegative || text.StartsWith('+') ? 1 : 0;
        if (text[at..] == "0") { return CelValue.Duration(0); }
        Int128 sum = 0;
        bool isSome = false;
        while (at < text.Length)
        {
            if (Part(text, ref at) is not { } part) { return Bad; }
            sum += part;
            isSome = true;
            if (sum > (Int128)long.MaxValue + 1) { return CelValue.Error(VerdictReason.OutOfRange); }
        }

        if (!isSome) { return Bad; }
        Int128 signed = isNegative ? -sum : sum;
        return signed > long.MaxValue ? CelValue.Error(VerdictReason.OutOfRange) : CelValue.Duration((long)signed);
    }

    /// <summary>One number and its unit, in nanoseconds; parts of a nanosecond are cut off.</summary>
    private static Int128? Part(string text, ref int at)
    {
        (Int128 digits, Int128 scale) = (0, 1);
        (bool isSome, bool isFraction) = (false, false);
        for (; at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] == '.' && !isFraction)); at++)
        {
            if (text[at] == '.')
            {
                isFraction = true;
                continue;
            }

            isSome = true;
            bool isEnough = isFraction && scale >= 1_000_000_000_000_000;
            if (isEnough) { continue; }
            digits = Int128.Min((digits * 10) + (text[at] - '0'), (Int128)ulong.MaxValue * 1_000_000);
            if (isFraction) { scale *= 10; }
        }

        if (!isSome) { return null; }
        (string name, long nanoseconds) = (default(string)!, 0L);
        foreach ((string unit, long each) in Units)
        {
            bool isLonger = string.CompareOrdinal(text, at, unit, 0, unit.Length) == 0 && unit.Length > (name?.Length ?? 0);
            if (isLonger) { (name, nanoseconds) = (unit, each); }
        }

        at += name?.Length ?? 0;
        return name is null ? null : digits * nanoseconds / scale;
    }

    private static string Fraction(int nanos) => nanos == 0
        ? ""
        : $".{nanos.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0')}";
}
