using System.Globalization;
using System.Text;
using static Edge.Rules.Cel.Library.Signature;

namespace Edge.Rules.Cel.Library;

/// <summary><c>'%d of %s'.format([1, 'x'])</c></summary>
/// <remarks>Source: Common Expression Language, extensions, "Strings".</remarks>
internal static class FormatExtension
{
    private const int MaxPrecision = 100;

    // A double has at most 309 digits before its point.
    private const int MaxNumber = 310 + MaxPrecision;

    public static IEnumerable<CelFunction> All() =>
    [
        Member(CelType.String, "format", CelType.ListOf(CelType.Dyn), CelType.String, (in input, in a, in b) =>
            Format(input, a.Text, b.List)) with { Bound = Bound },
    ];

    // Of a text: three octets a character, two signs an octet in base 16. Of a number in a list: with its comma.
    private const int MaxOfEach = 32;

    private static CelBound Bound(ReadOnlySpan<CelSize> arguments)
    {
        long each = CelSize.Add(MaxNumber, CelSize.Multiply(arguments[1].OfItem.Total, MaxOfEach));
        long most = CelSize.Add(arguments[0].Length, CelSize.Multiply(Math.Min(arguments[1].Length, arguments[0].Length), each));
        return new CelBound(CelSize.Add(1, most / 8), CelSize.Text(most));
    }

    private static CelValue Format(in CelInput input, string format, CelList values)
    {
        var made = new StringBuilder();
        int next = 0;
        for (int at = 0; at < format.Length; at++)
        {
            if (format[at] != '%')
            {
                made.Append(format[at]);
                continue;
            }

            if (++at < format.Length && format[at] == '%')
            {
                made.Append('%');
                continue;
            }

            if (Precision(format, ref at) is not { } precision || at >= format.Length) { return Error(VerdictReason.BadText); }
            if (next >= values.Count) { return Error(VerdictReason.OutOfRange); }
            if (One(format[at], precision, values.Items[next++], input) is not { } one)
            {
                return Error(input.IsSpent ? VerdictReason.TooCostly : VerdictReason.NoSuchOverload);
            }

            made.Append(one);
            if (!input.Spend(1 + (one.Length / 8))) { return Error(VerdictReason.TooCostly); }
        }

        return CelValue.Of(made.ToString());
    }

    /// <summary>-1 where none is written; null where it is no number or too large.</summary>
    private static int? Precision(string format, ref int at)
    {
        if (at >= format.Length || format[at] != '.') { return -1; }
        int start = ++at;
        while (at < format.Length && char.IsAsciiDigit(format[at])) { at++; }
        bool isNumber = int.TryParse(
            format.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int precision);
        return isNumber && precision <= MaxPrecision ? precision : null;
    }

    private static string? One(char kind, int precision, in CelValue value, in CelInput input)
    {
        bool takesPrecision = precision < 0 || kind is 'f' or 'e';
        if (!takesPrecision) { return null; }
        return kind switch
        {
            's' => FormatText.Of(input, value),
            'd' => value.Kind is CelKind.Int or CelKind.Uint or CelKind.Double ? FormatText.Of(input, value) : null,
            'f' => FormatNumbers.Fixed(value, precision < 0 ? 6 : precision),
            'e' => FormatNumbers.Scientific(value, precision < 0 ? 6 : precision),
            'x' => FormatNumbers.Hexadecimal(value),
            'X' => FormatNumbers.Hexadecimal(value)?.ToUpperInvariant(),
            'o' => FormatNumbers.Whole(value, 8),
            'b' => value.Kind == CelKind.Bool ? (value.Bool ? "1" : "0") : FormatNumbers.Whole(value, 2),
            _ => null,
        };
    }
}
