using System.Globalization;
using System.Text;

namespace Edge.Rules.Cel.Library;

/// <summary>Numbers as <c>format</c> writes them; null for what is no number.</summary>
internal static class FormatNumbers
{
    /// <summary>Exactly so many digits after the point, a half to the even one.</summary>
    public static string? Fixed(in CelValue value, int precision)
    {
        if (Number(value) is not { } number) { return null; }
        return Numerals.Special(number) ?? number.ToString($"F{precision}", CultureInfo.InvariantCulture);
    }

    public static string? Scientific(in CelValue value, int precision)
    {
        if (Number(value) is not { } number) { return null; }
        if (Numerals.Special(number) is { } special) { return special; }
        string exact = number.ToString($"E{precision}", CultureInfo.InvariantCulture);
        int mark = exact.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(exact.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string power = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
        return $"{exact[..mark]}e{(exponent < 0 ? '-' : '+')}{power}";
    }

    public static string? Hexadecimal(in CelValue value) => value.Kind switch
    {
        CelKind.String => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value.Text)),
        CelKind.Bytes => Convert.ToHexStringLower(value.Bytes),
        _ => Whole(value, 16),
    };

    /// <summary>A whole number in another base, a negative one with its sign.</summary>
    public static string? Whole(in CelValue value, uint radix)
    {
        if (value.Kind is not (CelKind.Int or CelKind.Uint)) { return null; }
        bool isNegative = value.Kind == CelKind.Int && value.Bits < 0;
        ulong left = isNegative ? unchecked(0UL - value.Uint) : value.Uint;
        Span<char> room = stackalloc char[65];
        int at = room.Length;
        do
        {
            room[--at] = "0123456789abcdef"[(int)(left % radix)];
            left /= radix;
        }
        while (left > 0);

        if (isNegative) { room[--at] = '-'; }
        return room[at..].ToString();
    }

    private static double? Number(in CelValue value) => value.Kind switch
    {
        CelKind.Double => value.Double,
        CelKind.Int => value.Bits,
        CelKind.Uint => value.Uint,
        _ => null,
    };
}
