using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Edge.Profiles;

/// <summary>The keys of a file of holidays.</summary>
internal static partial class HolidayKeys
{
    public static Key<int> Edge { get; } = Key<int>.Required("edge", FormatVersion.Shape,
        "Version of the file's format.");

    public static Key<ImmutableArray<MapReader>> Holidays { get; } = Key<ImmutableArray<MapReader>>.Required(
        "holidays",
        Shapes.List("holidays", Shapes.Map(One.Table), Profiles.Holidays.Max),
        "The public holidays of the place.");

    public static KeyTable Table { get; } = new("a file of holidays", [Edge.Description, Holidays.Description]);

    /// <summary>One of <c>holidays</c>.</summary>
    internal static class One
    {
        public static Key<string> Name { get; } =
            Key<string>.Required("name", Shapes.Text(100), "What it is called.");

        public static Key<DateOnly> Date { get; } = Key<DateOnly>.Optional("date",
            DateShape("not a date", "a date such as 2026-10-03", FullDate(), ""),
            "One day, of one year.");

        public static Key<DateOnly> Every { get; } = Key<DateOnly>.Optional("every",
            DateShape("not a day of a year", "a month and a day such as 10-03", MonthAndDay(), "2000-"),
            "The same day of each year.");

        public static Key<int> Easter { get; } = Key<int>.Optional("easter", NumberShapes.Whole(-100, 200),
            "Days after Easter Sunday; negative: before it.");

        public static KeyTable Table { get; } = new("a holiday",
            [Name.Description, Date.Description, Every.Description, Easter.Description]);
    }

    /// <summary>A date that exists, from 1970 to 2199.</summary>
    private static Shape<DateOnly> DateShape(string problem, string expected, Regex pattern, string before)
    {
        Shape<string> text = Shapes.Pattern(problem, expected, 10, pattern);
        return new(
            expected,
            (YamlNode node, ErrorList errors, out DateOnly value) =>
            {
                value = default;
                if (!text.TryRead(node, errors, out string? read)) { return false; }
                bool isDate = DateOnly.TryParseExact(before + read, "yyyy-MM-dd", CultureInfo.InvariantCulture,
                    DateTimeStyles.None, out value);
                if (isDate && value.Year is >= 1970 and < 2200) { return true; }
                if (isDate) { errors.Add(node.At, "year out of range", read, "1970 to 2199"); }
                else { errors.Add(node.At, "no such day", read, expected); }
                return false;
            },
            text.WriteSchema);
    }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FullDate();

    [GeneratedRegex(@"^[0-9]{2}-[0-9]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex MonthAndDay();
}
