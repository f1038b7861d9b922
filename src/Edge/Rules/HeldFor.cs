namespace Edge.Rules;

/// <summary>On-delay: true once its input has been true without a break for long enough. IEC 61131-3, function block TON.</summary>
/// <remarks>IEC knows no unknown. Here it breaks a time that still runs: a doubtful moment never helps to switch anything. A time
/// that is over stays over while the input is unknown, as a hysteresis keeps its side, but no longer than inputs may be old: one
/// lost reading does not silence a siren for the whole delay.</remarks>
internal sealed class HeldFor(long milliseconds, long maxInputAge)
{
    private const long Never = -1;

    private long _trueSince = Never;
    private long _unknownSince = Never;
    private bool _isOver;

    /// <summary>When the time will be over; <see cref="long.MaxValue"/> while it does not run.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    public void Reset() => (_trueSince, _unknownSince, _isOver, Deadline) = (Never, Never, false, long.MaxValue);

    /// <summary>The input is unknown; <paramref name="since"/> is when it was last known at the latest.</summary>
    public Verdict Unknown(long since)
    {
        if (!_isOver) { Reset(); }
        else if (_unknownSince == Never) { _unknownSince = since; }
        return Verdict.Unknown;
    }

    public Verdict Known(bool input, long now)
    {
        bool isLost = _isOver && _unknownSince != Never && now - _unknownSince >= maxInputAge;
        if (!input || isLost) { Reset(); }
        if (!input) { return Verdict.False; }
        _unknownSince = Never;
        if (_trueSince == Never) { _trueSince = now; }
        _isOver |= now - _trueSince >= milliseconds;
        Deadline = _isOver ? long.MaxValue : _trueSince + milliseconds;
        return _isOver ? Verdict.True : Verdict.False;
    }
}
