using System.Globalization;
using System.Text.RegularExpressions;

namespace Edge.Profiles;

/// <summary>What a plain scalar means in YAML 1.2, core schema.</summary>
/// <remarks>Source: YAML 1.2.2, section 10.3.2, "Tag Resolution". The words yes, no, on and off are
/// texts.</remarks>
internal static partial class YamlScalars
{
    private const int MaxNumberLength = 40;

    /// <summary>True for what YAML reads as a text: not a number, truth value or null.</summary>
    public static bool IsText(YamlNode.Scalar scalar) =>
        !scalar.IsPlain || !(IsNull(scalar.Text) || IsTruth(scalar.Text) || NumberPattern().IsMatch(scalar.Text));

    public static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    public static bool IsTruth(string text) =>
        text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE";

    /// <summary>A finite number in decimal notation, or a whole one in hexadecimal or octal.</summary>
    public static bool TryNumber(YamlNode.Scalar scalar, out double number)
    {
        number = 0;
        if (!scalar.IsPlain || scalar.Text.Length > MaxNumberLength) { return false; }
        if (TryWhole(scalar, out long whole))
        {
            number = whole;
            return true;
        }
        return FloatPattern().IsMatch(scalar.Text)
            && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number);
    }

    /// <summary>A whole number: decimal, <c>0x</c> hexadecimal or <c>0o</c> octal.</summary>
    public static bool TryWhole(YamlNode.Scalar scalar, out long number)
    {
        number = 0;
        string text = scalar.Text;
        if (!scalar.IsPlain || text.Length > MaxNumberLength) { return false; }
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out number)
                && number >= 0;
        }
        if (text.StartsWith("0o", StringComparison.Ordinal)) { return TryOctal(text.AsSpan(2), out number); }
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryOctal(ReadOnlySpan<char> digits, out long number)
    {
        number = 0;
        if (digits.Length is 0 or > 20) { return false; }
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7') { return false; }
            number = (number * 8) + (digit - '0');
        }
        return true;
    }

    [GeneratedRegex(@"^([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+|0o[0-7]+"
        + @"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex FloatPattern();
}
