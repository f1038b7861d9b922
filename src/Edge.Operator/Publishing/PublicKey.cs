using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>A public key as TUF writes it, under the id that TUF gives it: SHA-256 of its canonical
/// JSON.</summary>
internal sealed record PublicKey(string Id, string Pem)
{
    private const int MaxBytes = 8_192;

    public static PublicKey Of(ECDsa key) => Of(key.ExportSubjectPublicKeyInfoPem());

    /// <summary>As metadata carry it.</summary>
    public JsonObject ToJson() => ToJson(Pem);

    /// <summary>The file that a person hands over.</summary>
    public string ToFile(string name) => new JsonObject { ["version"] = 1, ["name"] = name, ["key"] = ToJson() }.ToJsonString() + "\n";

    public static Result<PublicKey, string> Read(ReadOnlySpan<byte> bytes, string path)
    {
        if (!StrictJson.Parse(bytes, MaxBytes, path).TryGet(out JsonElement json, out TufReason reason))
        {
            return reason.Detail;
        }
        string? pem = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("key", out JsonElement key)
            && key.ValueKind == JsonValueKind.Object && key.TryGetProperty("keyval", out JsonElement value)
            && value.ValueKind == JsonValueKind.Object && value.TryGetProperty("public", out JsonElement text)
            && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        if (pem is null) { return $"{path} is no public key file of edge-operator keys person."; }
        try
        {
            using var read = ECDsa.Create();
            read.ImportFromPem(pem);
            return read.KeySize == 256 ? Of(read) : $"{path}: a key on another curve than P-256.";
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return $"{path} holds no public key.";
        }
    }

    private static PublicKey Of(string pem)
    {
        byte[] canonical = CanonicalJson.Write(JsonElement.Parse(ToJson(pem).ToJsonString()));
        return new(Convert.ToHexStringLower(SHA256.HashData(canonical)), pem);
    }

    private static JsonObject ToJson(string pem) => new()
    {
        ["keytype"] = "ecdsa", ["scheme"] = "ecdsa-sha2-nistp256", ["keyval"] = new JsonObject { ["public"] = pem },
    };
}
