using Edge.Sensing;

namespace Edge.Rules;

/// <summary>For how long something holds that a person decided. It ends by itself.</summary>
/// <param name="Set">When it began. After a restart the monotonic time may be negative.</param>
/// <param name="LastsMilliseconds">For how long; <see cref="Forever"/>: until somebody ends it.</param>
public readonly record struct Term(ReadingTime Set, long LastsMilliseconds)
{
    public const long Forever = long.MaxValue;

    /// <summary>Monotonic milliseconds of its end; <see cref="Forever"/>: it has none.</summary>
    public long EndsAt =>
        LastsMilliseconds == Forever ? Forever : Set.MonotonicMilliseconds + LastsMilliseconds;

    /// <summary>True from the earlier of both ends on: a restart may have hidden how much time went by, and
    /// a clock that is known later tells.</summary>
    public bool IsOver(ReadingTime now) => LastsMilliseconds != Forever
        && (now.MonotonicMilliseconds >= EndsAt
            || (Set.Quality == TimeQuality.Synchronised && now.Quality == TimeQuality.Synchronised
                && now.UnixMilliseconds >= Set.UnixMilliseconds + LastsMilliseconds));
}
