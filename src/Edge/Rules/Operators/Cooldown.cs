namespace Edge.Rules.Operators;

/// <summary>A rest after each time that its input was true: as long as it lasts, false, whatever the input
/// is.</summary>
/// <remarks>It begins with the falling edge: true, then false, with unknowns between them or not. Time goes
/// on while the gateway is off.</remarks>
internal sealed class Cooldown(long milliseconds)
{
    private const long Never = long.MinValue;

    private long _since = Never;

    /// <summary>True when the input was true and has not been false since.</summary>
    public bool IsOwed { get; private set; }

    /// <summary>When the rest is over; <see cref="long.MaxValue"/> while there is none.</summary>
    public long Deadline => _since == Never ? long.MaxValue : _since + milliseconds;

    /// <summary>Monotonic milliseconds of the falling edge that the rest counts from.</summary>
    public long Mark => _since;

    public bool IsRunning(long now) => now < Deadline && _since != Never;

    /// <summary>Milliseconds since the rest began, or -1 where there is none.</summary>
    public long AgeAt(long now) => _since == Never ? -1 : now - _since;

    public void Reset() => (_since, IsOwed) = (Never, false);

    /// <param name="age">As <see cref="AgeAt"/> gave it.</param>
    /// <param name="off">Milliseconds for which the gateway was off; they count.</param>
    public void Restore(bool isOwed, long age, long off, long now) =>
        (_since, IsOwed) = (age < 0 ? Never : now - age - off, isOwed);

    public Verdict Step(Verdict input, long now)
    {
        if (_since != Never && now - _since >= milliseconds) { _since = Never; }
        if (_since != Never) { return Verdict.False; }
        if (input == Verdict.True) { IsOwed = true; }
        else if (input == Verdict.False && IsOwed) { (_since, IsOwed) = (now, false); }
        return input;
    }
}
