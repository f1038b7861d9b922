using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Edge.Profiles;

/// <summary>Shapes of numbers, ranges, durations and sizes.</summary>
internal static partial class NumberShapes
{
    private static readonly (string Unit, long Milliseconds)[] DurationUnits =
        [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    private static readonly (string Unit, long Bytes)[] SizeUnits =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40)];

    /// <summary>A finite number within a closed interval.</summary>
    public static Shape<double> Number(double min, double max)
    {
        string expected = $"a number from {Print(min)} to {Print(max)}";
        return new(
            expected,
            (YamlNode node, ErrorList errors, out double value) =>
            {
                value = 0;
                if (!Shapes.TryScalar(node, errors, expected, out YamlNode.Scalar? scalar)) { return false; }
                bool isNumber = YamlScalars.TryNumber(scalar, out value);
                if (isNumber && value >= min && value <= max) { return true; }
                errors.Add(node.At, isNumber ? "out of range" : "not a number", scalar.Text, expected);
                return false;
            },
            writer => WriteRange(writer, "number", min, max));
    }

    /// <summary>A whole number within a closed interval; <c>0x</c> makes it hexadecimal.</summary>
    public static Shape<int> Whole(int min, int max)
    {
        string expected = $"a whole number from {min} to {max}";
        return new(
            expected,
            (YamlNode node, ErrorList errors, out int value) =>
            {
                value = 0;
                if (!Shapes.TryScalar(node, errors, expected, out YamlNode.Scalar? scalar)) { return false; }
                bool isWhole = YamlScalars.TryWhole(scalar, out long number);
                bool isRight = isWhole && number >= min && number <= max;
                string problem = isWhole ? "out of range" : "not a whole number";
                if (isRight) { value = (int)number; }
                else { errors.Add(node.At, problem, scalar.Text, expected); }
                return isRight;
            },
            writer => WriteRange(writer, "integer", min, max));
    }

    /// <summary><c>[minimum, maximum]</c>, the first smaller than the second.</summary>
    public static Shape<Interval> Interval { get; } = new(
        "[minimum, maximum]",
        (YamlNode node, ErrorList errors, out Interval value) =>
        {
            value = default;
            if (node is YamlNode.Sequence { Items: [YamlNode.Scalar low, YamlNode.Scalar high] }
                && YamlScalars.TryNumber(low, out double min) && YamlScalars.TryNumber(high, out double max))
            {
                value = new(min, max);
                if (min < max) { return true; }
                errors.Add(node.At, "empty range", $"[{low.Text}, {high.Text}]", "[minimum, maximum]");
                return false;
            }
            if (node is YamlNode.Refused) { return false; }
            errors.Add(node.At, "not a range", node.Shown, "[minimum, maximum]");
            return false;
        },
        writer =>
        {
            writer.WriteString("type"u8, "array"u8);
            writer.WriteNumber("minItems"u8, 2);
            writer.WriteNumber("maxItems"u8, 2);
            writer.WriteStartObject("items"u8);
            writer.WriteString("type"u8, "number"u8);
            writer.WriteEndObject();
        });

    /// <summary>A whole number with a unit of time, such as <c>500ms</c>.</summary>
    public static Shape<TimeSpan> Duration(TimeSpan min, TimeSpan max)
    {
        string expected = $"a duration from {Print(min)} to {Print(max)}, such as 500ms, 10s, 5m, 1h or 1d";
        Shape<long> milliseconds = WithUnit("duration", expected, DurationUnits,
            (long)min.TotalMilliseconds, (long)max.TotalMilliseconds);
        return new(
            expected,
            (YamlNode node, ErrorList errors, out TimeSpan value) =>
            {
                bool isRead = milliseconds.TryRead(node, errors, out long number);
                value = TimeSpan.FromMilliseconds(number);
                return isRead;
            },
            milliseconds.WriteSchema);
    }

    /// <summary>A whole number of bytes with a binary unit, such as <c>64MiB</c>.</summary>
    public static Shape<long> Size(long min, long max, string example) => WithUnit(
        "size", $"a size from {PrintSize(min)} to {PrintSize(max)}, such as {example}", SizeUnits, min, max);

    /// <summary>The shortest notation with a unit, such as <c>90s</c> or <c>1d</c>.</summary>
    public static string Print(TimeSpan duration) => Print((long)duration.TotalMilliseconds, DurationUnits);

    /// <summary>A number as people and JSON write it.</summary>
    public static string Print(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string PrintSize(long bytes) => Print(bytes, SizeUnits);

    private static string Print(long number, (string Unit, long Factor)[] units)
    {
        (string unit, long factor) =
            units.Last(unit => unit.Factor == units[0].Factor || number % unit.Factor == 0);
        return number == 0 ? "0" + units[0].Unit
            : string.Create(CultureInfo.InvariantCulture, $"{number / factor}{unit}");
    }

    private static Shape<long> WithUnit(
        string what, string expected, (string Unit, long Factor)[] units, long min, long max) => new(
        expected,
        (YamlNode node, ErrorList errors, out long value) =>
        {
            value = 0;
            if (!Shapes.TryScalar(node, errors, expected, out YamlNode.Scalar? scalar)) { return false; }
            Match match = NumberAndUnit().Match(scalar.Text);
            long factor = units.FirstOrDefault(unit => unit.Unit == match.Groups[2].Value).Factor;
            if (!match.Success || factor == 0)
            {
                errors.Add(node.At, $"not a {what}", scalar.Text, expected, Repaired(scalar.Text, units));
                return false;
            }
            // Nine digits at most: the product stays far below the largest number.
            value = long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * factor;
            if (value >= min && value <= max) { return true; }
            errors.Add(node.At, $"{what} out of range", scalar.Text, expected);
            return false;
        },
        writer =>
        {
            writer.WriteString("type"u8, "string"u8);
            writer.WriteString("pattern"u8,
                $"^[0-9]{{1,9}}({string.Join('|', units.Select(unit => unit.Unit))})$");
        });

    /// <summary>What was probably meant by <c>10 sec</c>, <c>5min</c> or <c>64MB</c>; null where nothing is
    /// clear.</summary>
    private static string? Repaired(string text, (string Unit, long Factor)[] units)
    {
        Match match = NumberAndWord().Match(text);
        if (!match.Success) { return null; }
        string word = match.Groups[2].Value.ToLowerInvariant();
        string? unit = units.Select(unit => unit.Unit)
            .Where(unit => word.StartsWith(unit[..1].ToLowerInvariant(), StringComparison.Ordinal))
            .OrderByDescending(unit => unit.Length == 2 && word.StartsWith(unit, StringComparison.Ordinal))
            .ThenBy(unit => unit.Length)
            .FirstOrDefault();
        if (word is "msec" or "millisecond" or "milliseconds") { unit = "ms"; }
        return unit is null ? null : match.Groups[1].Value + unit;
    }

    private static void WriteRange(Utf8JsonWriter writer, string type, double min, double max)
    {
        writer.WriteString("type"u8, type);
        writer.WriteNumber("minimum"u8, min);
        writer.WriteNumber("maximum"u8, max);
    }

    [GeneratedRegex(@"^([0-9]{1,9})([A-Za-z]{1,3})\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberAndUnit();

    [GeneratedRegex(@"^([0-9]{1,9}) ?([A-Za-z]{1,12})\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberAndWord();
}
