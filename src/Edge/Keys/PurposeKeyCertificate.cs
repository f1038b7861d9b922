using System.Buffers;
using System.Security.Cryptography;
using MessagePack;

namespace Edge.Keys;

/// <summary>The device's identity says: this Ed25519 key is mine, for this purpose, in this boot.</summary>
/// <remarks>Purpose keys are made at every start and live in memory only. Bytes: docs/formats/certificate.md.</remarks>
public sealed record PurposeKeyCertificate
{
    public const int Version = 1;

    /// <summary>More is refused unread; a real one has about 170 bytes.</summary>
    public const int MaxBytes = 512;

    public const int PublicKeyLength = 32;
    private const int SignatureLength = 64;

    private PurposeKeyCertificate(
        KeyPurpose purpose, DeviceId device, BootId boot, byte[] publicKey, byte[] body, byte[] signature, ReadOnlyMemory<byte> bytes) =>
        (Purpose, Device, Boot, PublicKey, Body, Signature, Bytes, Id) =
        (purpose, device, boot, publicKey, body, signature, bytes, KeyId.Of(bytes.Span));

    public KeyPurpose Purpose { get; }

    public DeviceId Device { get; }

    public BootId Boot { get; }

    /// <summary>Ed25519, 32 bytes (RFC 8032).</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>The whole certificate as it travels.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Over <see cref="Bytes"/>.</summary>
    public KeyId Id { get; }

    private byte[] Body { get; }

    private byte[] Signature { get; }

    private static ReadOnlySpan<byte> Label => "edge/1 certificate"u8;

    /// <summary>Certifies a key.</summary>
    public static Verified<PurposeKeyCertificate> Issue(
        IIdentityKey identity, KeyPurpose purpose, BootId boot, ReadOnlySpan<byte> publicKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey.Length, PublicKeyLength);
        var device = DeviceId.Of(identity.SubjectPublicKeyInfo.Span);
        byte[] body = Encode(purpose, device, boot, publicKey);
        byte[] signature = identity.Sign([.. Label, .. body]);
        var output = new ArrayBufferWriter<byte>(MaxBytes);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write(body);
        writer.Write(signature);
        writer.Flush();
        return new(new(purpose, device, boot, publicKey.ToArray(), body, signature, output.WrittenMemory.ToArray()));
    }

    /// <summary>Parses without believing anything.</summary>
    public static Result<PurposeKeyCertificate, KeyRefusal> Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxBytes) { return KeyRefusal.TooLarge; }
        var parts = Wire.TryParse(bytes, ReadParts);
        if (parts is null || bytes.Length != parts.FrameLength) { return KeyRefusal.Malformed; }
        var refusal = KeyRefusal.Malformed;
        PurposeKeyCertificate? certificate = Wire.TryParse<PurposeKeyCertificate>(
            parts.Body, (ref MessagePackReader reader) => ReadBody(ref reader, parts, bytes, ref refusal));
        return certificate is null ? refusal : certificate;
    }

    /// <summary>Checks that the enrolled device signed this certificate.</summary>
    public Result<Verified<PurposeKeyCertificate>, KeyRefusal> Verify(DeviceDescriptor device)
    {
        if (device.Device != Device) { return KeyRefusal.WrongDevice; }
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(device.IdentityKey.Span, out _);
        }
        catch (CryptographicException)
        {
            return KeyRefusal.BadKey;
        }

        byte[] signed = [.. Label, .. Body];
        bool valid = key.VerifyData(
            signed, Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return valid ? new Verified<PurposeKeyCertificate>(this) : KeyRefusal.SignatureInvalid;
    }

    private static byte[] Encode(KeyPurpose purpose, DeviceId device, BootId boot, ReadOnlySpan<byte> publicKey)
    {
        Span<byte> id = stackalloc byte[DeviceId.Length];
        Span<byte> bootId = stackalloc byte[BootId.Length];
        device.CopyTo(id);
        boot.CopyTo(bootId);
        var output = new ArrayBufferWriter<byte>(128);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(6);
        writer.Write(Version);
        writer.Write((byte)Suite.One);
        writer.Write((byte)purpose);
        writer.Write(id);
        writer.Write(bootId);
        writer.Write(publicKey);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static Parts? ReadParts(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(2)) { return null; }
        return reader.ReadAtMost(MaxBytes) is { } body && reader.ReadExactly(SignatureLength) is { } signature
            ? new Parts(body, signature)
            : null;
    }

    private static PurposeKeyCertificate? ReadBody(
        ref MessagePackReader reader, Parts parts, ReadOnlyMemory<byte> bytes, ref KeyRefusal refusal)
    {
        if (!reader.ReadArrayOf(6)) { return null; }
        if (reader.ReadInt32() != Version) { refusal = KeyRefusal.UnknownVersion; return null; }
        if (reader.ReadByte() != (byte)Suite.One) { refusal = KeyRefusal.UnknownSuite; return null; }
        var purpose = (KeyPurpose)reader.ReadByte();
        if (purpose is < KeyPurpose.Batches or > KeyPurpose.Receipts) { refusal = KeyRefusal.UnknownPurpose; return null; }
        return reader.ReadExactly(DeviceId.Length) is { } device
            && reader.ReadExactly(BootId.Length) is { } boot
            && reader.ReadExactly(PublicKeyLength) is { } publicKey
            ? new PurposeKeyCertificate(
                purpose, DeviceId.FromBytes(device), BootId.FromBytes(boot), publicKey, parts.Body, parts.Signature, bytes)
            : null;
    }

    private sealed record Parts(byte[] Body, byte[] Signature)
    {
        public int FrameLength => Wire.ShortestFrame(Body.Length, Signature.Length);
    }
}
