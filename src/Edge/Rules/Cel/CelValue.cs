namespace Edge.Rules.Cel;

internal enum CelKind : byte { Unknown = 1, Error, Bool, Int, Uint, Double }

/// <summary>A value of a condition: 16 bytes, no allocation. Unknown and error are values too, and not the same.</summary>
internal readonly record struct CelValue(CelKind Kind, long Bits)
{
    public static CelValue Unknown => new(CelKind.Unknown, 0);

    public static CelValue Error => new(CelKind.Error, 0);

    public static CelValue True => new(CelKind.Bool, 1);

    public static CelValue False => new(CelKind.Bool, 0);

    public bool IsValue => Kind >= CelKind.Bool;

    public bool Bool => Bits != 0;

    public double Double => BitConverter.Int64BitsToDouble(Bits);

    public ulong Uint => unchecked((ulong)Bits);

    public static CelValue Of(bool value) => value ? True : False;

    public static CelValue Of(long value) => new(CelKind.Int, value);

    public static CelValue Of(ulong value) => new(CelKind.Uint, unchecked((long)value));

    public static CelValue Of(double value) => new(CelKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>What a strict operator gives for operands of which one is no value: unknown before error.</summary>
    public static CelValue Merge(CelValue left, CelValue right) =>
        left.Kind == CelKind.Unknown || right.Kind == CelKind.Unknown ? Unknown : Error;
}
