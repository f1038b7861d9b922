using Edge.Profiles;

namespace Edge.Rules.Calendar;

/// <summary>Local dates and times of one time zone, its holidays, and when something declared in local time
/// happens.</summary>
/// <remarks><para>Where clocks go forward, a time in the gap happens at the gap's end; where they go back, a
/// time that
/// comes twice happens the first time. So every declared time happens once a day, and in the order of the
/// clock.</para>
/// <para>Immutable. Knows no clock: the caller says what time it is. The zone's rules are those of the
/// machine's
/// time zone database.</para></remarks>
public sealed class LocalCalendar(TimeZoneInfo zone, Holidays holidays)
{
    /// <summary>Instants beyond are taken for the nearest of these: years 2 to 9998.</summary>
    private static readonly (long Earliest, long Latest) Known = (-62_104_060_800_000, 253_370_764_800_000);

    /// <summary>The zone's name in the database, such as <c>Europe/Berlin</c>.</summary>
    public string ZoneName => zone.Id;

    /// <summary>What a clock in the zone shows, as milliseconds since 1970-01-01 00:00 of that
    /// clock.</summary>
    public long LocalOf(long unixMilliseconds)
    {
        long known = Math.Clamp(unixMilliseconds, Known.Earliest, Known.Latest);
        return known + OffsetAt(known);
    }

    /// <summary>Unix milliseconds at which a local time happens.</summary>
    public long InstantOf(DateOnly date, TimeOnly time) =>
        InstantOf(new DateTimeOffset(date.ToDateTime(time), TimeSpan.Zero).ToUnixTimeMilliseconds());

    /// <summary>The date at an instant. Dates never go back, even where clocks go back over
    /// midnight.</summary>
    public LocalDay DayAt(long unixMilliseconds)
    {
        DateTimeOffset local = DateTimeOffset.FromUnixTimeMilliseconds(LocalOf(unixMilliseconds));
        DateOnly date = DateOnly.FromDateTime(local.DateTime);
        LocalDay day = DayOf(date);
        return unixMilliseconds >= day.Until ? DayOf(date.AddDays(1)) : day;
    }

    public LocalDay DayOf(DateOnly date) => new(
        date,
        date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek,
        holidays.Contains(date),
        InstantOf(date, TimeOnly.MinValue),
        InstantOf(date.AddDays(1), TimeOnly.MinValue));

    /// <summary>Whether an instant lies between two local times, from the first up to but not the
    /// second.</summary>
    /// <remarks>Each span happens once a day, and none is lost to a change of the clocks.</remarks>
    /// <param name="until">Not after <paramref name="from"/>: the span ends on the next day.</param>
    /// <param name="changesAt">Unix milliseconds of the next moment when the answer may be another.</param>
    public bool IsBetween(long unixMilliseconds, TimeOnly from, TimeOnly until, out long changesAt)
    {
        DateOnly today = DayAt(unixMilliseconds).Date;
        for (int back = 1; back >= 0; back--)
        {
            DateOnly begun = today.AddDays(-back);
            (long start, long end) = Span(begun, from, until);
            if (unixMilliseconds < start)
            {
                changesAt = start;
                return false;
            }

            if (unixMilliseconds >= end) { continue; }
            changesAt = end;
            return true;
        }

        changesAt = Span(today.AddDays(1), from, until).Start;
        return false;
    }

    /// <summary>Whether a span of a schedule lasts at an instant.</summary>
    /// <remarks>A span belongs to the day on which it begins, also after midnight. Changes of the clock as
    /// above.</remarks>
    /// <param name="changesAt">Unix milliseconds of the next moment when the answer may be another; at the
    /// latest the end of the day.</param>
    public bool IsWithin(long unixMilliseconds, ScheduleDeclaration schedule, out long changesAt)
    {
        LocalDay today = DayAt(unixMilliseconds);
        changesAt = today.Until;
        bool isWithin = false;
        for (int back = 1; back >= 0; back--)
        {
            LocalDay begun = back == 0 ? today : DayOf(today.Date.AddDays(-1));
            foreach (ScheduleSpan span in schedule.Spans)
            {
                if (!span.BeginsOn(begun.Weekday, begun.IsHoliday)) { continue; }
                (long start, long end) = Span(begun.Date, span.From, span.Until);
                isWithin |= unixMilliseconds >= start && unixMilliseconds < end;
                if (start > unixMilliseconds) { changesAt = Math.Min(changesAt, start); }
                if (end > unixMilliseconds) { changesAt = Math.Min(changesAt, end); }
            }
        }

        return isWithin;
    }

    /// <summary>A span that lies in a gap as a whole begins at the gap's end and is as long as it was to
    /// be.</summary>
    private (long Start, long End) Span(DateOnly begun, TimeOnly from, TimeOnly until)
    {
        long start = InstantOf(begun, from);
        long end = InstantOf(until > from ? begun : begun.AddDays(1), until);
        return (start, end > start ? end : start + (long)(until - from).TotalMilliseconds);
    }

    private long InstantOf(long local)
    {
        const long Day = 86_400_000;
        long early = OffsetAt(local - Day);
        long late = OffsetAt(local + Day);
        // The larger offset gives the earlier instant: of two that fit, the first time is taken.
        long first = local - Math.Max(early, late);
        long second = local - Math.Min(early, late);
        if (OffsetAt(first) == local - first) { return first; }
        return OffsetAt(second) == local - second ? second : ChangeBetween(first, second);
    }

    /// <summary>The first moment of another offset.</summary>
    private long ChangeBetween(long before, long after)
    {
        long offset = OffsetAt(before);
        while (after - before > 1)
        {
            long middle = before + ((after - before) / 2);
            if (OffsetAt(middle) == offset) { before = middle; }
            else { after = middle; }
        }

        return after;
    }

    private long OffsetAt(long unixMilliseconds)
    {
        long known = Math.Clamp(unixMilliseconds, Known.Earliest, Known.Latest);
        TimeSpan offset = zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(known).UtcDateTime);
        return offset.Ticks / TimeSpan.TicksPerMillisecond;
    }
}
