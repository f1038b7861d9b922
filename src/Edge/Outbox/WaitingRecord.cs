using Edge.Sealing;

namespace Edge.Outbox;

/// <summary>What the outbox knows about a record without opening it.</summary>
/// <param name="EpochStart">For a batch: sequence of the epoch record it is sealed under; 0 for other kinds.</param>
/// <param name="Told">For a tombstone that a wider one may replace: what it says; null otherwise.</param>
public sealed record WaitingRecord(
    string Stream, int Priority, ulong Sequence, RecordKind Kind, int Bytes, ulong EpochStart, long Readings, long Events,
    long FirstUnixMilliseconds, long LastUnixMilliseconds, TombstoneContent? Told = null)
{
    /// <summary>The sequence numbers that are gone with it: its own, and those that it told of.</summary>
    internal IEnumerable<SequenceRange> Covers() => [new SequenceRange(Sequence, Sequence), .. Told?.Ranges ?? []];
}
