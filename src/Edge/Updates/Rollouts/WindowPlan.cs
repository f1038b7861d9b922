using System.Collections.Immutable;

namespace Edge.Updates.Rollouts;

/// <summary>One maintenance window, in local time.</summary>
/// <param name="Days">On which days it begins.</param>
/// <param name="To">Not after <paramref name="From"/>: on the next day.</param>
public sealed record MaintenanceWindow(ImmutableSortedSet<DayOfWeek> Days, TimeOnly From, TimeOnly To)
{
    /// <summary>By the clock on the wall: when clocks change it is an hour longer or shorter.</summary>
    public TimeSpan Length => To > From ? To - From : TimeSpan.FromDays(1) - (From - To);
}

/// <summary>When a device may install.</summary>
/// <param name="TimeZone">Name in the IANA time zone database, such as Europe/Berlin.</param>
/// <param name="Jitter">Each device begins up to so long after the window opens, each at its own
/// moment.</param>
/// <remarks>A local time that clocks skip counts as the moment after the skip; one that comes twice opens a
/// window the first time and closes it the second.</remarks>
public sealed record WindowPlan(string TimeZone, TimeSpan Jitter, ImmutableArray<MaintenanceWindow> Open)
{
    // One day before, for the window that began yesterday. A week behind, for where clocks skip the only window of
    // this one, and a day more for skipped hours.
    private const int DaysToLook = 16;

    /// <summary>The moment from which on the device may install: <paramref name="now"/> where it may at
    /// once.</summary>
    public DateTimeOffset Next(DateTimeOffset now, RolloutPosition position, TimeZoneInfo zone)
    {
        DateTime today = TimeZoneInfo.ConvertTime(now, zone).Date;
        DateTimeOffset next = DateTimeOffset.MaxValue;
        for (int day = -1; day <= DaysToLook; day++)
        {
            DateTime date = today.AddDays(day);
            foreach (MaintenanceWindow window in Open.Where(window => window.Days.Contains(date.DayOfWeek)))
            {
                DateTime from = date + window.From.ToTimeSpan();
                DateTimeOffset begins = Instant(from, zone, isEnd: false) + (Jitter * position.Jitter);
                DateTimeOffset ends = Instant(from + window.Length, zone, isEnd: true);
                if (begins <= now && now < ends) { return now; }
                if (begins > now && begins < ends && begins < next) { next = begins; }
            }
        }
        return next;
    }

    private static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone, bool isEnd)
    {
        if (zone.IsAmbiguousTime(local))
        {
            // The greater offset is the earlier moment.
            TimeSpan[] offsets = zone.GetAmbiguousTimeOffsets(local);
            return new DateTimeOffset(local, isEnd ? offsets.Min() : offsets.Max());
        }
        if (!zone.IsInvalidTime(local)) { return new DateTimeOffset(local, zone.GetUtcOffset(local)); }
        // No skip of clocks is longer than a day; the offset before it names the moment after it.
        return new DateTimeOffset(local, zone.GetUtcOffset(local.AddDays(-1))).ToUniversalTime();
    }
}
