namespace Edge.Sealing;

/// <summary>An account of readings and events that were lost before they could be sealed. <c>default</c> is "nothing".</summary>
/// <param name="FirstUnixMilliseconds">Wall clock of the earliest; meaningless when empty.</param>
/// <param name="LastUnixMilliseconds">Wall clock of the latest; meaningless when empty.</param>
public readonly record struct UnsealedLoss(
    long Readings, long Events, long FirstUnixMilliseconds, long LastUnixMilliseconds)
{
    public bool IsEmpty => Readings == 0 && Events == 0;

    /// <summary>This account with more in it, all of one moment.</summary>
    public UnsealedLoss With(long unixMilliseconds, int readings, int events) =>
        And(new UnsealedLoss(readings, events, unixMilliseconds, unixMilliseconds));

    /// <summary>Both accounts as one.</summary>
    public UnsealedLoss And(UnsealedLoss other)
    {
        if (IsEmpty) { return other; }
        return other.IsEmpty ? this : new UnsealedLoss(
            Readings + other.Readings,
            Events + other.Events,
            Math.Min(FirstUnixMilliseconds, other.FirstUnixMilliseconds),
            Math.Max(LastUnixMilliseconds, other.LastUnixMilliseconds));
    }
}
