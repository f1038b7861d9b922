using Edge.Profiles;

namespace Edge.Sensing;

/// <summary>A conditioned value and whether the stream wants it.</summary>
/// <param name="PassToStream">False when the change since the last passed reading is within the deadband. Rules see every reading.</param>
public readonly record struct ConditionedReading(Reading Reading, bool PassToStream);

/// <summary>Turns raw values of one channel into readings, in the order that <see cref="Conditioning"/> gives.</summary>
/// <remarks>One thread. Of two findings the worse quality stays: bad, uncertain, substituted, simulated, good. A simulated value that was
/// clamped is therefore uncertain: its reason says why.</remarks>
public sealed class ChannelConditioner
{
    private readonly ChannelDeclaration _channel;
    private readonly double[] _window;
    private readonly double[] _sorted;
    private int _filled;
    private double _lastRaw = double.NaN;
    private long _sameSince;
    private Reading _lastPassed;

    public ChannelConditioner(ChannelDeclaration channel)
    {
        _channel = channel;
        _window = new double[channel.Conditioning.MedianOf];
        _sorted = new double[channel.Conditioning.MedianOf];
    }

    public ConditionedReading Condition(double raw, Quality quality, QualityReason reason, ReadingTime time)
    {
        Reading reading = Judge(raw, quality, reason, time);
        bool pass = reading.Quality != _lastPassed.Quality || reading.Reason != _lastPassed.Reason
            || (reading.IsUsable && Math.Abs(reading.Value - _lastPassed.Value) >= _channel.Conditioning.Deadband);
        pass |= !reading.IsUsable && _channel.Conditioning.Deadband <= 0;
        if (pass) { _lastPassed = reading; }
        return new ConditionedReading(reading, pass);
    }

    private Reading Judge(double raw, Quality quality, QualityReason reason, ReadingTime time)
    {
        Conditioning conditioning = _channel.Conditioning;
        if (!quality.IsUsable()) { return Reading.Bad(_channel.Index, reason, time); }
        if (!double.IsFinite(raw)) { return Reading.Bad(_channel.Index, QualityReason.DriverFault, time); }
        bool stuck = IsStuck(raw, time.MonotonicMilliseconds);
        double value = (raw * conditioning.Scale) + conditioning.Offset;
        if (conditioning.Range is { } range && !range.Contains(value)) { return Reading.Bad(_channel.Index, QualityReason.OutOfRange, time); }

        value = Median(value);
        if (conditioning.Clamp is { } clamp && !clamp.Contains(value))
        {
            value = Math.Clamp(value, clamp.Minimum, clamp.Maximum);
            (quality, reason) = (Quality.Uncertain, QualityReason.Clamped);
        }

        if (stuck) { (quality, reason) = (Quality.Uncertain, QualityReason.Stuck); }
        return new Reading(_channel.Index, value, quality, reason, time);
    }

    private bool IsStuck(double raw, long now)
    {
        if (raw != _lastRaw) { (_lastRaw, _sameSince) = (raw, now); }
        return _channel.Conditioning.StuckAfter is { } after && now - _sameSince >= after.TotalMilliseconds;
    }

    /// <summary>The median of the last usable values; of fewer, as long as there are fewer. The lower one of two middles.</summary>
    private double Median(double value)
    {
        if (_window.Length == 1) { return value; }
        if (_filled == _window.Length)
        {
            Array.Copy(_window, 1, _window, 0, _window.Length - 1);
            _filled--;
        }

        _window[_filled++] = value;
        Array.Copy(_window, _sorted, _filled);
        Array.Sort(_sorted, 0, _filled);
        return _sorted[(_filled - 1) / 2];
    }
}
