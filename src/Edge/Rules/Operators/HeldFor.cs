namespace Edge.Rules.Operators;

/// <summary>On-delay: true once its input was true for long enough. IEC 61131-3, function block
/// TON.</summary>
/// <remarks>IEC knows no unknown. Here only time in which the input was known counts: an unknown stops the
/// time, and it goes on where it stopped, so that a lost reading neither silences a siren nor begins an hour
/// anew. It begins anew once the input has been unknown for as long as inputs may be old. Time in which the
/// gateway was off is unknown time, too.</remarks>
internal sealed class HeldFor(long milliseconds, long maxInputAge)
{
    // A time of before the start of the kernel is negative.
    private const long Never = long.MinValue;

    private long _trueSince = Never;
    private long _stoppedAt = Never;
    private long _lostAt = long.MaxValue;

    /// <summary>When the time will be over; <see cref="long.MaxValue"/> while it does not run.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    /// <summary>True while it counts, or has counted to its end.</summary>
    public bool Counts => _trueSince != Never;

    /// <summary>True while it counts and is not over.</summary>
    public bool IsRunning(long now) => Counts && AgeAt(now) < milliseconds;

    /// <summary>Milliseconds that were counted by now, or -1.</summary>
    public long AgeAt(long now) => !Counts ? -1 : (_stoppedAt == Never ? now : _stoppedAt) - _trueSince;

    public void Reset()
    {
        (_trueSince, _stoppedAt) = (Never, Never);
        (_lostAt, Deadline) = (long.MaxValue, long.MaxValue);
    }

    /// <summary>Goes on where it stood when the gateway went off.</summary>
    /// <param name="age">As <see cref="AgeAt"/> gave it.</param>
    /// <param name="off">Milliseconds since then: what is longer than the hold time, and than inputs may be
    /// old,
    /// begins it anew.</param>
    public void Restore(long age, long off, long now)
    {
        Reset();
        if (age < 0 || off > Math.Max(milliseconds, maxInputAge)) { return; }
        (_trueSince, _stoppedAt, _lostAt) = (now - age, now, now + maxInputAge);
    }

    /// <summary>The input is unknown.</summary>
    /// <param name="usableAt">When what makes it unknown was last usable.</param>
    public Verdict Unknown(long usableAt, long now)
    {
        if (_stoppedAt == Never) { (_stoppedAt, _lostAt) = (now, usableAt + maxInputAge); }
        Deadline = long.MaxValue;
        return Verdict.Unknown;
    }

    public Verdict Known(bool input, long now)
    {
        if (!input || now >= _lostAt) { Reset(); }
        if (!input) { return Verdict.False; }
        if (_trueSince == Never) { _trueSince = now; }
        else if (_stoppedAt != Never) { _trueSince += now - _stoppedAt; }
        (_stoppedAt, _lostAt) = (Never, long.MaxValue);
        bool isOver = now - _trueSince >= milliseconds;
        Deadline = isOver ? long.MaxValue : _trueSince + milliseconds;
        return isOver ? Verdict.True : Verdict.False;
    }
}
