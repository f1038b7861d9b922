using System.Security.Cryptography;
using System.Text.Json;
using Edge.Keys;

namespace Edge.Updates.Tuf;

/// <summary>A public key as metadata name it. Key types that are not known here are kept and never verify anything.</summary>
/// <remarks>Known: <c>ed25519</c> (RFC 8032, key in hexadecimal digits); <c>ecdsa</c> with <c>ecdsa-sha2-nistp256</c> or
/// <c>ecdsa-sha2-nistp384</c>; <c>rsa</c> with <c>rsassa-pss-sha256</c>, 2048 to 8192 bit; both as PEM of a
/// SubjectPublicKeyInfo. Source: TUF specification 1.0, section 4.2.</remarks>
public sealed class TufKey
{
    public const int MaxPublicBytes = 4_096;
    private const int MaxNameBytes = 64;
    private const int LeastRsaBits = 2_048;
    private const int MostRsaBits = 8_192;

    private readonly byte[]? _material;

    private TufKey(string id, string type, string scheme, TufKeyKind kind, byte[]? material) =>
        (Id, Type, Scheme, Kind, _material) = (id, type, scheme, kind, material);

    /// <summary>The name that signatures and roles use; any text, unique within its document.</summary>
    public string Id { get; }

    public string Type { get; }

    public string Scheme { get; }

    internal TufKeyKind Kind { get; }

    /// <summary>Equal for equal keys whatever they are called; null for a key that cannot verify.</summary>
    internal string? Fingerprint => _material is null ? null : Convert.ToHexString(SHA256.HashData(_material));

    /// <summary>False for a wrong signature, and always for a key of an unknown kind or one that is no such key.</summary>
    public bool Verify(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature)
    {
        if (_material is null) { return false; }
        if (Kind == TufKeyKind.Ed25519) { return Ed25519Verifier.Verify(_material, payload, signature); }
        try
        {
            return Kind == TufKeyKind.RsaPss
                ? VerifyRsa(_material, payload, signature)
                : VerifyEcdsa(_material, Kind, payload, signature);
        }
        catch (Exception exception) when (exception is CryptographicException or PlatformNotSupportedException)
        {
            return false;   // not the key or not the signature that its name says
        }
    }

    internal static TufKey Read(string id, TufFields fields)
    {
        string type = fields.Text("keytype", MaxNameBytes);
        string scheme = fields.Text("scheme", MaxNameBytes);
        TufKeyKind kind = KindOf(type, scheme);
        JsonElement? text = kind == TufKeyKind.Unknown ? null : fields.Object("keyval").Any("public");
        bool usable = text is { ValueKind: JsonValueKind.String } t && t.GetString()!.Length <= MaxPublicBytes;
        byte[]? material = usable ? Material(kind, text!.Value.GetString()!) : null;
        return new TufKey(id, type, scheme, kind, material);
    }

    private static TufKeyKind KindOf(string type, string scheme) => (type, scheme) switch
    {
        ("ed25519", "ed25519") => TufKeyKind.Ed25519,
        // The second spelling of each type is that of metadata before 1.0.20.
        ("ecdsa" or "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256") => TufKeyKind.P256,
        ("ecdsa" or "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384") => TufKeyKind.P384,
        ("rsa", "rsassa-pss-sha256") => TufKeyKind.RsaPss,
        _ => TufKeyKind.Unknown,
    };

    private static byte[]? Material(TufKeyKind kind, string text)
    {
        if (kind == TufKeyKind.Ed25519)
        {
            return text.Length == 2 * PurposeKeyCertificate.PublicKeyLength ? Hexadecimal.Read(text) : null;
        }
        if (!PemEncoding.TryFind(text, out PemFields pem) || text[pem.Label] != "PUBLIC KEY") { return null; }
        var bytes = new byte[pem.DecodedDataLength];
        return Convert.TryFromBase64String(text[pem.Base64Data], bytes, out int length) && length == bytes.Length
            ? Normal(kind, bytes)
            : null;
    }

    // The same key in another encoding must not count twice, so only what the library itself writes is material.
    private static byte[]? Normal(TufKeyKind kind, byte[] subjectPublicKeyInfo)
    {
        try
        {
            using AsymmetricAlgorithm key = kind == TufKeyKind.RsaPss ? RSA.Create() : ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out int read);
            return read == subjectPublicKeyInfo.Length && IsOf(kind, key) ? key.ExportSubjectPublicKeyInfo() : null;
        }
        catch (Exception exception) when (exception is CryptographicException or PlatformNotSupportedException)
        {
            return null;   // no such key, or one on a curve that nobody here knows
        }
    }

    private static bool IsOf(TufKeyKind kind, AsymmetricAlgorithm key) => key switch
    {
        RSA rsa => rsa.KeySize is >= LeastRsaBits and <= MostRsaBits,
        ECDsa ecdsa => ecdsa.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value
            == (kind == TufKeyKind.P256 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384).Oid.Value,
        _ => false,
    };

    private static bool VerifyEcdsa(
        byte[] material, TufKeyKind kind, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(material, out _);
        HashAlgorithmName hash = kind == TufKeyKind.P256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384;
        return key.VerifyData(payload, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static bool VerifyRsa(byte[] material, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(material, out _);
        return key.VerifyData(payload, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
    }
}

internal enum TufKeyKind : byte
{
    Unknown = 1,
    Ed25519 = 2,
    P256 = 3,
    P384 = 4,
    RsaPss = 5,
}
