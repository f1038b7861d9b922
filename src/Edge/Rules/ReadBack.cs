using Edge.Sensing;

namespace Edge.Rules;

/// <summary>Compares an actuator with a channel that tells whether it really is on.</summary>
/// <remarks>It only watches: what follows from a contradiction people decide.</remarks>
/// <param name="onAbove">On from this value of the channel on.</param>
/// <param name="within">Milliseconds that the actuator has to follow, and a contradiction to go away.</param>
/// <param name="maxAge">Milliseconds: an older reading says nothing.</param>
internal sealed class ReadBack(int channel, double onAbove, long within, long maxAge)
{
    private const long Never = -1;

    private long _differsSince = Never;
    private bool _isReported;

    public ReadBackState State { get; private set; } = ReadBackState.Unknown;

    /// <summary>When time alone changes <see cref="State"/>; <see cref="long.MaxValue"/>: it does
    /// not.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    public void Reset()
    {
        (_differsSince, _isReported) = (Never, false);
        (State, Deadline) = (ReadBackState.Unknown, long.MaxValue);
    }

    /// <summary>The event that there is to tell, or null.</summary>
    /// <param name="since">Monotonic milliseconds of the last change of the actuator.</param>
    public ActuatorCause? Step(bool on, long since, Snapshot snapshot, long now)
    {
        ref readonly Reading reading = ref snapshot[channel];
        long tooOld = reading.Time.MonotonicMilliseconds + maxAge + 1;
        (State, Deadline) = (ReadBackState.Unknown, long.MaxValue);
        if (!reading.IsUsable || now >= tooOld)
        {
            _differsSince = Never;
            return null;
        }

        Deadline = tooOld;
        if ((reading.Value >= onAbove) == on)
        {
            _differsSince = Never;
            State = ReadBackState.Agrees;
            bool isNews = _isReported;
            _isReported = false;
            return isNews ? ActuatorCause.ReadBackAgrees : null;
        }

        if (_differsSince == Never) { _differsSince = now; }
        long due = Math.Max(_differsSince, since) + within;
        if (now < due)
        {
            Deadline = Math.Min(Deadline, due);
            return null;
        }

        State = ReadBackState.Differs;
        if (_isReported) { return null; }
        _isReported = true;
        return ActuatorCause.ReadBackDiffers;
    }
}
