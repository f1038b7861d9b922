using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Edge.Operator.Publishing;

/// <summary>The secret key of a person, or of the machine that refreshes: ECDSA P-256 in a PKCS#8 file, under
/// a passphrase.</summary>
/// <remarks>An ordinary PEM file that other tools read. Source: RFC 5958, RFC 8018 (PBES2, AES-256-CBC,
/// PBKDF2 with SHA-256).</remarks>
internal sealed class PersonKey : IDisposable
{
    /// <summary>OWASP's count for PBKDF2 with SHA-256.</summary>
    private const int Iterations = 600_000;

    private readonly ECDsa _key;

    private PersonKey(ECDsa key) => (_key, Public) = (key, PublicKey.Of(key));

    public PublicKey Public { get; }

    public static PersonKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <param name="passphrase">Empty: the file is not encrypted; for a machine that works alone.</param>
    public string ToPem(string passphrase) => passphrase.Length == 0
        ? _key.ExportPkcs8PrivateKeyPem() + "\n"
        : _key.ExportEncryptedPkcs8PrivateKeyPem(
            passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations)) + "\n";

    public static bool IsEncrypted(string pem) => pem.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal);

    public static Result<PersonKey, string> FromPem(string pem, string passphrase, string path)
    {
        var key = ECDsa.Create();
        try
        {
            if (IsEncrypted(pem))
            {
                key.ImportFromEncryptedPem(pem, passphrase); } else { key.ImportFromPem(pem);
            }
            if (key.KeySize == 256) { return new PersonKey(key); }
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return IsEncrypted(pem)
                ? $"{path}: the passphrase is wrong, or the file is damaged."
                : $"{path} is no secret key of edge-operator keys person.";
        }
        key.Dispose();
        return $"{path}: a key on another curve than P-256.";
    }

    public JsonObject Sign(ReadOnlySpan<byte> payload) => new()
    {
        ["keyid"] = Public.Id,
        ["sig"] = Convert.ToHexStringLower(_key.SignData(payload, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
    };

    /// <summary>A technician's token as text.</summary>
    public string SignToken(Edge.Hardening.TechnicianToken token) => token.Sign(_key);

    public void Dispose() => _key.Dispose();
}
