using System.Globalization;
using System.Text;

namespace Edge.Rules.Cel.Library;

/// <summary>Doubles as text: the fewest digits that read back as the same number.</summary>
internal static class Numerals
{
    /// <summary>As <c>string(x)</c>: an exponent below 1e-4 and from 1e21 on.</summary>
    public static string Print(double value)
    {
        if (Special(value) is { } special) { return special; }
        (string digits, int exponent) = Shortest(value);
        string sign = double.IsNegative(value) ? "-" : "";
        if (exponent is >= -4 and < 21) { return sign + Plain(digits, exponent); }
        string fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
        string power = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
        return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{power}";
    }

    /// <summary>NaN and the infinities; null for a number.</summary>
    public static string? Special(double value)
    {
        if (double.IsNaN(value)) { return "NaN"; }
        if (double.IsPositiveInfinity(value)) { return "Infinity"; }
        return double.IsNegativeInfinity(value) ? "-Infinity" : null;
    }

    /// <summary>Digits without a point, and the power of ten of the first of them.</summary>
    private static (string Digits, int Exponent) Shortest(double value)
    {
        string text = Math.Abs(value).ToString("E16", CultureInfo.InvariantCulture);
        string round = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int mark = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = new StringBuilder();
        foreach (char c in round)
        {
            if (c == 'E') { break; }
            if (char.IsAsciiDigit(c)) { digits.Append(c); }
        }

        string significant = digits.ToString().TrimStart('0').TrimEnd('0');
        return significant.Length == 0 ? ("0", 0) : (significant, exponent);
    }

    private static string Plain(string digits, int exponent)
    {
        if (exponent < 0) { return $"0.{new string('0', -exponent - 1)}{digits}"; }
        if (digits.Length <= exponent + 1) { return digits.PadRight(exponent + 1, '0'); }
        return $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}
