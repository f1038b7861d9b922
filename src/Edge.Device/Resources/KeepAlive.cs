namespace Edge.Device.Resources;

/// <summary>How close the scans of the rules came to letting the watchdog bite. Thread-safe.</summary>
/// <param name="patience">Of the watchdog that scans feed; null: nobody watches.</param>
public sealed class KeepAlive(TimeSpan? patience, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _last = -1;
    private TimeSpan _longest;

    /// <summary>The patience of systemd's watchdog for this process. Source: sd_watchdog_enabled(3).</summary>
    public static TimeSpan? Patience(string? microseconds) =>
        long.TryParse(microseconds, System.Globalization.NumberStyles.None, null, out long number) && number > 0
            ? TimeSpan.FromMicroseconds(number)
            : null;

    /// <summary>The watchdog was fed.</summary>
    public void Note()
    {
        lock (_gate)
        {
            Stretch();
            _last = time.GetTimestamp();
        }
    }

    /// <summary>The longest gap since the last look in percent of the patience, one that still lasts
    /// included; NaN: nobody watches, or nothing was fed yet.</summary>
    public double Look()
    {
        lock (_gate)
        {
            Stretch();
            (TimeSpan longest, _longest) = (_longest, TimeSpan.Zero);
            return patience is { } limit && _last >= 0 ? 100 * longest / limit : double.NaN;
        }
    }

    private void Stretch()
    {
        if (_last < 0) { return; }
        TimeSpan gap = time.GetElapsedTime(_last);
        if (gap > _longest) { _longest = gap; }
    }
}
