using System.Globalization;
using System.Text;
using static Edge.Rules.Cel.Library.Signature;

namespace Edge.Rules.Cel.Library;

/// <summary><c>bool int uint double string bytes type dyn</c> and <c>size</c>.</summary>
/// <remarks>Source: Common Expression Language, language definition, "List of Standard Definitions".</remarks>
internal static class Conversions
{
    private static readonly CelType Any = CelType.Parameter("A");

    public static IEnumerable<CelFunction> All() =>
    [
        Same("bool", CelType.Bool), Same("int", CelType.Int), Same("uint", CelType.Uint),
        Same("double", CelType.Double), Same("string", CelType.String), Same("bytes", CelType.Bytes),
        Number("int", CelType.Double), Number("int", CelType.Uint), Number("uint", CelType.Int),
        Number("uint", CelType.Double), Number("double", CelType.Int), Number("double", CelType.Uint),
        Global("int", CelType.Timestamp, CelType.Int, (in _, in a) => CelValue.Of(a.Bits)),
        Global("int", CelType.String, CelType.Int, (in _, in a) => long.TryParse(
            a.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? CelValue.Of(value) : Error(VerdictReason.BadText)),
        Global("uint", CelType.String, CelType.Uint, (in _, in a) => ulong.TryParse(
            a.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? CelValue.Of(value) : Error(VerdictReason.BadText)),
        Global("double", CelType.String, CelType.Double, (in _, in a) => Double(a.Text)),
        Global("bool", CelType.String, CelType.Bool, (in _, in a) => Truth(a.Text)),
        .. Texts(),
        Global("type", Any, CelType.Type, (in _, in a) =>
            CelValue.Of(CelType.Of(a.Kind))),
        Global("dyn", Any, CelType.Dyn, (in _, in a) => a) with { Bound = arguments => new(1, arguments[0]), HidesType = true, KeepsUnit = true },
        .. Sizes(CelType.String, (in _, in a) => CelValue.Of((long)CelText.Count(a.Text))),
        .. Sizes(CelType.Bytes, (in _, in a) => CelValue.Of((long)a.Bytes.Length)),
        .. Sizes(CelType.ListOf(Any), (in _, in a) => CelValue.Of((long)a.List.Count)),
        .. Sizes(CelType.MapOf(Any, CelType.Parameter("B")), (in _, in a) => CelValue.Of((long)a.Map.Count)),
    ];

    private static IEnumerable<CelFunction> Texts() =>
    [
        Text(CelType.Int, (in a) => a.Bits.ToString(CultureInfo.InvariantCulture)),
        Text(CelType.Uint, (in a) => a.Uint.ToString(CultureInfo.InvariantCulture)),
        Text(CelType.Double, (in a) => Numerals.Print(a.Double)),
        Text(CelType.Bool, (in a) => a.Bool ? "true" : "false"),
        Text(CelType.Timestamp, (in a) => TimeTexts.Print(a)),
        Text(CelType.Duration, (in a) => TimeTexts.PrintDuration(a.Bits)),
        Global("string", CelType.Bytes, CelType.String, (in _, in a) => CelText.Decode(a.Bytes))
            with { Bound = arguments => new(1 + (arguments[0].Length / 8), CelSize.Text(arguments[0].Length)) },
        Global("bytes", CelType.String, CelType.Bytes, (in _, in a) => CelValue.Of(Encoding.UTF8.GetBytes(a.Text)))
            with { Bound = arguments => new(1 + (arguments[0].Length / 8), CelSize.Text(CelSize.Multiply(arguments[0].Length, 3))) },
    ];

    private delegate string Printer(in CelValue value);

    private static CelFunction Text(CelType type, Printer print) =>
        Global("string", type, CelType.String, (in _, in a) => CelValue.Of(print(a)))
            with { Cost = 4, MaxSize = CelSize.Text(40) };

    private static CelFunction Same(string name, CelType type) =>
        Global(name, type, type, (in _, in a) => a) with { Bound = arguments => new(1, arguments[0]), KeepsUnit = true };

    private static CelFunction Number(string name, CelType from)
    {
        CelType to = name switch { "int" => CelType.Int, "uint" => CelType.Uint, _ => CelType.Double };
        return Global(name, from, to, (in _, in a) => CelArithmetic.Convert(a, to.Kind!.Value)) with { KeepsUnit = true };
    }

    private static IEnumerable<CelFunction> Sizes(CelType type, One body) =>
        [Global("size", type, CelType.Int, body), Member(type, "size", CelType.Int, body)];

    private static CelValue Double(string text)
    {
        const NumberStyles Style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        string trimmed = text.TrimStart('+', '-');
        double? special = trimmed.ToUpperInvariant() switch
        {
            "NAN" => double.NaN,
            "INF" or "INFINITY" => text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            _ => null,
        };
        if (special is { } known && text.Length - trimmed.Length <= 1) { return CelValue.Of(known); }
        bool isNumber = text.AsSpan().ContainsAnyInRange('0', '9');
        return isNumber && double.TryParse(text, Style, CultureInfo.InvariantCulture, out double value)
            ? CelValue.Of(value)
            : Error(VerdictReason.BadText);
    }

    private static CelValue Truth(string text) => text switch
    {
        "1" or "t" or "true" or "TRUE" or "True" => CelValue.True,
        "0" or "f" or "false" or "FALSE" or "False" => CelValue.False,
        _ => Error(VerdictReason.BadText),
    };
}
