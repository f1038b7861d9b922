using System.Security.Cryptography;
using Edge.Keys;

namespace Edge.Sealing;

/// <summary>What a record is. Numbers travel; never reordered.</summary>
public enum RecordKind : byte
{
    /// <summary>Enrols the recipients of a stream and carries its schema.</summary>
    Epoch = 1,
    /// <summary>Readings and events, sealed.</summary>
    Batch = 2,
    /// <summary>Says what was dropped, how many and why.</summary>
    Tombstone = 3,
}

/// <summary>SHA-256 over all bytes of a record. <c>default</c> (32 zero bytes) stands before the first record of a stream.</summary>
public readonly record struct RecordHash(UInt128 High, UInt128 Low)
{
    public const int Length = 32;

    public static RecordHash Of(ReadOnlySpan<byte> record)
    {
        Span<byte> digest = stackalloc byte[Length];
        SHA256.HashData(record, digest);
        return FromBytes(digest);
    }

    public static RecordHash FromBytes(ReadOnlySpan<byte> bytes) => new(
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes),
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, High);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), Low);
        return bytes;
    }

    public override string ToString() => Convert.ToHexStringLower(ToArray());
}

/// <summary>Names an epoch: the first 16 bytes of its record's hash, so a batch commits to the whole epoch record.</summary>
public readonly record struct EpochId(UInt128 Value)
{
    public const int Length = 16;

    public static EpochId Of(RecordHash epochRecord) => new(epochRecord.High);

    public static EpochId FromBytes(ReadOnlySpan<byte> bytes) =>
        new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    public override string ToString() => Value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The end of a stream's chain. <c>default</c>: nothing was ever sealed in it.</summary>
public readonly record struct ChainHead(ulong Sequence, RecordHash Hash);

/// <summary>What stands readable and signed at the front of every record. Bytes: docs/formats/record.md.</summary>
/// <param name="Stream">1 to 64 bytes of UTF-8.</param>
/// <param name="Sequence">Position in the chain, from 1.</param>
/// <param name="Previous">Hash of the record before it; zero for the first.</param>
/// <param name="Signer">The certificate of the key that signed it.</param>
/// <param name="Epoch">The epoch a batch is sealed in; null for other kinds.</param>
/// <param name="AuditHead">Witness of the audit log where it has grown since the record before; null: as there.</param>
/// <param name="Readings">In a batch: how many it holds. In a tombstone: how many were dropped.</param>
/// <param name="FirstUnixMilliseconds">Wall clock of the earliest reading or event, as it was then.</param>
/// <param name="LastUnixMilliseconds">Wall clock of the latest.</param>
public sealed record RecordHeader(
    RecordKind Kind,
    DeviceId Device,
    string Stream,
    BootId Boot,
    ulong Sequence,
    RecordHash Previous,
    KeyId Signer,
    EpochId? Epoch,
    RecordHash? AuditHead,
    long Readings,
    long Events,
    long FirstUnixMilliseconds,
    long LastUnixMilliseconds);

/// <summary>A record as it travels, parsed as far as anybody may read it. Nothing about it is believed yet.</summary>
public sealed record SealedRecord(
    RecordHeader Header, RecordHash Hash, ReadOnlyMemory<byte> Bytes,
    ReadOnlyMemory<byte> HeaderBytes, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Signature);

/// <summary>Named limits of everything sealed; a decoder refuses one more.</summary>
public static class SealingLimits
{
    public const int MaxRecordBytes = 1024 * 1024;
    public const int MaxHeaderBytes = 512;
    public const int MaxStreamNameBytes = 64;
    public const int MaxReadings = 10_000;
    public const int MaxEvents = 1_000;
    public const int MaxChannels = 64;
    public const int MaxNames = 10_000;
    public const int MaxNameBytes = 128;
    public const int MaxRecipients = 16;
    public const int MaxDroppedRanges = 256;

    /// <summary>Readings, and events, that one tombstone may tell of; so that sums over a store stay far from overflow.</summary>
    public const long MaxDropped = 1_000_000_000_000;

    /// <summary>Of a batch after decompression; a longer declared length is refused before a byte is decompressed.</summary>
    public const int MaxPayloadBytes = 768 * 1024;

    public const int MaxUploadRecords = 64;
    public const int MaxUploadBytes = 4 * 1024 * 1024;
    public const int MaxReceiptBytes = 64 * 1024;
    public const int NonceLength = 16;
}
