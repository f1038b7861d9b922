using System.Security.Cryptography;

namespace Edge.Keys;

/// <summary>The private half of a recipient's key: a 32-byte seed, zeroed on dispose.</summary>
public sealed class RecipientSecretKey : IDisposable
{
    private readonly byte[] _seed;

    private RecipientSecretKey(byte[] seed)
    {
        _seed = seed;
        PublicKey = RecipientKey.From(XWing.PublicKeyOf(seed)).Value;
    }

    public RecipientKey PublicKey { get; }

    internal ReadOnlySpan<byte> Seed => _seed;

    public static RecipientSecretKey Create() => new(RandomNumberGenerator.GetBytes(XWing.SecretKeyLength));

    public static Result<RecipientSecretKey, KeyRefusal> From(ReadOnlySpan<byte> seed) =>
        seed.Length == XWing.SecretKeyLength ? new RecipientSecretKey(seed.ToArray()) : KeyRefusal.BadKey;

    /// <summary>The 32 bytes to be kept in a file that only its owner reads.</summary>
    public byte[] Export() => [.. _seed];

    public void Dispose() => CryptographicOperations.ZeroMemory(_seed);
}
