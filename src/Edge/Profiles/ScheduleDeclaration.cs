using System.Collections.Immutable;
using System.Globalization;

namespace Edge.Profiles;

/// <summary>Holds while one of its spans of local time lasts.</summary>
/// <param name="Spans">1 to 16.</param>
public sealed record ScheduleDeclaration(ImmutableArray<ScheduleSpan> Spans, SourcePosition At);

/// <summary>A span of time that comes on certain days.</summary>
/// <param name="From">When it begins, by the clock of the site's time zone.</param>
/// <param name="Until">When it is over. Not after <paramref name="From"/>: on the next day.</param>
/// <param name="Days">The days on which it begins.</param>
public readonly record struct ScheduleSpan(TimeOnly From, TimeOnly Until, ScheduleDays Days, HolidayRule Holidays)
{
    /// <summary>Such as <c>22:00 to 05:30 on mon, fri, not on holidays</c>.</summary>
    public override string ToString()
    {
        ScheduleDays days = Days;
        string[] names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        string on = days == ScheduleDays.All ? "" : $" on {string.Join(", ", names.Where((_, day) => ((int)days >> day & 1) != 0))}";
        string holidays = Holidays switch { HolidayRule.Never => ", not on holidays", HolidayRule.Also => ", also on holidays", _ => "" };
        return string.Create(CultureInfo.InvariantCulture, $"{From:HH:mm} to {Until:HH:mm}{on}{holidays}");
    }

    /// <summary>Whether it begins on such a day.</summary>
    /// <param name="weekday">1 Monday to 7 Sunday. Source: ISO 8601.</param>
    public bool BeginsOn(int weekday, bool isHoliday) => (isHoliday, Holidays) switch
    {
        (true, HolidayRule.Never) => false,
        (true, HolidayRule.Also) => true,
        _ => ((int)Days >> (weekday - 1) & 1) != 0,
    };
}

/// <summary>Days of the week; bit 0 is Monday.</summary>
[Flags]
public enum ScheduleDays
{
    None = 0,
    Monday = 1,
    Tuesday = 2,
    Wednesday = 4,
    Thursday = 8,
    Friday = 16,
    Saturday = 32,
    Sunday = 64,
    All = 127,
}

/// <summary>What a public holiday is to a schedule.</summary>
public enum HolidayRule : byte
{
    /// <summary>A day of the week as any other. The default.</summary>
    Same = 1,
    /// <summary>A day on which it does not begin.</summary>
    Never = 2,
    /// <summary>A day on which it begins, whatever day of the week it is.</summary>
    Also = 3,
}
