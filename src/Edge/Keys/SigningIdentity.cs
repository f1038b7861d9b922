using NSec.Cryptography;

namespace Edge.Keys;

/// <summary>A purpose key of this start with its certificate: made in memory, gone with the process.</summary>
/// <remarks>Thread-safe: signing has no state.</remarks>
public sealed class SigningIdentity : IDisposable
{
    public const int SignatureLength = 64;

    private readonly Key _key;

    private SigningIdentity(Key key, Verified<PurposeKeyCertificate> certificate) => (_key, Certificate) = (key, certificate);

    public Verified<PurposeKeyCertificate> Certificate { get; }

    /// <summary>Makes a fresh Ed25519 key from the system's random source and has the identity certify it.</summary>
    public static SigningIdentity Create(IIdentityKey identity, KeyPurpose purpose, BootId boot) =>
        Certify(Key.Create(SignatureAlgorithm.Ed25519), identity, purpose, boot);

    /// <summary>The same from a given 32-byte seed: for vectors only, a gateway never stores one.</summary>
    public static SigningIdentity FromSeed(ReadOnlySpan<byte> seed, IIdentityKey identity, KeyPurpose purpose, BootId boot) =>
        Certify(Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey), identity, purpose, boot);

    public byte[] Sign(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(_key, message);

    public void Dispose() => _key.Dispose();

    private static SigningIdentity Certify(Key key, IIdentityKey identity, KeyPurpose purpose, BootId boot) =>
        new(key, PurposeKeyCertificate.Issue(identity, purpose, boot, key.PublicKey.Export(KeyBlobFormat.RawPublicKey)));
}
