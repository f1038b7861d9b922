using System.Collections.Immutable;
using System.Security.Cryptography;
using Edge.Keys;

namespace Edge.Sealing;

/// <summary>Fills <paramref name="bytes"/> with chance: the system's random source on a gateway, a seed in a test.</summary>
public delegate void FillRandom(Span<byte> bytes);

/// <summary>Seals one stream: keeps its chain, its epoch and its secret. One thread only.</summary>
/// <remarks>Each record moves <see cref="Head"/>; what was sealed must be stored before anything else of the stream is,
/// or the chain has a hole. The epoch secret never leaves memory: a stolen card does not open its own outbox.</remarks>
public sealed class StreamSealer : IDisposable
{
    private readonly StreamSchema _schema;
    private readonly SigningIdentity _identity;
    private readonly ImmutableArray<RecipientKey> _recipients;
    private readonly FillRandom _random;
    private readonly BatchEncoder _encoder;
    private readonly byte[] _encodedSchema;
    private EpochSecret? _secret;
    private EpochId _epoch;
    private RecordHash? _witness;

    /// <param name="head">Where the stored chain of the stream ends.</param>
    /// <param name="recipients">1 to 16 who may open the stream.</param>
    public StreamSealer(
        StreamSchema schema, SigningIdentity identity, ImmutableArray<RecipientKey> recipients, ChainHead head, FillRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfZero(recipients.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(recipients.Length, SealingLimits.MaxRecipients);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(schema.Channels.Length, SealingLimits.MaxChannels);
        (_schema, _identity, _recipients, Head, _random) = (schema, identity, recipients, head, random);
        _encoder = new BatchEncoder(schema);
        _encodedSchema = schema.Encode();
        // What no opener takes is never sealed.
        bool opens = System.Text.Encoding.UTF8.GetByteCount(schema.Stream) is > 0 and <= SealingLimits.MaxStreamNameBytes
            && _encodedSchema.Length <= EpochBody.MaxSchemaBytes - EpochSecret.TagLength
            && StreamSchema.Decode(schema.Stream, _encodedSchema) is not null;
        if (!opens) { throw new ArgumentException("A name or a number in the schema is outside its limits.", nameof(schema)); }
    }

    /// <summary>The end of the chain after everything sealed so far.</summary>
    public ChainHead Head { get; private set; }

    /// <summary>The witness of the audit log as it is now, or null where there is none. Goes into the header of a record when it
    /// is another than in the record before.</summary>
    public Func<RecordHash?> AuditWitness { get; init; } = () => null;

    /// <summary>True once an epoch was sealed: batches can follow.</summary>
    public bool HasEpoch => _secret is not null;

    /// <summary>Begins a new epoch: a new secret, wrapped for every recipient.</summary>
    public SealedRecord SealEpoch(long unixMilliseconds)
    {
        Span<byte> fresh = stackalloc byte[EpochSecret.Length];
        _random(fresh);
        var secret = new EpochSecret(fresh);
        CryptographicOperations.ZeroMemory(fresh);
        RecordHeader header = Header(RecordKind.Epoch, null, 0, 0, unixMilliseconds, unixMilliseconds);
        byte[] headerBytes = RecordCodec.EncodeHeader(header);
        byte[] info = [.. EpochBody.WrapLabel, .. headerBytes];
        var body = new EpochBody(
            secret.Commitment(),
            [.. _recipients.Select(recipient => Enrol(recipient, secret, info))],
            secret.Seal(EpochBody.SchemaLabel, headerBytes, _encodedSchema));
        SealedRecord record = Finish(header, headerBytes, body.Encode());
        _secret?.Dispose();
        _secret = secret;
        _epoch = EpochId.Of(record.Hash);
        return record;
    }

    /// <summary>Seals readings and events under the current epoch. Throws without one: that is misuse.</summary>
    public SealedRecord SealBatch(BatchContent content)
    {
        EpochSecret secret = _secret ?? throw new InvalidOperationException("A batch needs an epoch first.");
        (long first, long last) = BatchEncoder.WallClockSpan(content);
        RecordHeader header = Header(RecordKind.Batch, _epoch, content.Readings.Length, content.EventCount, first, last);
        byte[] headerBytes = RecordCodec.EncodeHeader(header);
        return Finish(header, headerBytes, secret.Seal(BatchEncoder.Label, headerBytes, _encoder.Encode(content)));
    }

    /// <summary>Says what was dropped; needs no epoch.</summary>
    public SealedRecord SealTombstone(TombstoneContent content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Readings, SealingLimits.MaxDropped);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Events, SealingLimits.MaxDropped);
        RecordHeader header = Header(
            RecordKind.Tombstone, null, content.Readings, content.Events,
            content.FirstUnixMilliseconds, content.LastUnixMilliseconds);
        return Finish(header, RecordCodec.EncodeHeader(header), TombstoneBody.Encode(content));
    }

    public void Dispose() => _secret?.Dispose();

    private EpochBody.Enrolment Enrol(RecipientKey recipient, EpochSecret secret, byte[] info)
    {
        Span<byte> seed = stackalloc byte[XWing.EncapsulationSeedLength];
        Span<byte> shared = stackalloc byte[XWing.SharedSecretLength];
        var encapsulated = new byte[XWing.CiphertextLength];
        _random(seed);
        if (!XWing.TryEncapsulate(recipient.Bytes.Span, seed, encapsulated, shared))
        {
            throw new InvalidOperationException($"The key of recipient {recipient.Id} was valid and is no longer.");
        }

        byte[] wrapped = Hpke.Seal(shared, info, secret.Bytes);
        CryptographicOperations.ZeroMemory(seed);
        CryptographicOperations.ZeroMemory(shared);
        return new EpochBody.Enrolment(recipient.Id, encapsulated, wrapped);
    }

    private RecordHeader Header(RecordKind kind, EpochId? epoch, long readings, long events, long first, long last)
    {
        PurposeKeyCertificate certificate = _identity.Certificate.Value;
        RecordHash? witness = AuditWitness();
        bool isNew = witness != _witness;
        _witness = witness;
        return new RecordHeader(
            kind, certificate.Device, _schema.Stream, certificate.Boot, Head.Sequence + 1, Head.Hash, certificate.Id,
            epoch, isNew ? witness : null, readings, events, first, last);
    }

    private SealedRecord Finish(RecordHeader header, byte[] headerBytes, ReadOnlySpan<byte> body)
    {
        SealedRecord record = RecordCodec.Assemble(header, headerBytes, body, _identity);
        Head = new ChainHead(header.Sequence, record.Hash);
        return record;
    }
}
