using System.Security.Cryptography;
using NSec.Cryptography;

namespace Edge.Benchmarks;

/// <summary>What the primitives of suite 1 could do at most on this core; other rows are held against them.</summary>
/// <param name="AeadBytes">ChaCha20-Poly1305 of libsodium, bytes a second of processor time.</param>
/// <param name="HashBytes">SHA-256 of the platform, bytes a second.</param>
/// <param name="Signatures">Ed25519 over 1 KiB, a second.</param>
internal sealed record CryptoLimits(double AeadBytes, double HashBytes, double Signatures)
{
    private const int Block = 64 * 1024;

    public static CryptoLimits Take(Measure measure)
    {
        byte[] plain = RandomNumberGenerator.GetBytes(Block), sealedBytes = new byte[Block + 16], nonce = new byte[12];
        using var key = Key.Create(AeadAlgorithm.ChaCha20Poly1305);
        double aead = measure.PerCpuSecond(() =>
            AeadAlgorithm.ChaCha20Poly1305.Encrypt(key, nonce, [], plain, sealedBytes));
        byte[] digest = new byte[32];
        double hash = measure.PerCpuSecond(() => SHA256.HashData(plain, digest));
        using var signer = Key.Create(SignatureAlgorithm.Ed25519);
        byte[] signature = new byte[64];
        double signatures = measure.PerCpuSecond(() =>
            SignatureAlgorithm.Ed25519.Sign(signer, plain.AsSpan(0, 1024), signature));
        return new CryptoLimits(aead * Block, hash * Block, signatures);
    }

    public IEnumerable<Row> Rows() =>
    [
        new("limit: ChaCha20-Poly1305", AeadBytes / 1e6, "MB/s", "libsodium, 64 KiB blocks, one core"),
        new("limit: SHA-256", HashBytes / 1e6, "MB/s", "platform, 64 KiB blocks, one core"),
        new("limit: Ed25519 signatures", Signatures, "1/s", "libsodium, 1 KiB messages, one core"),
    ];
}
