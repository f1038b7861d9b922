namespace Edge.Outbox;

/// <summary>Where a record stands: its stream and its number in the stream's chain.</summary>
public readonly record struct RecordPlace(string Stream, ulong Sequence);
