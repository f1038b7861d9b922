namespace Edge.Rules.Operators;

/// <summary>A rest after each time that its input was true: as long as it lasts, false, whatever the input
/// is.</summary>
/// <remarks>It begins with the falling edge: true, then false, with unknowns between them or not. Time goes
/// on while the gateway is off.</remarks>
internal sealed class Cooldown(long milliseconds)
{
    private RunningTime _time = new(milliseconds);

    /// <summary>True when the input was true and has not been false since.</summary>
    public bool IsOwed { get; private set; }

    /// <summary>When the rest is over; <see cref="long.MaxValue"/> while there is none.</summary>
    public long Deadline => _time.Deadline;

    /// <summary>Monotonic milliseconds of the falling edge that the rest counts from.</summary>
    public long Mark => _time.Mark;

    public bool IsRunning(long now) => _time.IsRunning(now);

    /// <summary>Milliseconds since the rest began, or -1 where there is none.</summary>
    public long AgeAt(long now) => _time.AgeAt(now);

    public void Reset()
    {
        _time.End();
        IsOwed = false;
    }

    /// <param name="age">As <see cref="AgeAt"/> gave it.</param>
    /// <param name="off">Milliseconds for which the gateway was off; they count.</param>
    public void Restore(bool isOwed, long age, long off, long now)
    {
        _time.Restore(age, off, now);
        IsOwed = isOwed;
    }

    public Verdict Step(Verdict input, long now)
    {
        if (_time.IsOver(now)) { _time.End(); }
        if (_time.IsBegun) { return Verdict.False; }
        if (input == Verdict.True) { IsOwed = true; }
        else if (input == Verdict.False && IsOwed)
        {
            _time.Begin(now);
            IsOwed = false;
        }

        return input;
    }
}
