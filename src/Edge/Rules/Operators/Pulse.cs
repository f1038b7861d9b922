namespace Edge.Rules.Operators;

/// <summary>Pulse: true for a time from a rising edge of its input on, whatever the input does then. IEC
/// 61131-3, function block TP.</summary>
/// <remarks>An edge is what was seen: false, then true, with unknowns between them or not. So a pulse that
/// runs is certain, and ends in time, although its input is lost; one that is over is followed by false
/// until the input was false once. Only while it waits for an edge an unknown makes it unknown. Time goes
/// on while the gateway is off.</remarks>
internal sealed class Pulse(long milliseconds)
{
    private RunningTime _time = new(milliseconds);

    /// <summary>True from the end of a pulse until the input is false.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>When the pulse ends; <see cref="long.MaxValue"/> while none runs.</summary>
    public long Deadline => _time.Deadline;

    /// <summary>Monotonic milliseconds of the edge that began the pulse that runs.</summary>
    public long Mark => _time.Mark;

    public bool IsRunning(long now) => _time.IsRunning(now);

    /// <summary>Milliseconds since the pulse began, or -1 where none runs.</summary>
    public long AgeAt(long now) => _time.AgeAt(now);

    public void Reset()
    {
        _time.End();
        IsSpent = false;
    }

    /// <param name="age">As <see cref="AgeAt"/> gave it.</param>
    /// <param name="off">Milliseconds for which the gateway was off; they count.</param>
    public void Restore(bool isSpent, long age, long off, long now)
    {
        _time.Restore(age, off, now);
        IsSpent = isSpent;
    }

    public Verdict Step(Verdict input, long now)
    {
        if (_time.IsOver(now))
        {
            _time.End();
            IsSpent = true;
        }

        if (_time.IsBegun) { return Verdict.True; }
        if (IsSpent)
        {
            IsSpent = input != Verdict.False;
            return Verdict.False;
        }

        if (input == Verdict.True) { _time.Begin(now); }
        return input;
    }
}
