namespace Edge.Rules.Operators;

/// <summary>A time that runs from an edge on, also while the gateway is off, or does not run.</summary>
/// <remarks>For the operators whose time, once begun, ends by itself: pulse and cooldown.</remarks>
internal struct RunningTime(long milliseconds)
{
    // A time of before the start of the kernel is negative.
    private const long Never = long.MinValue;

    /// <summary>Monotonic milliseconds of the edge that it counts from.</summary>
    public long Mark { get; private set; } = Never;

    /// <summary>True from its beginning until somebody ends it, over or not.</summary>
    public readonly bool IsBegun => Mark != Never;

    /// <summary>When it is over; <see cref="long.MaxValue"/> while it does not run.</summary>
    public readonly long Deadline => IsBegun ? Mark + milliseconds : long.MaxValue;

    public readonly bool IsRunning(long now) => IsBegun && now < Deadline;

    /// <summary>True when it was begun and its milliseconds have passed.</summary>
    public readonly bool IsOver(long now) => IsBegun && now >= Deadline;

    /// <summary>Milliseconds since it began, or -1 where it does not run.</summary>
    public readonly long AgeAt(long now) => IsBegun ? now - Mark : -1;

    public void Begin(long now) => Mark = now;

    public void End() => Mark = Never;

    /// <param name="age">As <see cref="AgeAt"/> gave it.</param>
    /// <param name="off">Milliseconds for which the gateway was off; they count.</param>
    public void Restore(long age, long off, long now) => Mark = age < 0 ? Never : now - age - off;
}
