using Edge.Rules;
using Edge.Sensing;

namespace Edge.Sealing;

/// <summary>What a batch holds. Each list may be empty, not all at once.</summary>
/// <param name="Readings"><see cref="Reading.Channel"/> counts in <see cref="StreamSchema.Channels"/>; at most 10 000.</param>
/// <param name="Events">At most 1 000.</param>
/// <param name="Reports">At most 32; in the header they count as events.</param>
public sealed record BatchContent(
    ReadOnlyMemory<Reading> Readings, ReadOnlyMemory<ActuatorEvent> Events, ReadOnlyMemory<DeviceReport> Reports = default)
{
    /// <summary>Events and reports, as the header counts them.</summary>
    public int EventCount => Events.Length + Reports.Length;
}

/// <summary>Why something is missing. Numbers travel; never reordered.</summary>
public enum DropReason : byte
{
    /// <summary>The outbox reached its budget.</summary>
    Budget = 1,
    /// <summary>The disk was full or failed.</summary>
    DiskFull = 2,
    /// <summary>Stored bytes no longer matched their hash.</summary>
    Damaged = 3,
    /// <summary>More came in than memory could hold while nothing could be sealed.</summary>
    BufferFull = 4,
}

/// <summary>Sequence numbers from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
public readonly record struct SequenceRange(ulong First, ulong Last)
{
    public bool Contains(ulong sequence) => sequence >= First && sequence <= Last;
}

/// <summary>What was dropped.</summary>
/// <param name="Ranges">Records dropped after sealing, ascending and apart; empty when readings were lost before sealing.</param>
public sealed record TombstoneContent(
    DropReason Reason, System.Collections.Immutable.ImmutableArray<SequenceRange> Ranges, long Readings, long Events,
    long FirstUnixMilliseconds, long LastUnixMilliseconds);
