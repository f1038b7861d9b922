using System.Security.Cryptography;
using Edge.Keys;

namespace Edge.Sealing;

/// <summary>An epoch that was opened: the schema, and the secret that opens its batches. Zeroed on dispose.</summary>
public sealed class OpenedEpoch : IDisposable
{
    private readonly RecordHeader _header;

    internal OpenedEpoch(SealedRecord record, StreamSchema schema, EpochSecret secret) =>
        (Id, _header, Schema, Secret) = (EpochId.Of(record.Hash), record.Header, schema, secret);

    public EpochId Id { get; }

    public StreamSchema Schema { get; }

    internal EpochSecret Secret { get; }

    public void Dispose() => Secret.Dispose();

    /// <summary>True for a later record of the same stream that names this epoch.</summary>
    internal bool Covers(RecordHeader batch) => batch.Epoch == Id && batch.Device == _header.Device
        && batch.Stream == _header.Stream && batch.Sequence > _header.Sequence;
}

/// <summary>Opens what was sealed for one recipient. Takes verified records only. Thread-safe.</summary>
public sealed class StreamOpener(RecipientSecretKey key)
{
    public Result<OpenedEpoch, SealingRefusal> OpenEpoch(Verified<SealedRecord> verified)
    {
        SealedRecord record = verified.Value;
        if (record.Header.Kind != RecordKind.Epoch) { return SealingRefusal.WrongKind; }
        if (EpochBody.Decode(record.Body) is not { } body) { return SealingRefusal.Malformed; }
        EpochBody.Enrolment? own = body.Enrolments.FirstOrDefault(enrolment => enrolment.Recipient == key.PublicKey.Id);
        if (own is null) { return SealingRefusal.NotARecipient; }
        if (Unwrap(own, record.HeaderBytes.Span) is not { } secret) { return SealingRefusal.DoesNotOpen; }
        if (!CryptographicOperations.FixedTimeEquals(secret.Commitment(), body.Commitment))
        {
            secret.Dispose();
            return SealingRefusal.CommitmentMismatch;
        }

        byte[]? schema = secret.Open(EpochBody.SchemaLabel, record.HeaderBytes.Span, body.SealedSchema);
        if (schema is null) { return SealingRefusal.DoesNotOpen; }
        return StreamSchema.Decode(record.Header.Stream, schema) is { } decoded
            ? new OpenedEpoch(record, decoded, secret)
            : SealingRefusal.ContentMismatch;
    }

    public static Result<BatchContent, SealingRefusal> OpenBatch(OpenedEpoch epoch, Verified<SealedRecord> verified)
    {
        SealedRecord record = verified.Value;
        if (record.Header.Kind != RecordKind.Batch) { return SealingRefusal.WrongKind; }
        if (!epoch.Covers(record.Header)) { return SealingRefusal.WrongEpoch; }
        byte[]? payload = epoch.Secret.Open(BatchEncoder.Label, record.HeaderBytes.Span, record.Body.Span);
        return payload is null ? SealingRefusal.DoesNotOpen : BatchDecoder.Decode(payload, epoch.Schema, record.Header);
    }

    public static Result<TombstoneContent, SealingRefusal> ReadTombstone(Verified<SealedRecord> verified) =>
        ReadOwnTombstone(verified.Value);

    /// <summary>The same of a record out of the reader's own outbox, which it sealed itself; for nobody else's.</summary>
    public static Result<TombstoneContent, SealingRefusal> ReadOwnTombstone(SealedRecord record)
    {
        if (record.Header.Kind != RecordKind.Tombstone) { return SealingRefusal.WrongKind; }
        return TombstoneBody.Decode(record.Header, record.Body) is { } content ? content : SealingRefusal.Malformed;
    }

    private EpochSecret? Unwrap(EpochBody.Enrolment enrolment, ReadOnlySpan<byte> header)
    {
        Span<byte> shared = stackalloc byte[XWing.SharedSecretLength];
        if (!XWing.TryDecapsulate(key.Seed, enrolment.Encapsulated, shared)) { return null; }
        byte[]? secret = Hpke.Open(shared, [.. EpochBody.WrapLabel, .. header], enrolment.WrappedSecret);
        CryptographicOperations.ZeroMemory(shared);
        return secret is null ? null : new EpochSecret(secret);
    }
}
