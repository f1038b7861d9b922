using System.Runtime.InteropServices;

namespace Edge.Keys;

/// <summary>X-Wing, the hybrid KEM of X25519 and ML-KEM-768 (draft-connolly-cfrg-xwing-kem), as libsodium 1.0.22 has it.</summary>
/// <remarks>NSec ships that libsodium and does not wrap these functions. Lengths are checked here; libsodium does not.</remarks>
public static partial class XWing
{
    public const int PublicKeyLength = 1216;

    /// <summary>The secret key is a seed.</summary>
    public const int SecretKeyLength = 32;

    public const int CiphertextLength = 1120;
    public const int SharedSecretLength = 32;

    /// <summary>Randomness that one encapsulation consumes.</summary>
    public const int EncapsulationSeedLength = 64;

    static XWing()
    {
        // NSec initialises libsodium, and refuses a version whose constants it does not know.
        _ = NSec.Cryptography.KeyAgreementAlgorithm.X25519;
        bool agrees = (int)PublicKeyBytes() == PublicKeyLength && (int)SecretKeyBytes() == SecretKeyLength
            && (int)CiphertextBytes() == CiphertextLength && (int)SharedSecretBytes() == SharedSecretLength;
        if (!agrees) { throw new InvalidOperationException("This libsodium has another X-Wing than 1.0.22; install the one shipped with Edge."); }
    }

    /// <summary>The public key that belongs to a 32-byte seed.</summary>
    public static byte[] PublicKeyOf(ReadOnlySpan<byte> secretKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(secretKey.Length, SecretKeyLength);
        var publicKey = new byte[PublicKeyLength];
        Span<byte> secret = stackalloc byte[SecretKeyLength];
        Check(SeedKeypair(publicKey, secret, secretKey));
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(secret);
        return publicKey;
    }

    /// <summary>A fresh secret for the owner of a public key. False when the key is no valid one.</summary>
    /// <param name="seed">64 bytes that are random and used once.</param>
    public static bool TryEncapsulate(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> seed, Span<byte> ciphertext, Span<byte> sharedSecret)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, EncapsulationSeedLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(ciphertext.Length, CiphertextLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sharedSecret.Length, SharedSecretLength);
        return publicKey.Length == PublicKeyLength
            && EncapsulateDeterministic(ciphertext, sharedSecret, publicKey, seed) == 0;
    }

    /// <summary>The secret in a ciphertext. A wrong key gives a wrong secret, not an error: the AEAD tells.</summary>
    public static bool TryDecapsulate(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> ciphertext, Span<byte> sharedSecret)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(secretKey.Length, SecretKeyLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sharedSecret.Length, SharedSecretLength);
        return ciphertext.Length == CiphertextLength && Decapsulate(sharedSecret, ciphertext, secretKey) == 0;
    }

    private static void Check(int code)
    {
        if (code != 0) { throw new InvalidOperationException($"libsodium's X-Wing failed with {code}."); }
    }

    [LibraryImport("libsodium", EntryPoint = "crypto_kem_xwing_seed_keypair")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int SeedKeypair(Span<byte> publicKey, Span<byte> secretKey, ReadOnlySpan<byte> seed);

    [LibraryImport("libsodium", EntryPoint = "crypto_kem_xwing_enc_deterministic")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int EncapsulateDeterministic(
        Span<byte> ciphertext, Span<byte> sharedSecret, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> seed);

    [LibraryImport("libsodium", EntryPoint = "crypto_kem_xwing_dec")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int Decapsulate(Span<byte> sharedSecret, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> secretKey);

    [LibraryImport("libsodium", EntryPoint = "crypto_kem_xwing_publickeybytes")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial nuint PublicKeyBytes();

    [LibraryImport("libsodium", EntryPoint = "crypto_kem_xwing_secretkeybytes")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial nuint SecretKeyBytes();

    [LibraryImport("libsodium", EntryPoint = "crypto_kem_xwing_ciphertextbytes")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial nuint CiphertextBytes();

    [LibraryImport("libsodium", EntryPoint = "crypto_kem_xwing_sharedsecretbytes")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial nuint SharedSecretBytes();
}
