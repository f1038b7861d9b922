using Edge.Rules.Cel;

namespace Edge.Rules.Checks;

/// <summary>On which days of a year something of the local date may hold, as if the day of the year were a
/// channel.</summary>
/// <remarks>Every year has a 29th of February here.</remarks>
internal static class Dates
{
    // No name in a condition has a blank in it.
    public const string Shown = "date shown";

    private const int Year = 366;
    private const int LeapYear = 2028;

    /// <summary>Every day; when the date is known.</summary>
    public static Domain Days { get; } = new(Region.Of(new(0, true, Year, false)), true, null);

    /// <summary>A comparison of what is made of <c>local.month</c> and <c>local.day</c> with a number; null: of
    /// something else.</summary>
    public static Truths? Of(CelNode subject, string symbol, double number)
    {
        if (!LocalNumbers.TryEach(subject, Year, Part, out long[]? values)) { return null; }
        return Truths.Of(Shown, Region.OfUnits([.. values.Select(value => LocalNumbers.Holds(value, symbol, number))]));
    }

    private static Func<int, int>? Part(string name) => name switch
    {
        "local.month" => day => DayAt(day).Month,
        "local.day" => day => DayAt(day).Day,
        _ => null,
    };

    private static DateOnly DayAt(int day) => new DateOnly(LeapYear, 1, 1).AddDays(day);
}
