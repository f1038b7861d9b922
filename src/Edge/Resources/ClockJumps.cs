using Edge.Sensing;

namespace Edge.Resources;

/// <summary>Notices when the wall clock jumps against the time since boot. One thread.</summary>
/// <remarks>A slow correction is none. Nothing is known before the second look.</remarks>
public sealed class ClockJumps
{
    /// <summary>What a time source corrects in one step on a board that ran without one is more; what it
    /// does day by day is less.</summary>
    public const long LeastMilliseconds = 60_000;

    private long? _offset;

    /// <summary>By how many milliseconds it jumped since the last look; 0: it did not.</summary>
    public long Look(ReadingTime now)
    {
        long offset = now.UnixMilliseconds - now.MonotonicMilliseconds;
        long jumped = offset - (_offset ?? offset);
        _offset = offset;
        return Math.Abs(jumped) >= LeastMilliseconds ? jumped : 0;
    }
}
