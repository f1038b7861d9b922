using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Edge.Keys;
using Edge.Sensing;
using MessagePack;

namespace Edge.Audit;

/// <summary>The state of a log: how many entries, and the root over them. Whoever holds one notices any
/// other past.</summary>
/// <remarks>Signed by the device it is evidence: two heads of one device and size with different roots
/// prove two histories. Bytes: docs/formats/audit-log.md.</remarks>
/// <param name="Size">Entries, from the first of the device's life.</param>
public sealed record AuditHead(DeviceId Device, BootId Boot, long Size, TreeHash Root, ReadingTime Time)
{
    public const int Version = 1;
    private const int Fields = 9;

    private static ReadOnlySpan<byte> Label => "edge/1 audit head"u8;

    private static ReadOnlySpan<byte> WitnessLabel => "edge/1 audit witness"u8;

    /// <summary>32 bytes that stand in the header of every record whose stream has not told of this head
    /// yet.</summary>
    public TreeHash Witness => WitnessOf(Size, Root);

    public static TreeHash WitnessOf(long size, TreeHash root)
    {
        Span<byte> message = stackalloc byte[WitnessLabel.Length + sizeof(long) + TreeHash.Length];
        WitnessLabel.CopyTo(message);
        BinaryPrimitives.WriteInt64BigEndian(message[WitnessLabel.Length..], size);
        root.CopyTo(message[(WitnessLabel.Length + sizeof(long))..]);
        return TreeHash.FromBytes(SHA256.HashData(message));
    }

    /// <summary>As it travels: the body and the signature of the key that is certified for audit
    /// heads.</summary>
    public byte[] Sign(SigningIdentity signer)
    {
        byte[] body = Body(signer.Certificate.Value.Id);
        byte[] signature = signer.Sign([.. Label, .. body]);
        var output = new ArrayBufferWriter<byte>(256);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write(body);
        writer.Write(signature);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Parses and checks against one of these certificates; null: malformed, or none of them
    /// signed it.</summary>
    public static Verified<AuditHead>? Verify(
        ReadOnlyMemory<byte> bytes, IEnumerable<Verified<PurposeKeyCertificate>> certificates)
    {
        if (bytes.Length > AuditLimits.MaxHeadBytes) { return null; }
        Parts? parts = Wire.TryParse(bytes, ReadParts);
        if (parts is null || bytes.Length != Wire.ShortestFrame(parts.Body.Length, parts.Signature.Length)) { return null; }
        Signed? signed = Wire.TryParse<Signed>(parts.Body, ReadBody);
        if (signed is null) { return null; }
        PurposeKeyCertificate? signer = certificates.Select(certificate => certificate.Value).FirstOrDefault(certificate =>
            certificate.Id == signed.Signer && certificate.Purpose == KeyPurpose.AuditHeads
            && certificate.Device == signed.Head.Device && certificate.Boot == signed.Head.Boot);
        return signer is not null && Ed25519Verifier.Verify(signer.PublicKey.Span, [.. Label, .. parts.Body], parts.Signature)
            ? new Verified<AuditHead>(signed.Head)
            : null;
    }

    private byte[] Body(KeyId signer)
    {
        Span<byte> sixteen = stackalloc byte[16];
        Span<byte> eight = stackalloc byte[KeyId.Length];
        var output = new ArrayBufferWriter<byte>(160);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(Fields);
        writer.Write(Version);
        writer.Write((byte)Suite.One);
        Device.CopyTo(sixteen);
        writer.Write(sixteen);
        Boot.CopyTo(sixteen);
        writer.Write(sixteen);
        signer.CopyTo(eight);
        writer.Write(eight);
        writer.Write(Size);
        writer.Write(Root.ToArray());
        writer.Write(Time.MonotonicMilliseconds);
        writer.WriteArrayHeader(2);
        writer.Write(Time.UnixMilliseconds);
        writer.Write((byte)Time.Quality);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static Parts? ReadParts(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(2)) { return null; }
        return reader.ReadAtMost(AuditLimits.MaxHeadBytes) is { } body
            && reader.ReadExactly(SigningIdentity.SignatureLength) is { } signature
            ? new Parts(body, signature)
            : null;
    }

    private static Signed? ReadBody(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(Fields) || reader.ReadInt32() != Version || reader.ReadByte() != (byte)Suite.One) { return null; }
        byte[]? device = reader.ReadExactly(DeviceId.Length);
        byte[]? boot = reader.ReadExactly(BootId.Length);
        byte[]? signer = reader.ReadExactly(KeyId.Length);
        long size = reader.ReadInt64();
        byte[]? root = reader.ReadExactly(TreeHash.Length);
        long monotonic = reader.ReadInt64();
        if (!reader.ReadArrayOf(2)) { return null; }
        long unix = reader.ReadInt64();
        var quality = (TimeQuality)reader.ReadByte();
        bool isPlausible = device is not null && boot is not null && signer is not null && root is not null && monotonic >= 0
            && size is > 0 and <= AuditLimits.MaxEntries && quality is >= TimeQuality.Synchronised and <= TimeQuality.FreeRunning;
        return isPlausible
            ? new Signed(
                new AuditHead(
                    DeviceId.FromBytes(device), BootId.FromBytes(boot), size, TreeHash.FromBytes(root), new(monotonic, unix, quality)),
                KeyId.FromBytes(signer))
            : null;
    }

    private sealed record Parts(byte[] Body, byte[] Signature);

    private sealed record Signed(AuditHead Head, KeyId Signer);
}
