using System.Collections.Immutable;
using Edge.Audit;
using Edge.Keys;
using Edge.Outbox;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sealing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Edge.Platform.Outbox;

/// <summary>Seals the streams of a site into the outbox: epochs, batches, tombstones, in one order that
/// survives anything.</summary>
/// <remarks>What was sealed and could not be stored is kept, with the drops that belong to it, and stored
/// before anything else is sealed: a chain never has a hole of our own making. Nothing is sealed before
/// outbox and identity are open; readings wait in their bounded buffers until then. One thread
/// only.</remarks>
public sealed class ChainWriter : IDisposable
{
    /// <summary>Events taken into one batch at most.</summary>
    private const int EventsPerBatch = SealingLimits.MaxEvents;

    private readonly Site _site;
    private readonly SqliteOutbox _outbox;
    private readonly Func<Result<SigningIdentity, string>> _openIdentity;
    private readonly Func<Result<ImmutableArray<ImmutableArray<RecipientKey>>, string>> _openRecipients;
    private readonly FillRandom _random;
    private readonly ILogger _logger;
    private readonly ImmutableArray<Stream> _streams;
    private readonly List<OutboxEntry> _unstored = [];
    private readonly List<WaitingRecord> _undropped = [];
    private SigningIdentity? _identity;
    private ImmutableArray<ImmutableArray<RecipientKey>> _recipients;
    private int _openings;

    /// <param name="openIdentity">Asked until it succeeds; what it gives is not disposed of here.</param>
    /// <param name="openRecipients">Of each stream, in the order of the site; asked until it
    /// succeeds.</param>
    public ChainWriter(
        Site site, SqliteOutbox outbox, Func<Result<SigningIdentity, string>> openIdentity,
        Func<Result<ImmutableArray<ImmutableArray<RecipientKey>>, string>> openRecipients, FillRandom random,
        ILogger<ChainWriter> logger)
    {
        (_site, _outbox, _openIdentity, _openRecipients, _random, _logger) = (site, outbox, openIdentity, openRecipients, random, logger);
        _streams = [.. site.Streams.Select(declaration => new Stream(declaration))];
    }

    /// <summary>Where a damaged outbox was put since the start, or null.</summary>
    public string? SetAside => _outbox.SetAside;

    /// <summary>The witness of the audit log as it is now; null where there is none.</summary>
    public Func<RecordHash?> AuditWitness { get; init; } = () => null;

    /// <summary>Hears of readings that are dropped, before they are gone; may not wait for a disk. Null: nobody listens.</summary>
    public IAuditTrail? Trail { get; init; }

    /// <summary>Why nothing can be sealed, in words; null when nothing stands in the way but what
    /// <see cref="Fault"/> says.</summary>
    public string? Problem { get; private set; }

    /// <summary>Opens identity, recipients' keys and outbox where they are not open yet; false:
    /// <see cref="Problem"/> says why not.</summary>
    public bool Prepare()
    {
        if (_identity is null)
        {
            Result<SigningIdentity, string> opened = _openIdentity();
            if (!opened.TryGet(out _identity, out string noIdentity)) { return Refuse(noIdentity); }
        }

        if (_recipients.IsDefault)
        {
            Result<ImmutableArray<ImmutableArray<RecipientKey>>, string> opened = _openRecipients();
            if (!opened.TryGet(out _recipients, out string noKey)) { return Refuse(noKey); }
        }

        if (!_outbox.TryOpen()) { return Refuse(_outbox.Problem!); }
        if (_openings != _outbox.Openings && !TakeOverChains()) { return Refuse(_outbox.Problem ?? "The outbox cannot be read."); }
        if (Problem is not null) { (Problem, Fault) = (null, null); }
        return true;
    }

    /// <summary>What has been sealed and stored since the start, by stream.</summary>
    public WrittenCounts Counts(int stream) => _streams[stream].Counts;

    /// <summary>The end of a stream's chain.</summary>
    public ChainHead Head(int stream) => _streams[stream].Sealer?.Head ?? default;

    /// <summary>The last fault of the outbox, or null when the last write succeeded.</summary>
    public OutboxFault? Fault { get; private set; }

    /// <summary>Seals and stores what a buffer holds, batch by batch; false when the outbox refused: the
    /// rest stays in memory.</summary>
    /// <param name="all">True: also less than a full batch.</param>
    public bool Write(int stream, StreamBuffer buffer, bool all, long unixMilliseconds, long monotonicMilliseconds)
    {
        Stream target = _streams[stream];
        if (target.IsQuiet && buffer.Reports == 0) { return true; }
        if (!Prepare()) { return false; }
        if (!StoreUnstored()) { return false; }
        if (!TellOfALostOutbox(target, unixMilliseconds)) { return false; }
        if (!BeginEpochWhenDue(target, unixMilliseconds, monotonicMilliseconds)) { return false; }
        while (buffer.Readings >= target.Declaration.MaxReadings || buffer.Events >= EventsPerBatch
            || (all && buffer.Readings + buffer.Events + buffer.Reports > 0))
        {
            (Sensing.Reading[] readings, ActuatorEvent[] events) = buffer.Take(target.Declaration.MaxReadings, EventsPerBatch);
            SealedRecord batch = target.Sealer!.SealBatch(new BatchContent(readings, events, buffer.TakeReports()));
            if (!Store(target, batch)) { return false; }
        }

        UnsealedLoss loss = buffer.TakeLoss().And(target.Loss);
        target.Loss = default;
        return loss.IsEmpty || Store(target, new TombstoneContent(
            DropReason.BufferFull, [], loss.Readings, loss.Events, loss.FirstUnixMilliseconds, loss.LastUnixMilliseconds));
    }

    public void Dispose()
    {
        foreach (Stream stream in _streams) { stream.Sealer?.Dispose(); }
    }

    private static StreamSchema SchemaOf(Site site, StreamDeclaration stream) => new(
        stream.Name,
        [.. stream.Channels.Select(index => site.Channels[index])
            .Select(channel => new SchemaChannel(channel.Name, channel.Unit, channel.Resolution))],
        stream.Events ? [.. site.Actuators.Select(actuator => actuator.Name)] : [],
        stream.Events ? [.. site.Rules.Select(rule => rule.Name)] : []);

    private bool Refuse(string problem)
    {
        (Problem, Fault) = (problem, OutboxFault.NotOpen);
        return false;
    }

    /// <summary>After an opening: where the chains end as the writer left them, it goes on; otherwise what
    /// it had sealed belongs to a file that is lost, and each chain begins where the file says, with an
    /// account of that loss.</summary>
    private bool TakeOverChains()
    {
        try
        {
            if (_openings == 0 || _streams.Any(stream => _outbox.Head(stream.Declaration.Name) != StoredHead(stream)))
            {
                foreach (Stream stream in _streams) { BeginAnew(stream); }
                _unstored.Clear();
                _undropped.Clear();
            }

            _openings = _outbox.Openings;
            return true;
        }
        catch (SqliteException exception)
        {
            _outbox.NoteDamage(exception);
            return false;
        }
    }

    private void BeginAnew(Stream stream)
    {
        StreamDeclaration declaration = stream.Declaration;
        foreach (OutboxEntry entry in _unstored.Where(entry => entry.Record.Header.Stream == declaration.Name))
        {
            RecordHeader header = entry.Record.Header;
            stream.Loss = stream.Loss.And(new UnsealedLoss(
                header.Readings, header.Events, header.FirstUnixMilliseconds, header.LastUnixMilliseconds));
        }

        stream.Sealer?.Dispose();
        stream.Sealer = new StreamSealer(
            SchemaOf(_site, declaration), _identity!, _recipients[declaration.Index], _outbox.Head(declaration.Name), _random)
        {
            AuditWitness = AuditWitness,
        };
    }

    /// <summary>Where the writer believes that the stored part of a chain ends.</summary>
    private ChainHead? StoredHead(Stream stream) =>
        _unstored.Find(entry => entry.Record.Header.Stream == stream.Declaration.Name)?.Record.Header is { } first
            ? new ChainHead(first.Sequence - 1, first.Previous)
            : stream.Sealer?.Head;

    /// <summary>A chain with a place but no hash goes on behind an outbox that was lost: its first record
    /// says so.</summary>
    private bool TellOfALostOutbox(Stream stream, long unixMilliseconds)
    {
        ChainHead head = stream.Sealer!.Head;
        if (head.Sequence == 0 || head.Hash != default) { return true; }
        UnsealedLoss loss = stream.Loss.IsEmpty ? new UnsealedLoss(0, 0, unixMilliseconds, unixMilliseconds) : stream.Loss;
        stream.Loss = default;
        return Store(stream, new TombstoneContent(
            DropReason.Damaged, [new SequenceRange(1, head.Sequence)], loss.Readings, loss.Events,
            loss.FirstUnixMilliseconds, loss.LastUnixMilliseconds));
    }

    private bool BeginEpochWhenDue(Stream stream, long unixMilliseconds, long monotonicMilliseconds)
    {
        bool due = !stream.Sealer!.HasEpoch || monotonicMilliseconds - stream.EpochSince >= Stream.EpochMilliseconds;
        if (!due) { return true; }
        SealedRecord epoch = stream.Sealer!.SealEpoch(unixMilliseconds);
        (stream.EpochSince, stream.EpochStart) = (monotonicMilliseconds, epoch.Header.Sequence);
        return Store(stream, epoch);
    }

    /// <summary>Stores a new record, dropping others first where the budget asks for it.</summary>
    private bool Store(Stream stream, SealedRecord record)
    {
        Keep(stream, record);
        return MakeRoomAndStore();
    }

    private bool Store(Stream stream, TombstoneContent loss)
    {
        Keep(stream, loss);
        return MakeRoomAndStore();
    }

    private bool MakeRoomAndStore()
    {
        DropPlan plan = _outbox.PlanFor(_unstored, name => _streams.Any(candidate => candidate.Declaration.Name == name));
        foreach ((string name, TombstoneContent content) in plan.Tombstones)
        {
            Stream owner = _streams.First(candidate => candidate.Declaration.Name == name);
            Keep(owner, content);
            _undropped.AddRange(plan.Records.Where(dropped => dropped.Stream == name));
        }

        return StoreUnstored();
    }

    private void Keep(Stream stream, TombstoneContent loss)
    {
        Trail?.Record(AuditEvent.ReadingsDropped, AuditActor.Edge, stream.Declaration.Name, LossWords.Of(loss));
        Keep(stream, stream.Sealer!.SealTombstone(loss));
    }

    private void Keep(Stream stream, SealedRecord record)
    {
        ulong epochStart = record.Header.Kind == RecordKind.Batch ? stream.EpochStart : 0;
        Log.Sealed(_logger, record.Header.Stream, record.Header.Sequence);
        _unstored.Add(new OutboxEntry(record, stream.Declaration.Priority, epochStart, _identity!.Certificate));
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
            Log.Stored(_logger, entry.Record.Header.Stream, entry.Record.Header.Sequence);
        }

        _unstored.Clear();
        _undropped.Clear();
        return true;
    }

    private sealed class Stream(StreamDeclaration declaration)
    {
        public const long EpochMilliseconds = 24 * 60 * 60 * 1000;

        public StreamDeclaration Declaration { get; } = declaration;

        /// <summary>It never has readings or events: reports alone make it begin, days may pass
        /// without.</summary>
        public bool IsQuiet => Declaration.Channels.IsEmpty && !Declaration.Events;

        /// <summary>Null until the outbox has been opened once.</summary>
        public StreamSealer? Sealer { get; set; }

        /// <summary>What was sealed into a file that is lost, and is still to be told.</summary>
        public UnsealedLoss Loss { get; set; }

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
