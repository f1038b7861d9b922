namespace Edge.Sensing;

/// <summary>How far the wall clock could be trusted at the moment of reading. Numbers travel; never reordered.</summary>
public enum TimeQuality : byte
{
    /// <summary>Disciplined by a time source when the reading was taken.</summary>
    Synchronised = 1,
    /// <summary>Was synchronised in this boot and has run on its own since.</summary>
    Holdover = 2,
    /// <summary>Never synchronised in this boot: only order and distance hold, not the date.</summary>
    FreeRunning = 3,
}

/// <summary>When a reading was taken: time since boot, the wall clock beside it, and how far that clock can be trusted.</summary>
/// <remarks>A date that was wrong is corrected later, beside the signed original, never inside it.
/// The boot it belongs to is named once per batch.</remarks>
/// <param name="MonotonicMilliseconds">Since the kernel started, suspended time included (CLOCK_BOOTTIME); &gt;= 0; resolution 1 ms.</param>
/// <param name="UnixMilliseconds">The wall clock, UTC; may jump, may be 1970.</param>
/// <param name="Quality">What the wall clock was worth.</param>
public readonly record struct ReadingTime(long MonotonicMilliseconds, long UnixMilliseconds, TimeQuality Quality);
