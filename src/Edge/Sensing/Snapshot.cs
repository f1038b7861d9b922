namespace Edge.Sensing;

/// <summary>The latest reading of every channel, and when each was last usable. What one scan decides on.</summary>
/// <remarks>Of fixed size; nothing but its construction allocates. Not thread-safe: <see cref="SharedSnapshot"/> hands out copies.</remarks>
public sealed class Snapshot
{
    private readonly Reading[] _latest;
    private readonly long[] _lastUsable;

    /// <param name="startedAt">Monotonic milliseconds: a channel that never was usable counts as usable until then.</param>
    public Snapshot(int channels, long startedAt)
    {
        (_latest, _lastUsable) = (new Reading[channels], new long[channels]);
        for (int channel = 0; channel < channels; channel++) { Forget(channel, startedAt); }
    }

    public int Channels => _latest.Length;

    public ref readonly Reading this[int channel] => ref _latest[channel];

    /// <summary>Monotonic milliseconds of the last usable reading of a channel.</summary>
    public long LastUsable(int channel) => _lastUsable[channel];

    /// <summary>Milliseconds since the latest reading, usable or not; <see cref="long.MaxValue"/> when there was none.</summary>
    public long Age(int channel, long now) => _latest[channel].Reason == QualityReason.NeverRead
        ? long.MaxValue
        : now - _latest[channel].Time.MonotonicMilliseconds;

    public void Set(in Reading reading)
    {
        _latest[reading.Channel] = reading;
        if (reading.IsUsable) { _lastUsable[reading.Channel] = reading.Time.MonotonicMilliseconds; }
    }

    /// <summary>As before its first reading, for a gateway that starts anew.</summary>
    public void Forget(int channel, long startedAt)
    {
        _latest[channel] = Reading.Bad(channel, QualityReason.NeverRead, default);
        _lastUsable[channel] = startedAt;
    }

    /// <summary>Makes another snapshot of the same channels equal to this one.</summary>
    public void CopyTo(Snapshot other)
    {
        _latest.CopyTo(other._latest, 0);
        _lastUsable.CopyTo(other._lastUsable, 0);
    }
}

/// <summary>A snapshot that sampling loops write and scans copy. Thread-safe.</summary>
public sealed class SharedSnapshot(int channels, long startedAt)
{
    private readonly Snapshot _snapshot = new(channels, startedAt);
    private readonly Lock _gate = new();

    /// <summary>All readings of one sensor at once: no scan sees half of them.</summary>
    public void Publish(ReadOnlySpan<Reading> readings)
    {
        lock (_gate)
        {
            foreach (ref readonly Reading reading in readings) { _snapshot.Set(reading); }
        }
    }

    public void CopyTo(Snapshot snapshot)
    {
        lock (_gate) { _snapshot.CopyTo(snapshot); }
    }
}
