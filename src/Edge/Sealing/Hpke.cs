using System.Security.Cryptography;
using NSec.Cryptography;

namespace Edge.Sealing;

/// <summary>HPKE base mode, single shot (RFC 9180, 5.1.1 and 6.1) with HKDF-SHA-256 and ChaCha20-Poly1305.</summary>
/// <remarks>The KEM is X-Wing (id 0x647a, draft-connolly-cfrg-xwing-kem). The key schedule takes any shared secret,
/// so that the vectors of the RFC, which use another KEM, test it.</remarks>
internal static class Hpke
{
    public const ushort XWingKem = 0x647a;
    private const ushort HkdfSha256 = 0x0001;
    private const ushort ChaCha20Poly1305Aead = 0x0003;
    private const int KeyLength = 32;
    private const int NonceLength = 12;

    /// <summary>Seals <paramref name="plaintext"/> for one recipient; the nonce is the base nonce, for a key is used once.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info, ReadOnlySpan<byte> plaintext)
    {
        (byte[] key, byte[] nonce) = KeySchedule(XWingKem, sharedSecret, info);
        using Key aead = Key.Import(AeadAlgorithm.ChaCha20Poly1305, key, KeyBlobFormat.RawSymmetricKey);
        CryptographicOperations.ZeroMemory(key);
        return AeadAlgorithm.ChaCha20Poly1305.Encrypt(aead, nonce, [], plaintext);
    }

    /// <summary>The plaintext, or null when the ciphertext is not for this secret.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info, ReadOnlySpan<byte> ciphertext)
    {
        (byte[] key, byte[] nonce) = KeySchedule(XWingKem, sharedSecret, info);
        using Key aead = Key.Import(AeadAlgorithm.ChaCha20Poly1305, key, KeyBlobFormat.RawSymmetricKey);
        CryptographicOperations.ZeroMemory(key);
        return AeadAlgorithm.ChaCha20Poly1305.Decrypt(aead, nonce, [], ciphertext);
    }

    /// <summary>RFC 9180, 5.1, KeySchedule with mode_base, an empty PSK and an empty PSK id.</summary>
    internal static (byte[] Key, byte[] Nonce) KeySchedule(ushort kem, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info)
    {
        byte[] suite = [.. "HPKE"u8, (byte)(kem >> 8), (byte)(kem & 0xff), 0, (byte)HkdfSha256, 0, (byte)ChaCha20Poly1305Aead];
        byte[] pskIdHash = LabeledExtract(suite, [], "psk_id_hash"u8, []);
        byte[] infoHash = LabeledExtract(suite, [], "info_hash"u8, info);
        byte[] context = [0, .. pskIdHash, .. infoHash];
        byte[] secret = LabeledExtract(suite, sharedSecret, "secret"u8, []);
        byte[] key = LabeledExpand(suite, secret, "key"u8, context, KeyLength);
        byte[] nonce = LabeledExpand(suite, secret, "base_nonce"u8, context, NonceLength);
        CryptographicOperations.ZeroMemory(secret);
        return (key, nonce);
    }

    private static byte[] LabeledExtract(
        ReadOnlySpan<byte> suite, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> inputKey)
    {
        byte[] labeled = [.. "HPKE-v1"u8, .. suite, .. label, .. inputKey];
        var secret = new byte[SHA256.HashSizeInBytes];
        HKDF.Extract(HashAlgorithmName.SHA256, labeled, salt, secret);
        CryptographicOperations.ZeroMemory(labeled);
        return secret;
    }

    private static byte[] LabeledExpand(
        ReadOnlySpan<byte> suite, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> info, int length)
    {
        byte[] labeled = [(byte)(length >> 8), (byte)(length & 0xff), .. "HPKE-v1"u8, .. suite, .. label, .. info];
        var output = new byte[length];
        HKDF.Expand(HashAlgorithmName.SHA256, secret, output, labeled);
        return output;
    }
}
