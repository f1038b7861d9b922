namespace Edge.Rules.Cel;

internal enum CelKind : byte { Unknown = 1, Error, Bool, Int, Uint, Double }

/// <summary>A value of a condition: 16 bytes. Unknown and error are values too, and not the same.</summary>
/// <param name="Bits">Of an unknown its channel, of an error its <see cref="VerdictReason"/>.</param>
internal readonly record struct CelValue(CelKind Kind, long Bits)
{
    public static CelValue True => new(CelKind.Bool, 1);

    public static CelValue False => new(CelKind.Bool, 0);

    public bool IsValue => Kind >= CelKind.Bool;

    public bool Bool => Bits != 0;

    public double Double => BitConverter.Int64BitsToDouble(Bits);

    public ulong Uint => unchecked((ulong)Bits);

    /// <summary>Why there is no value.</summary>
    public VerdictReason Reason => Kind switch
    {
        CelKind.Unknown => VerdictReason.Input,
        CelKind.Error => (VerdictReason)Bits,
        _ => VerdictReason.None,
    };

    /// <summary>The channel that is not usable, or -1.</summary>
    public int Channel => Kind == CelKind.Unknown ? (int)Bits : -1;

    public static CelValue Unknown(int channel) => new(CelKind.Unknown, channel);

    public static CelValue Error(VerdictReason reason) => new(CelKind.Error, (long)reason);

    public static CelValue Of(bool value) => value ? True : False;

    public static CelValue Of(long value) => new(CelKind.Int, value);

    public static CelValue Of(ulong value) => new(CelKind.Uint, unchecked((long)value));

    public static CelValue Of(double value) => new(CelKind.Double, BitConverter.DoubleToInt64Bits(value));
}
