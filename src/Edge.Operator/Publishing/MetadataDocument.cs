using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>A document of a repository while it is being written: what will be signed, and who has.</summary>
/// <remarks>Fields that are not known here stay as they are. Source: TUF specification 1.0, section
/// 4.</remarks>
internal sealed class MetadataDocument
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string Specification = "1.0.34";

    private MetadataDocument(string role, JsonObject body, JsonArray signatures) => (Role, Body, Signatures) = (role, body, signatures);

    public string Role { get; }

    public JsonObject Body { get; }

    public JsonArray Signatures { get; }

    public long Version => Body["version"]!.GetValue<long>();

    public IEnumerable<string> SignerIds => Signatures.Select(signature => signature!["keyid"]!.GetValue<string>());

    public static MetadataDocument New(string role, string type) => new(
        role, new JsonObject { ["_type"] = type, ["spec_version"] = Specification, ["version"] = 1L, ["expires"] = "" }, []);

    /// <summary>A document of the role's form that this tool or another wrote; nothing about it is trusted yet.</summary>
    public static Result<MetadataDocument, string> Read(string role, ReadOnlySpan<byte> bytes, string path)
    {
        if (!TufEnvelope.Read(bytes, TufLimits.MaxTargetsBytes, path).TryGet(out TufEnvelope envelope, out TufReason reason))
        {
            return reason.Detail;
        }
        if (TufFormat.Check(role, envelope) is TufReason formless) { return $"{path}: {formless.Detail}"; }
        var signatures = new JsonArray([.. envelope.Signatures.Select(each => new JsonObject { ["keyid"] = each.KeyId, ["sig"] = each.Value })]);
        return new MetadataDocument(role, JsonNode.Parse(envelope.Body.GetRawText())!.AsObject(), signatures);
    }

    /// <summary>Of a timestamp or snapshot: the version of a role that it announces; null: none.</summary>
    public long? Announced(string role) => Body["meta"]?[$"{role}.json"]?["version"]?.GetValue<long>();

    /// <summary>Of a targets document: the hash of a target that it names; null: it does not.</summary>
    public string? HashOf(string target) => (string?)Body["targets"]?[target]?["hashes"]?["sha256"];

    /// <summary>The next version, unsigned.</summary>
    public MetadataDocument Next()
    {
        JsonObject body = Body.DeepClone().AsObject();
        body["version"] = Version + 1;
        return new(Role, body, []);
    }

    public DateTimeOffset Expires => DateTimeOffset.ParseExact(
        (string)Body["expires"]!, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Of a timestamp: when it was signed; null: it does not say so.</summary>
    public DateTimeOffset? SignedAt =>
        Body[SignedPolicy.SignedAt] is JsonValue value && value.TryGetValue(out string? text)
        && DateTimeOffset.TryParseExact(
            text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out DateTimeOffset time)
            ? time
            : null;

    public void ExpireAt(DateTimeOffset time) => Body["expires"] = Write(time);

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Adds a signature, or replaces the one of the same key.</summary>
    public void Sign(PersonKey key)
    {
        JsonNode? before = Signatures.FirstOrDefault(each => each!["keyid"]!.GetValue<string>() == key.Public.Id);
        if (before is not null) { Signatures.Remove(before); }
        Signatures.Add((JsonNode)key.Sign(Payload()));
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(
        new JsonObject { ["signatures"] = Signatures.DeepClone(), ["signed"] = Body.DeepClone() }.ToJsonString());

    private byte[] Payload() => CanonicalJson.Write(JsonElement.Parse(Body.ToJsonString()));
}
