using System.Globalization;
using Edge.Profiles;
using Edge.Rules.Calendar;

namespace Edge.Rules.Replay.Plot;

/// <summary>The horizontal axis: local time, with lines at round times of the clock.</summary>
internal sealed class PlotTime(Site site, long from, long until)
{
    private const int MaxTicks = 14;
    private const long Second = 1_000;
    private const long Minute = 60 * Second;
    private const long Day = 86_400_000;

    private static readonly long[] Steps =
    [
        Second, 2 * Second, 5 * Second, 10 * Second, 15 * Second, 30 * Second,
        Minute, 2 * Minute, 5 * Minute, 10 * Minute, 15 * Minute, 30 * Minute, 60 * Minute, 120 * Minute, 180 * Minute,
        360 * Minute, 720 * Minute,
    ];

    private static readonly int[] DaySteps = [1, 2, 7, 14, 28, 56, 91, 182, 364, 728, 3640];

    private readonly LocalCalendar _calendar = new(site.TimeZone, site.Holidays);

    public long From => from;

    public long Until => Math.Max(until, from + 1);

    /// <summary>0 at the left, 1 at the right.</summary>
    public double PlaceOf(long unix) => Math.Clamp((unix - from) / (double)(Until - from), 0, 1);

    /// <summary>Each line with its label.</summary>
    public IEnumerable<(long Unix, string Label)> Ticks()
    {
        long span = Until - from;
        long step = Steps.FirstOrDefault(each => span / each <= MaxTicks);
        if (step > 0) { return ClockTicks(step); }
        int days = DaySteps.FirstOrDefault(each => span / (each * Day) <= MaxTicks);
        return DayTicks(days > 0 ? days : (int)(span / Day / MaxTicks) + 1);
    }

    public string Title() => $"{Text(from, "yyyy-MM-dd HH:mm")} to {Text(Until, "yyyy-MM-dd HH:mm")}, {site.TimeZone.Id}";

    private IEnumerable<(long Unix, string Label)> ClockTicks(long step)
    {
        string format = step < Minute ? "HH:mm:ss" : "HH:mm";
        for (LocalDay day = _calendar.DayAt(from); day.From < Until; day = _calendar.DayAt(day.Until))
        {
            for (long passed = 0; passed < Day; passed += step)
            {
                long unix = _calendar.InstantOf(day.Date, TimeOnly.FromTimeSpan(TimeSpan.FromMilliseconds(passed)));
                if (unix < from || unix >= Until) { continue; }
                yield return (unix, passed == 0 ? Text(unix, "MM-dd") : Text(unix, format));
            }
        }
    }

    private IEnumerable<(long Unix, string Label)> DayTicks(int step)
    {
        DateOnly date = _calendar.DayAt(from).Date;
        for (int days = 0; ; days += step)
        {
            long unix = _calendar.InstantOf(date.AddDays(days), TimeOnly.MinValue);
            if (unix >= Until) { yield break; }
            if (unix >= from) { yield return (unix, Text(unix, "yyyy-MM-dd")); }
        }
    }

    private string Text(long unix, string format) => DateTimeOffset.FromUnixTimeMilliseconds(_calendar.LocalOf(unix))
        .ToString(format, CultureInfo.InvariantCulture);
}
