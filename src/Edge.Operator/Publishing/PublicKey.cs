using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>A public key as TUF writes it, under the id that TUF gives it: SHA-256 of its canonical
/// JSON.</summary>
internal sealed record PublicKey(string Id, string Pem)
{
    /// <summary>The person's name, as the key's file says it; null: a document names none.</summary>
    public string? Name { get; init; }

    private const int MaxBytes = 8_192;
    private const string Scheme = "ecdsa-sha2-nistp256";

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
            string? name = json.TryGetProperty("name", out JsonElement said) && said.ValueKind == JsonValueKind.String ? said.GetString() : null;
            return read.KeySize == 256 ? Of(read) with { Name = name } : $"{path}: a key on another curve than P-256.";
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            return $"{path} holds no public key.";
        }
    }

    /// <summary>The keys of these ids in a document's <c>keys</c>; or the one that is not of the kind that this tool makes.</summary>
    public static Result<IReadOnlyList<PublicKey>, string> ReadRing(JsonNode? ids, JsonNode? ring)
    {
        var keys = new List<PublicKey>();
        foreach (string? id in (ids as JsonArray ?? []).Select(each => (string?)each))
        {
            JsonNode? entry = id is null ? null : ring?[id];
            if ((string?)entry?["scheme"] != Scheme || (string?)entry?["keyval"]?["public"] is not { } pem)
            {
                return $"Key {id} is of another kind than this tool makes ({Scheme}); change this repository with the tool that made it.";
            }
            keys.Add(new PublicKey(id!, pem));
        }
        return keys;
    }

    private static PublicKey Of(string pem)
    {
        byte[] canonical = CanonicalJson.Write(JsonElement.Parse(ToJson(pem).ToJsonString()));
        return new(Convert.ToHexStringLower(SHA256.HashData(canonical)), pem);
    }

    private static JsonObject ToJson(string pem) => new()
    {
        ["keytype"] = "ecdsa", ["scheme"] = Scheme, ["keyval"] = new JsonObject { ["public"] = pem },
    };
}
