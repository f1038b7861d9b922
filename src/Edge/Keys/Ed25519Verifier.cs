using NSec.Cryptography;

namespace Edge.Keys;

/// <summary>Checks an Ed25519 signature (RFC 8032) against raw key bytes; false for anything that is not right.</summary>
public static class Ed25519Verifier
{
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == SigningIdentity.SignatureLength
        && PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out PublicKey? key)
        && SignatureAlgorithm.Ed25519.Verify(key!, message, signature);
}
