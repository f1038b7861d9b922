using System.Collections.Immutable;

namespace Edge.Rules.Checks;

/// <summary>The times of day at which clocks of a zone change, in the years that a rule may live to
/// see.</summary>
internal static class ClockChanges
{
    private static readonly DateTime First = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Last = new(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Each once, in minutes of the day: from the time that is skipped or comes twice to its end,
    /// which may be tomorrow.</summary>
    /// <returns>Empty where clocks never change.</returns>
    public static ImmutableArray<(int From, int Until, bool IsSkipped)> Of(TimeZoneInfo zone)
    {
        var changes = new SortedSet<(int, int, bool)>();
        TimeSpan before = zone.GetUtcOffset(First);
        for (DateTime day = First; day < Last; day = day.AddDays(1))
        {
            TimeSpan after = zone.GetUtcOffset(day.AddDays(1));
            if (after == before) { continue; }
            DateTime at = Find(zone, day, before);
            DateTime from = at + (after < before ? after : before);
            int minute = (int)from.TimeOfDay.TotalMinutes;
            changes.Add((minute, minute + (int)(after - before).Duration().TotalMinutes, after > before));
            before = after;
        }

        return [.. changes];
    }

    /// <summary>The first minute of another offset within a day.</summary>
    private static DateTime Find(TimeZoneInfo zone, DateTime day, TimeSpan offset)
    {
        (int same, int other) = (0, 24 * 60);
        while (other - same > 1)
        {
            int middle = (same + other) / 2;
            if (zone.GetUtcOffset(day.AddMinutes(middle)) == offset) { same = middle; }
            else { other = middle; }
        }

        return day.AddMinutes(other);
    }
}
