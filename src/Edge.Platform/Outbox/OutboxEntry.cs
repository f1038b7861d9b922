using Edge.Keys;
using Edge.Outbox;
using Edge.Sealing;

namespace Edge.Platform.Outbox;

/// <summary>A record on its way into the outbox.</summary>
/// <param name="EpochStart">For a batch: the sequence of its epoch record; 0 otherwise.</param>
public sealed record OutboxEntry(
    SealedRecord Record, int Priority, ulong EpochStart, Verified<PurposeKeyCertificate> Certificate)
{
    internal WaitingRecord AsWaiting() => new(
        Record.Header.Stream, Priority, Record.Header.Sequence, Record.Header.Kind, Record.Bytes.Length, EpochStart,
        Record.Header.Readings, Record.Header.Events, Record.Header.FirstUnixMilliseconds, Record.Header.LastUnixMilliseconds);
}
