using System.Security.Cryptography;
using Edge.Keys;
using Edge.Sealing;
using NSec.Cryptography;

namespace Edge.Tests.Golden;

/// <summary>The keys of the golden vectors: every secret is one byte repeated (docs/formats/README.md).</summary>
internal static class PublishedKeys
{
    public static byte[] IdentityScalar { get; } = Repeat(0x01, 32);

    public static byte[] RecipientSeed { get; } = Repeat(0x02, XWing.SecretKeyLength);

    public static byte[] SignerSeed { get; } = Repeat(0x03, 32);

    public static byte[] ReceiptSeed { get; } = Repeat(0x04, 32);

    public static BootId Boot { get; } = BootId.FromBytes(Repeat(0x05, BootId.Length));

    public static byte[] EpochSecret { get; } = Repeat(0x06, 32);

    public static byte[] EncapsulationSeed { get; } = Repeat(0x07, XWing.EncapsulationSeedLength);

    public static byte[] Nonce { get; } = Repeat(0x08, SealingLimits.NonceLength);

    public static Key ReceiptKey() =>
        Key.Import(SignatureAlgorithm.Ed25519, ReceiptSeed, KeyBlobFormat.RawPrivateKey);

    /// <summary>What a sealer asks for, in its order: the epoch's secret, then what one encapsulation consumes.</summary>
    public static FillRandom Chance()
    {
        var answers = new Queue<byte[]>([EpochSecret, EncapsulationSeed]);
        return bytes => answers.Dequeue().CopyTo(bytes);
    }

    private static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];
}

/// <summary>The identity of the vectors.</summary>
/// <remarks>ECDSA signs differently each time, so it repeats the golden certificate's signature while that verifies.</remarks>
internal sealed class PublishedIdentity : IIdentityKey, IDisposable
{
    private const DSASignatureFormat Format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation;

    private readonly ECDsa _key = ECDsa.Create(
        new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = PublishedKeys.IdentityScalar });

    private readonly byte[]? _signature;

    public PublishedIdentity(byte[]? goldenCertificate) => _signature = goldenCertificate?[^64..];

    public ReadOnlyMemory<byte> SubjectPublicKeyInfo => _key.ExportSubjectPublicKeyInfo();

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        byte[] signed = message.ToArray();
        return _signature is not null && _key.VerifyData(signed, _signature, HashAlgorithmName.SHA256, Format)
            ? _signature
            : _key.SignData(signed, HashAlgorithmName.SHA256, Format);
    }

    public void Dispose() => _key.Dispose();
}
