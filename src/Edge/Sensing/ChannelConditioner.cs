using Edge.Profiles;

namespace Edge.Sensing;

/// <summary>A conditioned value and whether the stream wants it.</summary>
/// <param name="PassToStream">False when the change since the last passed reading is within the deadband. Rules see every reading.</param>
public readonly record struct ConditionedReading(Reading Reading, bool PassToStream);

/// <summary>Turns raw values of one channel into readings, in the order that <see cref="Conditioning"/> gives.</summary>
/// <remarks>One thread. Findings only make a quality worse (<see cref="Qualities.Worst"/>): a simulated value that was clamped stays
/// simulated, and its reason says <see cref="QualityReason.Clamped"/>. Of several findings the last one in the order is the reason.</remarks>
public sealed class ChannelConditioner
{
    private readonly int _channel;
    private readonly Conditioning _conditioning;
    private readonly long _stuckAfter;
    private readonly double[] _window;
    private readonly double[] _sorted;
    private int _next;
    private int _filled;
    private int _badInARow;
    private double _lastRaw = double.NaN;
    private long _sameSince;
    private Reading _lastPassed;

    public ChannelConditioner(ChannelDeclaration channel)
    {
        (_channel, _conditioning) = (channel.Index, channel.Conditioning);
        _stuckAfter = _conditioning.StuckAfter is { } after ? (long)after.TotalMilliseconds : long.MaxValue;
        _window = new double[_conditioning.MedianOf];
        _sorted = new double[_conditioning.MedianOf];
    }

    /// <summary>The reading that a raw value gives. Never throws; allocates nothing.</summary>
    /// <param name="raw">What the driver measured; anything where <paramref name="quality"/> is bad.</param>
    /// <param name="quality">The driver's own judgement; a number that is none counts as bad.</param>
    public ConditionedReading Condition(double raw, Quality quality, QualityReason reason, ReadingTime time)
    {
        Reading reading = Judge(raw, quality, reason, time);
        if (!reading.IsUsable) { ForgetAfterSilence(); }
        bool pass = IsNews(reading);
        if (pass) { _lastPassed = reading; }
        return new ConditionedReading(reading, pass);
    }

    private Reading Judge(double raw, Quality quality, QualityReason reason, ReadingTime time)
    {
        if (!quality.IsUsable())
        {
            return Reading.Bad(_channel, reason == QualityReason.None ? QualityReason.DriverFault : reason, time);
        }

        if (!double.IsFinite(raw)) { return Reading.Bad(_channel, QualityReason.DriverFault, time); }
        bool isStuck = IsStuck(raw, time.MonotonicMilliseconds);
        double value = (raw * _conditioning.Scale) + _conditioning.Offset;
        bool isPossible = double.IsFinite(value) && (_conditioning.Range is not { } range || range.Contains(value));
        if (!isPossible) { return Reading.Bad(_channel, QualityReason.OutOfRange, time); }

        value = Median(value);
        if (_filled < _window.Length) { Doubt(QualityReason.Settling); }
        if (_conditioning.Clamp is { } clamp && !clamp.Contains(value))
        {
            value = Math.Clamp(value, clamp.Minimum, clamp.Maximum);
            Doubt(QualityReason.Clamped);
        }

        if (isStuck) { Doubt(QualityReason.Stuck); }
        return new Reading(_channel, value, quality, reason, time);

        void Doubt(QualityReason finding) => (quality, reason) = (Qualities.Worst(quality, Quality.Uncertain), finding);
    }

    private bool IsNews(in Reading reading)
    {
        if (reading.Quality != _lastPassed.Quality || reading.Reason != _lastPassed.Reason) { return true; }
        return reading.IsUsable
            ? Math.Abs(reading.Value - _lastPassed.Value) >= _conditioning.Deadband
            : _conditioning.Deadband <= 0;
    }

    /// <summary>Silence does not unstick: bad readings in between leave the time running.</summary>
    private bool IsStuck(double raw, long now)
    {
        if (raw != _lastRaw) { (_lastRaw, _sameSince) = (raw, now); }
        return now - _sameSince > _stuckAfter;
    }

    /// <summary>The median of the last usable values; of fewer, as long as there are fewer. The lower one of two middles.</summary>
    private double Median(double value)
    {
        _badInARow = 0;
        _window[_next] = value;
        _next = (_next + 1) % _window.Length;
        _filled = Math.Min(_filled + 1, _window.Length);
        if (_filled == 1) { return value; }
        Array.Copy(_window, _sorted, _filled);
        Array.Sort(_sorted, 0, _filled);
        return _sorted[(_filled - 1) / 2];
    }

    /// <summary>As many bad readings in a row as the filter is long empty it: what was before the silence is not the present.</summary>
    private void ForgetAfterSilence()
    {
        _badInARow = Math.Min(_badInARow + 1, _window.Length);
        if (_badInARow == _window.Length) { (_next, _filled) = (0, 0); }
    }
}
