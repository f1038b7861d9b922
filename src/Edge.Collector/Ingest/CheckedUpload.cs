using System.Collections.Immutable;
using Edge.Collector.Enrolment;
using Edge.Keys;
using Edge.Sealing;

namespace Edge.Collector.Ingest;

/// <summary>An upload of an enrolled device with each record's signature checked.</summary>
public sealed record CheckedUpload(
    EnrolledDevice Device, ReadOnlyMemory<byte> Nonce, ImmutableArray<CheckedRecord> Records,
    ImmutableArray<Verified<PurposeKeyCertificate>> Certificates);

/// <summary>A record that parses: genuine, or refused for good with the reason.</summary>
/// <param name="Genuine">Null when refused.</param>
public sealed record CheckedRecord(SealedRecord Record, Verified<SealedRecord>? Genuine, SealingRefusal Refusal);

/// <summary>Why an upload as a whole is not taken; nothing of it is stored and nothing receipted.</summary>
/// <param name="Status">HTTP.</param>
/// <param name="RetryAfterSeconds">0: none.</param>
public sealed record UploadRefusal(int Status, string Text, int RetryAfterSeconds = 0);
