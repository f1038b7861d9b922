using System.Buffers;
using System.Security.Cryptography;
using Edge.Keys;
using MessagePack;

namespace Edge.Sealing;

/// <summary>The bytes of a record: header, body, signature. Layout: docs/formats/record.md.</summary>
public static class RecordCodec
{
    public const int Version = 1;
    private const int HeaderFields = 15;

    /// <summary>What a signature is over: this label, then the SHA-256 of the header, then the SHA-256 of the body.</summary>
    private static ReadOnlySpan<byte> Label => "edge/1 record"u8;

    /// <summary>Parses what anybody may have sent. Checks no signature.</summary>
    public static Result<SealedRecord, SealingRefusal> Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > SealingLimits.MaxRecordBytes) { return SealingRefusal.TooLarge; }
        Parts? parts = Wire.TryParse(bytes, ReadParts);
        if (parts is null || bytes.Length != parts.FrameLength) { return SealingRefusal.Malformed; }
        var refusal = SealingRefusal.Malformed;
        RecordHeader? header = Wire.TryParse<RecordHeader>(
            parts.Header, (ref MessagePackReader reader) => ReadHeader(ref reader, ref refusal));
        return header is null
            ? refusal
            : new SealedRecord(header, RecordHash.Of(bytes.Span), bytes, parts.Header, parts.Body, parts.Signature);
    }

    /// <summary>Checks that the certified key signed the record, and that it was this device's batch key of this boot.</summary>
    public static Result<Verified<SealedRecord>, SealingRefusal> Verify(
        SealedRecord record, Verified<PurposeKeyCertificate> certificate)
    {
        PurposeKeyCertificate signer = certificate.Value;
        bool fits = signer.Id == record.Header.Signer && signer.Device == record.Header.Device
            && signer.Boot == record.Header.Boot && signer.Purpose == KeyPurpose.Batches;
        if (!fits) { return SealingRefusal.WrongSigner; }
        byte[] message = Message(record.HeaderBytes.Span, record.Body.Span);
        return Ed25519Verifier.Verify(signer.PublicKey.Span, message, record.Signature.Span)
            ? new Verified<SealedRecord>(record)
            : SealingRefusal.SignatureInvalid;
    }

    internal static byte[] EncodeHeader(RecordHeader header)
    {
        var output = new ArrayBufferWriter<byte>(SealingLimits.MaxHeaderBytes);
        var writer = new MessagePackWriter(output);
        Span<byte> sixteen = stackalloc byte[16];
        Span<byte> eight = stackalloc byte[KeyId.Length];
        writer.WriteArrayHeader(HeaderFields);
        writer.Write(Version);
        writer.Write((byte)Suite.One);
        writer.Write((byte)header.Kind);
        header.Device.CopyTo(sixteen);
        writer.Write(sixteen);
        writer.Write(header.Stream);
        header.Boot.CopyTo(sixteen);
        writer.Write(sixteen);
        writer.Write(header.Sequence);
        writer.Write(header.Previous.ToArray());
        header.Signer.CopyTo(eight);
        writer.Write(eight);
        WriteOptional(ref writer, header.Epoch?.ToArray());
        WriteOptional(ref writer, header.AuditHead?.ToArray());
        writer.Write(header.Readings);
        writer.Write(header.Events);
        writer.Write(header.FirstUnixMilliseconds);
        writer.Write(header.LastUnixMilliseconds - header.FirstUnixMilliseconds);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    internal static SealedRecord Assemble(
        RecordHeader header, byte[] headerBytes, ReadOnlySpan<byte> body, SigningIdentity identity)
    {
        byte[] signature = identity.Sign(Message(headerBytes, body));
        var output = new ArrayBufferWriter<byte>(headerBytes.Length + body.Length + signature.Length + 16);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(3);
        writer.Write(headerBytes);
        writer.Write(body);
        writer.Write(signature);
        writer.Flush();
        ReadOnlyMemory<byte> bytes = output.WrittenMemory;
        if (bytes.Length > SealingLimits.MaxRecordBytes)
        {
            throw new ArgumentException($"A record of {bytes.Length} bytes is over the limit.", nameof(body));
        }

        return new SealedRecord(header, RecordHash.Of(bytes.Span), bytes, headerBytes, body.ToArray(), signature);
    }

    private static byte[] Message(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body)
    {
        var message = new byte[Label.Length + (2 * SHA256.HashSizeInBytes)];
        Label.CopyTo(message);
        SHA256.HashData(header, message.AsSpan(Label.Length));
        SHA256.HashData(body, message.AsSpan(Label.Length + SHA256.HashSizeInBytes));
        return message;
    }

    private static void WriteOptional(ref MessagePackWriter writer, byte[]? bytes)
    {
        if (bytes is null) { writer.WriteNil(); } else { writer.Write(bytes); }
    }

    private static Parts? ReadParts(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(3)) { return null; }
        return reader.ReadAtMost(SealingLimits.MaxHeaderBytes) is { } header
            && reader.ReadAtMost(SealingLimits.MaxRecordBytes) is { } body
            && reader.ReadExactly(SigningIdentity.SignatureLength) is { } signature
            ? new Parts(header, body, signature)
            : null;
    }

    private static RecordHeader? ReadHeader(ref MessagePackReader reader, ref SealingRefusal refusal)
    {
        if (!reader.ReadArrayOf(HeaderFields)) { return null; }
        if (reader.ReadInt32() != Version) { refusal = SealingRefusal.UnknownVersion; return null; }
        if (reader.ReadByte() != (byte)Suite.One) { refusal = SealingRefusal.UnknownSuite; return null; }
        var kind = (RecordKind)reader.ReadByte();
        if (kind is < RecordKind.Epoch or > RecordKind.Tombstone) { refusal = SealingRefusal.UnknownKind; return null; }
        byte[]? device = reader.ReadExactly(DeviceId.Length);
        string? stream = reader.ReadTextOfAtMost(SealingLimits.MaxStreamNameBytes);
        byte[]? boot = reader.ReadExactly(BootId.Length);
        ulong sequence = reader.ReadUInt64();
        byte[]? previous = reader.ReadExactly(RecordHash.Length);
        byte[]? signer = reader.ReadExactly(KeyId.Length);
        bool hasEpoch = !reader.TryReadNil();
        byte[]? epoch = hasEpoch ? reader.ReadExactly(EpochId.Length) : null;
        bool hasAudit = !reader.TryReadNil();
        byte[]? audit = hasAudit ? reader.ReadExactly(RecordHash.Length) : null;
        long readings = reader.ReadInt64();
        long events = reader.ReadInt64();
        long first = reader.ReadInt64();
        long last = first + reader.ReadInt64();
        bool complete = device is not null && stream is not null && boot is not null && previous is not null
            && signer is not null && hasEpoch == (epoch is not null) && hasAudit == (audit is not null);
        bool plausible = sequence is > 0 and <= long.MaxValue && IsPlausible(kind, readings, events)
            && WallClock.IsDate(first) && WallClock.IsDate(last) && last >= first && hasEpoch == (kind == RecordKind.Batch);
        return complete && plausible
            ? new RecordHeader(
                kind, DeviceId.FromBytes(device), stream!, BootId.FromBytes(boot), sequence, RecordHash.FromBytes(previous),
                KeyId.FromBytes(signer), epoch is null ? null : EpochId.FromBytes(epoch),
                audit is null ? null : RecordHash.FromBytes(audit), readings, events, first, last)
            : null;
    }

    /// <summary>Counts that a record of its kind can have.</summary>
    private static bool IsPlausible(RecordKind kind, long readings, long events) => readings >= 0 && events >= 0
        && kind switch
    {
        RecordKind.Epoch => readings == 0 && events == 0,
        RecordKind.Batch => readings <= SealingLimits.MaxReadings && events <= SealingLimits.MaxEvents
            && readings + events > 0,
        _ => readings <= SealingLimits.MaxDropped && events <= SealingLimits.MaxDropped,
    };

    private sealed record Parts(byte[] Header, byte[] Body, byte[] Signature)
    {
        public int FrameLength => Wire.ShortestFrame(Header.Length, Body.Length, Signature.Length);
    }
}
