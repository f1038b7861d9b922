using System.Collections.Immutable;
using Edge.Keys;
using Edge.Outbox;
using Edge.Profiles;
using Edge.Sealing;

namespace Edge.Platform.Outbox;

/// <summary>Seals the streams of a site into the outbox: epochs, batches, tombstones, in one order that survives anything.</summary>
/// <remarks>What was sealed and could not be stored is kept, with the drops that belong to it, and stored before
/// anything else is sealed: a chain never has a hole of our own making. One thread only.</remarks>
public sealed class ChainWriter : IDisposable
{
    /// <summary>Events taken into one batch at most.</summary>
    private const int EventsPerBatch = SealingLimits.MaxEvents;

    private readonly SqliteOutbox _outbox;
    private readonly SigningIdentity _identity;
    private readonly ImmutableArray<Stream> _streams;
    private readonly List<OutboxEntry> _unstored = [];
    private readonly List<WaitingRecord> _undropped = [];

    /// <param name="recipients">Of each stream, in the order of the site.</param>
    public ChainWriter(
        Site site, SqliteOutbox outbox, SigningIdentity identity, ImmutableArray<ImmutableArray<RecipientKey>> recipients, FillRandom random)
    {
        (_outbox, _identity) = (outbox, identity);
        _streams = [.. site.Streams.Select(declaration => new Stream(
            declaration,
            new StreamSealer(SchemaOf(site, declaration), identity, recipients[declaration.Index], outbox.Head(declaration.Name), random)))];
    }

    /// <summary>What has been sealed and stored since the start, by stream.</summary>
    public WrittenCounts Counts(int stream) => _streams[stream].Counts;

    /// <summary>The end of a stream's chain.</summary>
    public ChainHead Head(int stream) => _streams[stream].Sealer.Head;

    /// <summary>The last fault of the outbox, or null when the last write succeeded.</summary>
    public OutboxFault? Fault { get; private set; }

    /// <summary>Seals and stores what a buffer holds, batch by batch; false when the outbox refused: the rest stays in memory.</summary>
    /// <param name="all">True: also less than a full batch.</param>
    public bool Write(int stream, StreamBuffer buffer, bool all, long unixMilliseconds, long monotonicMilliseconds)
    {
        Stream target = _streams[stream];
        if (!StoreUnstored()) { return false; }
        if (!TellOfALostOutbox(target, unixMilliseconds)) { return false; }
        if (!BeginEpochWhenDue(target, unixMilliseconds, monotonicMilliseconds)) { return false; }
        while (buffer.Readings >= target.Declaration.MaxReadings || buffer.Events >= EventsPerBatch
            || (all && buffer.Readings + buffer.Events > 0))
        {
            (Sensing.Reading[] readings, Rules.ActuatorEvent[] events) = buffer.Take(target.Declaration.MaxReadings, EventsPerBatch);
            SealedRecord batch = target.Sealer.SealBatch(new BatchContent(readings, events));
            if (!Store(target, batch)) { return false; }
        }

        UnsealedLoss loss = buffer.TakeLoss();
        return loss.IsEmpty || Store(target, target.Sealer.SealTombstone(new TombstoneContent(
            DropReason.BufferFull, [], loss.Readings, loss.Events, loss.FirstUnixMilliseconds, loss.LastUnixMilliseconds)));
    }

    public void Dispose()
    {
        foreach (Stream stream in _streams) { stream.Sealer.Dispose(); }
    }

    private static StreamSchema SchemaOf(Site site, StreamDeclaration stream) => new(
        stream.Name,
        [.. stream.Channels.Select(index => site.Channels[index])
            .Select(channel => new SchemaChannel(channel.Name, channel.Unit, channel.Resolution))],
        stream.Events ? [.. site.Actuators.Select(actuator => actuator.Name)] : [],
        stream.Events ? [.. site.Rules.Select(rule => rule.Name)] : []);

    /// <summary>A chain with a place but no hash goes on behind an outbox that was lost: its first record says so.</summary>
    private bool TellOfALostOutbox(Stream stream, long unixMilliseconds)
    {
        ChainHead head = stream.Sealer.Head;
        return head.Sequence == 0 || head.Hash != default || Store(stream, stream.Sealer.SealTombstone(new TombstoneContent(
            DropReason.Damaged, [new SequenceRange(1, head.Sequence)], 0, 0, unixMilliseconds, unixMilliseconds)));
    }

    private bool BeginEpochWhenDue(Stream stream, long unixMilliseconds, long monotonicMilliseconds)
    {
        bool due = !stream.Sealer.HasEpoch || monotonicMilliseconds - stream.EpochSince >= Stream.EpochMilliseconds;
        if (!due) { return true; }
        SealedRecord epoch = stream.Sealer.SealEpoch(unixMilliseconds);
        (stream.EpochSince, stream.EpochStart) = (monotonicMilliseconds, epoch.Header.Sequence);
        return Store(stream, epoch);
    }

    /// <summary>Stores a new record, dropping others first where the budget asks for it.</summary>
    private bool Store(Stream stream, SealedRecord record)
    {
        Keep(stream, record);
        DropPlan plan = _outbox.PlanFor(_unstored, name => _streams.Any(candidate => candidate.Declaration.Name == name));
        foreach ((string name, TombstoneContent content) in plan.Tombstones)
        {
            Stream owner = _streams.First(candidate => candidate.Declaration.Name == name);
            Keep(owner, owner.Sealer.SealTombstone(content));
            _undropped.AddRange(plan.Records.Where(dropped => dropped.Stream == name));
        }

        return StoreUnstored();
    }

    private void Keep(Stream stream, SealedRecord record)
    {
        ulong epochStart = record.Header.Kind == RecordKind.Batch ? stream.EpochStart : 0;
        _unstored.Add(new OutboxEntry(record, stream.Declaration.Priority, epochStart, _identity.Certificate));
    }

    private bool StoreUnstored()
    {
        if (_unstored.Count == 0) { return true; }
        Result<OutboxState, OutboxFault> stored = _outbox.Commit(_unstored, _undropped);
        Fault = stored.IsOk ? null : stored.Reason;
        if (!stored.IsOk) { return false; }
        foreach (OutboxEntry entry in _unstored)
        {
            Stream stream = _streams.First(candidate => candidate.Declaration.Name == entry.Record.Header.Stream);
            stream.Counts = stream.Counts.With(entry.Record);
        }

        _unstored.Clear();
        _undropped.Clear();
        return true;
    }

    private sealed class Stream(StreamDeclaration declaration, StreamSealer sealer)
    {
        public const long EpochMilliseconds = 24 * 60 * 60 * 1000;

        public StreamDeclaration Declaration { get; } = declaration;

        public StreamSealer Sealer { get; } = sealer;

        public ulong EpochStart { get; set; }

        public long EpochSince { get; set; }

        public WrittenCounts Counts { get; set; } = new(0, 0, 0, 0);
    }
}

/// <param name="Bytes">Of all records, as they travel.</param>
public sealed record WrittenCounts(long Batches, long Readings, long Events, long Bytes)
{
    public WrittenCounts With(SealedRecord record) => record.Header.Kind == RecordKind.Batch
        ? new(Batches + 1, Readings + record.Header.Readings, Events + record.Header.Events, Bytes + record.Bytes.Length)
        : this with { Bytes = Bytes + record.Bytes.Length };
}
