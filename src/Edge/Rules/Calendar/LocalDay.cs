namespace Edge.Rules.Calendar;

/// <summary>One local date of a site and the span of time that it lasts.</summary>
/// <remarks>A day on which clocks change has 23 or 25 hours. Days follow each other without a gap: the next
/// one begins where this one ends.</remarks>
/// <param name="Weekday">1 Monday to 7 Sunday. Source: ISO 8601.</param>
/// <param name="From">Unix milliseconds of the first moment.</param>
/// <param name="Until">Unix milliseconds of the first moment of the next day.</param>
public readonly record struct LocalDay(DateOnly Date, int Weekday, bool IsHoliday, long From, long Until)
{
    public bool Contains(long unixMilliseconds) => unixMilliseconds >= From && unixMilliseconds < Until;
}
