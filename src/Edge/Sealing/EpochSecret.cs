using System.Security.Cryptography;
using NSec.Cryptography;

namespace Edge.Sealing;

/// <summary>The secret of one epoch and everything derived from it. In memory only; zeroed on dispose.</summary>
/// <remarks>Every use has its own label (RFC 5869, HKDF-Expand with SHA-256). A batch key is derived from the header of
/// its record, which names the sequence and the hash of the record before it, so no key is ever used twice.
/// The epoch record commits to the secret; the AEAD alone would not (docs/adr/0003).</remarks>
internal sealed class EpochSecret : IDisposable
{
    public const int Length = 32;
    public const int TagLength = 16;
    private static readonly byte[] Nonce = new byte[12];
    private readonly byte[] _secret;

    public EpochSecret(ReadOnlySpan<byte> secret)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(secret.Length, Length);
        _secret = secret.ToArray();
    }

    public ReadOnlySpan<byte> Bytes => _secret;

    /// <summary>32 bytes that bind whoever publishes them to this secret.</summary>
    public byte[] Commitment() => Derive("edge/1 commitment"u8, []);

    /// <summary>Encrypts under the key that belongs to this label and header; the header is authenticated too.</summary>
    public byte[] Seal(ReadOnlySpan<byte> label, ReadOnlySpan<byte> header, ReadOnlySpan<byte> plaintext)
    {
        using Key key = KeyFor(label, header);
        return AeadAlgorithm.ChaCha20Poly1305.Encrypt(key, Nonce, header, plaintext);
    }

    /// <summary>The plaintext, or null when anything was altered.</summary>
    public byte[]? Open(ReadOnlySpan<byte> label, ReadOnlySpan<byte> header, ReadOnlySpan<byte> ciphertext)
    {
        if (ciphertext.Length < TagLength) { return null; }
        using Key key = KeyFor(label, header);
        return AeadAlgorithm.ChaCha20Poly1305.Decrypt(key, Nonce, header, ciphertext);
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_secret);

    private Key KeyFor(ReadOnlySpan<byte> label, ReadOnlySpan<byte> header)
    {
        byte[] key = Derive(label, SHA256.HashData(header));
        Key imported = Key.Import(AeadAlgorithm.ChaCha20Poly1305, key, KeyBlobFormat.RawSymmetricKey);
        CryptographicOperations.ZeroMemory(key);
        return imported;
    }

    private byte[] Derive(ReadOnlySpan<byte> label, ReadOnlySpan<byte> context)
    {
        var output = new byte[Length];
        byte[] info = [.. label, .. context];
        HKDF.Expand(HashAlgorithmName.SHA256, _secret, output, info);
        return output;
    }
}
