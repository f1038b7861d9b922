using System.Globalization;
using Edge.Profiles;
using Edge.Rules.Sun;
using Edge.Sensing;

namespace Edge.Rules.Calendar;

/// <summary>The date, the local time and the sun of a site as rules see them in one scan.</summary>
/// <remarks>Rules see the wall clock in whole minutes: between two of them nothing changes by time alone, and
/// nobody has to scan to find that out. Where the date was never known in this boot (<see
/// cref="TimeQuality.FreeRunning"/>) there is neither date nor sun. One engine, one thread; allocates nothing
/// per scan.</remarks>
public sealed class SiteClock
{
    private const long Minute = 60_000;

    private readonly LocalCalendar _calendar;
    private readonly SunPath? _path;
    private readonly List<CachedSpan> _spans = [];
    private ReadingTime _now;
    private long _minute = long.MinValue;
    private long _local;
    private LocalDay _day;
    private SunTimes _sun;
    private bool _hasSun;
    private double _elevation;
    private long _elevationAt = long.MinValue;
    private string _date = "";
    private DateOnly _dateOf = DateOnly.MinValue;

    public SiteClock(Site site)
    {
        _calendar = new LocalCalendar(site.TimeZone, site.Holidays);
        _path = site.Position is { } position ? new SunPath(position) : null;
    }

    /// <summary>False: nobody knows the date.</summary>
    public bool KnowsDate { get; private set; }

    /// <summary>Unix milliseconds of the last full minute.</summary>
    public long Now => _minute;

    /// <summary>Monotonic milliseconds of the next full minute.</summary>
    public long NextMinute => MonotonicOf(_minute + Minute);

    public LocalDay Day => _day;

    /// <summary>Minutes that the local clock shows, 0 to 1439.</summary>
    public int MinuteOfDay => (int)Modulo(_local / Minute, 1440);

    /// <summary>Such as <c>2026-11-27</c>.</summary>
    public string Date
    {
        get
        {
            if (_dateOf != _day.Date) { (_dateOf, _date) = (_day.Date, _day.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); }
            return _date;
        }
    }

    public LocalCalendar Calendar => _calendar;

    /// <summary>Degrees above the horizon at the last full minute.</summary>
    /// <exception cref="InvalidOperationException">The site has no position.</exception>
    public double Elevation
    {
        get
        {
            if (_elevationAt != _minute) { (_elevationAt, _elevation) = (_minute, Path.Elevation(_minute)); }
            return _elevation;
        }
    }

    /// <summary>Rise, set and twilights of the local day.</summary>
    /// <exception cref="InvalidOperationException">The site has no position.</exception>
    public SunTimes Sun
    {
        get
        {
            if (!_hasSun) { (_hasSun, _sun) = (true, SunTimes.Of(Path, _day.From, _day.Until)); }
            return _sun;
        }
    }

    private SunPath Path => _path ?? throw new InvalidOperationException("The site has no position.");

    /// <summary>What time it is in this scan.</summary>
    public void MoveTo(ReadingTime now)
    {
        _now = now;
        KnowsDate = now.Quality != TimeQuality.FreeRunning;
        long minute = now.UnixMilliseconds - Modulo(now.UnixMilliseconds, Minute);
        if (minute == _minute) { return; }
        _minute = minute;
        _local = _calendar.LocalOf(minute);
        if (_day.Contains(minute)) { return; }
        (_day, _hasSun) = (_calendar.DayAt(minute), false);
    }

    /// <summary>Whether the last full minute lies between two local times; see
    /// <see cref="LocalCalendar.IsBetween"/>.</summary>
    /// <param name="changesAt">Unix milliseconds when the answer may be another.</param>
    public bool IsBetween(TimeOnly from, TimeOnly until, out long changesAt)
    {
        int index = 0;
        while (index < _spans.Count && !(_spans[index].From == from && _spans[index].Until == until)) { index++; }
        bool isKnown = index < _spans.Count;
        if (isKnown && _minute >= _spans[index].KnownFrom && _minute < _spans[index].ChangesAt)
        {
            changesAt = _spans[index].ChangesAt;
            return _spans[index].IsBetween;
        }

        bool isBetween = _calendar.IsBetween(_minute, from, until, out changesAt);
        var known = new CachedSpan(from, until, _minute, changesAt, isBetween);
        if (isKnown) { _spans[index] = known; }
        else { _spans.Add(known); }
        return isBetween;
    }

    /// <summary>When the wall clock will show a time, if nobody sets it until then.</summary>
    public long MonotonicOf(long unixMilliseconds) =>
        _now.MonotonicMilliseconds + (unixMilliseconds - _now.UnixMilliseconds);

    private readonly record struct CachedSpan(
        TimeOnly From, TimeOnly Until, long KnownFrom, long ChangesAt, bool IsBetween);

    private static long Modulo(long value, long by) => ((value % by) + by) % by;
}
