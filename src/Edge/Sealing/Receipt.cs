using System.Buffers;
using System.Collections.Immutable;
using Edge.Keys;
using MessagePack;
using NSec.Cryptography;

namespace Edge.Sealing;

/// <summary>What a collector did with a record. Numbers travel; never reordered.</summary>
public enum Verdict : byte
{
    /// <summary>Verified, and durably stored for the first time.</summary>
    Stored = 1,
    /// <summary>Durably stored before; nothing was done.</summary>
    AlreadyStored = 2,
    /// <summary>Refused for good and kept aside as evidence; the reason says why. The stream goes on.</summary>
    Quarantined = 3,
}

/// <param name="Reason">0 unless quarantined.</param>
public sealed record ReceiptEntry(string Stream, ulong Sequence, RecordHash Hash, Verdict Verdict, SealingRefusal Reason);

/// <summary>A collector's signed word that it has records durably. Only on it does a gateway delete. Bytes: docs/formats/receipt.md.</summary>
/// <param name="CollectorUnixMilliseconds">The collector's time: authenticated by the nonce, so a board without a clock may learn it.</param>
/// <param name="Nonce">The upload's.</param>
/// <param name="MissingEpochs">Epoch records that batches were sealed under and that never came; the gateway offers them again if it has them.</param>
public sealed record Receipt(
    DeviceId Device, long CollectorUnixMilliseconds, ReadOnlyMemory<byte> Nonce,
    ImmutableArray<ReceiptEntry> Entries, ImmutableArray<EpochId> MissingEpochs)
{
    public const int Version = 1;
    public const string MediaType = "application/vnd.edge.receipt";

    private static ReadOnlySpan<byte> Label => "edge/1 receipt"u8;

    public byte[] Sign(Key receiptKey)
    {
        byte[] body = Encode();
        var output = new ArrayBufferWriter<byte>(body.Length + 80);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write(body);
        byte[] message = [.. Label, .. body];
        writer.Write(SignatureAlgorithm.Ed25519.Sign(receiptKey, message));
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Checks that this collector signed it, for this device, in answer to this nonce.</summary>
    public static Result<Verified<Receipt>, SealingRefusal> Verify(
        ReadOnlyMemory<byte> bytes, ReadOnlySpan<byte> receiptKey, DeviceId device, ReadOnlySpan<byte> nonce)
    {
        if (bytes.Length > SealingLimits.MaxReceiptBytes) { return SealingRefusal.TooLarge; }
        Parts? parts = Wire.TryParse<Parts>(bytes, (ref MessagePackReader reader) =>
            reader.ReadArrayOf(2)
            && reader.ReadAtMost(SealingLimits.MaxReceiptBytes) is { } body
            && reader.ReadExactly(SigningIdentity.SignatureLength) is { } signature
                ? new Parts(body, signature)
                : null);
        if (parts is null || bytes.Length != parts.FrameLength) { return SealingRefusal.Malformed; }
        byte[] message = [.. Label, .. parts.Body];
        if (!Ed25519Verifier.Verify(receiptKey, message, parts.Signature)) { return SealingRefusal.SignatureInvalid; }
        var refusal = SealingRefusal.Malformed;
        Receipt? receipt = Wire.TryParse<Receipt>(parts.Body, (ref MessagePackReader reader) => Read(ref reader, ref refusal));
        if (receipt is null) { return refusal; }
        if (receipt.Device != device) { return SealingRefusal.WrongDevice; }
        return receipt.Nonce.Span.SequenceEqual(nonce) ? new Verified<Receipt>(receipt) : SealingRefusal.WrongNonce;
    }

    private byte[] Encode()
    {
        Span<byte> device = stackalloc byte[DeviceId.Length];
        Device.CopyTo(device);
        var output = new ArrayBufferWriter<byte>(128 + (Entries.Length * 64));
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(7);
        writer.Write(Version);
        writer.Write((byte)Suite.One);
        writer.Write(device);
        writer.Write(CollectorUnixMilliseconds);
        writer.Write(Nonce.Span);
        writer.WriteArrayHeader(Entries.Length);
        foreach (ReceiptEntry entry in Entries)
        {
            writer.WriteArrayHeader(5);
            writer.Write(entry.Stream);
            writer.Write(entry.Sequence);
            writer.Write(entry.Hash.ToArray());
            writer.Write((byte)entry.Verdict);
            writer.Write((ushort)entry.Reason);
        }

        writer.WriteArrayHeader(MissingEpochs.Length);
        foreach (EpochId epoch in MissingEpochs) { writer.Write(epoch.ToArray()); }
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static Receipt? Read(ref MessagePackReader reader, ref SealingRefusal refusal)
    {
        if (!reader.ReadArrayOf(7)) { return null; }
        if (reader.ReadInt32() != Version) { refusal = SealingRefusal.UnknownVersion; return null; }
        if (reader.ReadByte() != (byte)Suite.One) { refusal = SealingRefusal.UnknownSuite; return null; }
        byte[]? device = reader.ReadExactly(DeviceId.Length);
        long time = reader.ReadInt64();
        byte[]? nonce = reader.ReadExactly(SealingLimits.NonceLength);
        if (device is null || nonce is null || !WallClock.IsDate(time)) { return null; }
        return ReadEntries(ref reader) is { } entries && ReadEpochs(ref reader) is { } epochs
            ? new Receipt(DeviceId.FromBytes(device), time, nonce, entries, epochs)
            : null;
    }

    private static ImmutableArray<ReceiptEntry>? ReadEntries(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count > SealingLimits.MaxUploadRecords) { return null; }
        var entries = ImmutableArray.CreateBuilder<ReceiptEntry>(count);
        for (int i = 0; i < count; i++)
        {
            if (!reader.ReadArrayOf(5)) { return null; }
            string? stream = reader.ReadTextOfAtMost(SealingLimits.MaxStreamNameBytes);
            ulong sequence = reader.ReadUInt64();
            byte[]? hash = reader.ReadExactly(RecordHash.Length);
            var verdict = (Verdict)reader.ReadByte();
            var reason = (SealingRefusal)reader.ReadUInt16();
            bool plausible = sequence > 0 && verdict is >= Verdict.Stored and <= Verdict.Quarantined
                && (reason == 0) == (verdict != Verdict.Quarantined);
            if (stream is null || hash is null || !plausible) { return null; }
            entries.Add(new ReceiptEntry(stream, sequence, RecordHash.FromBytes(hash), verdict, reason));
        }

        return entries.MoveToImmutable();
    }

    private static ImmutableArray<EpochId>? ReadEpochs(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count > SealingLimits.MaxUploadRecords) { return null; }
        var epochs = ImmutableArray.CreateBuilder<EpochId>(count);
        for (int i = 0; i < count; i++)
        {
            if (reader.ReadExactly(EpochId.Length) is not { } epoch) { return null; }
            epochs.Add(EpochId.FromBytes(epoch));
        }

        return epochs.MoveToImmutable();
    }

    private sealed record Parts(byte[] Body, byte[] Signature)
    {
        public int FrameLength => Wire.ShortestFrame(Body.Length, Signature.Length);
    }
}
