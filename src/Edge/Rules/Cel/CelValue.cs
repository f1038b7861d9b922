namespace Edge.Rules.Cel;

internal enum CelKind : byte
{
    Unknown = 1, Error, Bool, Int, Uint, Double, Null, String, Bytes, List, Map, Timestamp, Duration, Type,
}

/// <summary>A value of a condition: 24 bytes. Unknown and error are values too, and not the same.</summary>
/// <remarks>Two of them are equal as C# sees it when they are the same value of the same type; what the
/// language calls equal is <see cref="CelEquality"/>.</remarks>
/// <param name="Bits">Of an unknown its channel or -1, of an error its <see cref="VerdictReason"/>; bool 0 or
/// 1; the bits of a number; seconds since 1970 of a timestamp; nanoseconds of a duration.</param>
/// <param name="Nanos">Of a timestamp, 0 to 999,999,999.</param>
/// <param name="Reference">string, byte[], <see cref="CelList"/>, <see cref="CelMap"/> or <see
/// cref="CelType"/>.</param>
internal readonly record struct CelValue(CelKind Kind, long Bits, int Nanos = 0, object? Reference = null)
{
    public static CelValue True => new(CelKind.Bool, 1);

    public static CelValue False => new(CelKind.Bool, 0);

    public static CelValue Null => new(CelKind.Null, 0);

    public bool IsValue => Kind >= CelKind.Bool;

    /// <summary>Units of work that going through it once takes, but for what lists and maps hold.</summary>
    public long Work => Kind switch
    {
        CelKind.String => Text.Length / 8,
        CelKind.Bytes => Bytes.Length / 8,
        _ => 0,
    };

    public bool IsNumber => Kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    public bool Bool => Bits != 0;

    public double Double => BitConverter.Int64BitsToDouble(Bits);

    public ulong Uint => unchecked((ulong)Bits);

    public string Text => (string)Reference!;

    public byte[] Bytes => (byte[])Reference!;

    public CelList List => (CelList)Reference!;

    public CelMap Map => (CelMap)Reference!;

    public CelType Type => (CelType)Reference!;

    /// <summary>Why there is no value.</summary>
    public VerdictReason Reason => Kind switch
    {
        CelKind.Unknown => VerdictReason.Input,
        CelKind.Error => (VerdictReason)Bits,
        _ => VerdictReason.None,
    };

    /// <summary>The channel that is not usable, or -1.</summary>
    public int Channel => Kind == CelKind.Unknown ? (int)Bits : -1;

    /// <param name="channel">The channel to blame, or -1: none is.</param>
    public static CelValue Unknown(int channel) => new(CelKind.Unknown, channel);

    public static CelValue Error(VerdictReason reason) => new(CelKind.Error, (long)reason);

    public static CelValue Of(bool value) => value ? True : False;

    public static CelValue Of(long value) => new(CelKind.Int, value);

    public static CelValue Of(ulong value) => new(CelKind.Uint, unchecked((long)value));

    public static CelValue Of(double value) => new(CelKind.Double, BitConverter.DoubleToInt64Bits(value));

    public static CelValue Of(string value) => new(CelKind.String, 0, 0, value);

    public static CelValue Of(byte[] value) => new(CelKind.Bytes, 0, 0, value);

    public static CelValue Of(CelList value) => new(CelKind.List, 0, 0, value);

    public static CelValue Of(CelMap value) => new(CelKind.Map, 0, 0, value);

    public static CelValue Of(CelType value) => new(CelKind.Type, 0, 0, value);

    /// <param name="nanoseconds">Any; the range of 64 bits is the range of a duration, 292 years.</param>
    public static CelValue Duration(long nanoseconds) => new(CelKind.Duration, nanoseconds);

    /// <param name="milliseconds">At most 292 years.</param>
    public static CelValue DurationOfMilliseconds(long milliseconds) => Duration(milliseconds * 1_000_000);

    /// <summary>A moment; an error outside the years 1 to 9999.</summary>
    /// <param name="nanos">0 to 999,999,999, forward from the second.</param>
    public static CelValue Timestamp(long seconds, int nanos) => seconds is >= CelTime.First and <= CelTime.Last
        ? new(CelKind.Timestamp, seconds, nanos)
        : Error(VerdictReason.OutOfRange);

    public static CelValue TimestampOfMilliseconds(long unixMilliseconds)
    {
        (long seconds, long rest) = Math.DivRem(unixMilliseconds, 1000);
        return rest < 0 ? Timestamp(seconds - 1, (int)(rest + 1000) * 1_000_000) : Timestamp(seconds, (int)rest * 1_000_000);
    }
}
