namespace Edge.Rules.Operators;

/// <summary>Off-delay: true with its input, and for a time after it. IEC 61131-3, function block
/// TOF.</summary>
/// <remarks>While the input is unknown so is the verdict, however much of the time is left: a silent sensor
/// must not keep anything on for longer than the actuator bears. The time itself goes on meanwhile, and
/// while the gateway is off. It is over once the input has been unknown for as long as inputs may be
/// old.</remarks>
internal sealed class OffDelay(long milliseconds, long maxInputAge)
{
    private const long Never = long.MinValue;

    private long _falseSince = Never;
    private long _lostAt = long.MaxValue;

    /// <summary>True while the input is true or was, less than the time ago.</summary>
    public bool IsOn { get; private set; }

    /// <summary>When the time will be over; <see cref="long.MaxValue"/> while it does not run.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    /// <summary>Monotonic milliseconds of the falling edge that it counts from.</summary>
    public long Mark => _falseSince;

    public bool IsRunning(long now) => IsOn && _falseSince != Never && now < _falseSince + milliseconds;

    /// <summary>Milliseconds since the input fell, or -1 where it did not.</summary>
    public long AgeAt(long now) => _falseSince == Never ? -1 : now - _falseSince;

    public void Reset() =>
        (IsOn, _falseSince, _lostAt, Deadline) = (false, Never, long.MaxValue, long.MaxValue);

    /// <param name="age">As <see cref="AgeAt"/> gave it.</param>
    /// <param name="off">Milliseconds for which the gateway was off; they count.</param>
    public void Restore(bool isOn, long age, long off, long now)
    {
        Reset();
        if (!isOn || (age < 0 && off > maxInputAge)) { return; }
        (IsOn, _falseSince) = (true, age < 0 ? Never : now - age - off);
        _lostAt = now + maxInputAge;
    }

    public Verdict Step(Verdict input, long usableAt, long now)
    {
        Deadline = long.MaxValue;
        if (input == Verdict.Unknown)
        {
            if (_lostAt == long.MaxValue) { _lostAt = usableAt + maxInputAge; }
            return Verdict.Unknown;
        }

        if (now >= _lostAt) { Reset(); }
        _lostAt = long.MaxValue;
        if (input == Verdict.True)
        {
            (IsOn, _falseSince) = (true, Never);
            return Verdict.True;
        }

        if (!IsOn) { return Verdict.False; }
        if (_falseSince == Never) { _falseSince = now; }
        if (now - _falseSince >= milliseconds)
        {
            Reset();
            return Verdict.False;
        }

        Deadline = _falseSince + milliseconds;
        return Verdict.True;
    }
}
