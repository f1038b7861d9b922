using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Updates.Tuf;

namespace Edge.Tests.Updates.Tuf;

/// <summary>A whole repository in memory, with keys made at run time, that does whatever an attacker wants.</summary>
/// <remarks>A test changes <see cref="Bodies"/> and <see cref="Signers"/> and publishes; what was published stays in
/// <see cref="Files"/>, which is what a client sees.</remarks>
internal sealed class TestRepository : ITufSource
{
    public static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Later = Now.AddDays(30);

    public TestRepository(Func<TestKey>? makeKey = null)
    {
        makeKey ??= TestKey.Ed25519;
        Bodies["root"] = Body("root", new() { ["consistent_snapshot"] = true, ["keys"] = new JsonObject(), ["roles"] = new JsonObject() });
        Bodies["timestamp"] = Body("timestamp", new() { ["meta"] = new JsonObject() });
        Bodies["snapshot"] = Body("snapshot", new() { ["meta"] = new JsonObject() });
        Bodies["targets"] = Body("targets", new() { ["targets"] = new JsonObject() });
        foreach (string role in (string[])["root", "timestamp", "snapshot", "targets"]) { SetKeys(role, 1, makeKey()); }
        Publish("root", "targets", "snapshot", "timestamp");
    }

    /// <summary>What is signed next, by role.</summary>
    public Dictionary<string, JsonObject> Bodies { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, List<TestKey>> Signers { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public List<string> Requests { get; } = [];

    /// <summary>Announce lengths and hashes of metadata, too.</summary>
    public bool AnnounceHashes { get; set; }

    /// <summary>Answers instead of <see cref="Files"/>; null: does not.</summary>
    public Func<string, byte[]?>? Answer { get; set; }

    /// <summary>Files for which the connection breaks.</summary>
    public HashSet<string> Broken { get; } = [];

    public JsonObject Roles => Bodies["root"]["roles"]!.AsObject();

    public byte[] FirstRoot => Files["1.root.json"];

    public MemoryStore NewStore()
    {
        var store = new MemoryStore();
        store.Documents["root"] = FirstRoot;
        return store;
    }

    public Task<Result<byte[], TufSourceFault>> FetchAsync(
        string path, int maxBytes, CancellationToken cancellation)
    {
        Requests.Add(path);
        return Task.FromResult(Serve(path, maxBytes));
    }

    /// <summary>Gives a top-level role these keys and no others; they sign it from now on.</summary>
    public void SetKeys(string role, int threshold, params TestKey[] keys)
    {
        foreach (TestKey key in keys) { Bodies["root"]["keys"]![key.Id] = key.ToJson(); }
        Roles[role] = RoleOf(threshold, keys);
        Signers[role] = [.. keys];
    }

    /// <summary>Adds a delegation at the end of a delegator's list; the role signs with this key, too.</summary>
    public JsonObject Delegate(string delegator, string role, TestKey key, params string[] paths)
    {
        JsonObject body = Bodies[delegator];
        body["delegations"] ??= new JsonObject { ["keys"] = new JsonObject(), ["roles"] = new JsonArray() };
        body["delegations"]!["keys"]![key.Id] = key.ToJson();
        JsonObject delegation = RoleOf(1, key);
        delegation["name"] = role;
        delegation["terminating"] = false;
        delegation["paths"] = new JsonArray([.. paths.Select(p => JsonValue.Create(p))]);
        body["delegations"]!["roles"]!.AsArray().Add((JsonNode)delegation);
        if (!Bodies.ContainsKey(role)) { AddRole(role); }
        Signers[role].Add(key);
        return delegation;
    }

    public void AddRole(string role, params TestKey[] signers)
    {
        Bodies[role] = Body("targets", new() { ["targets"] = new JsonObject() });
        Signers[role] = [.. signers];
    }

    public void AddTarget(string role, string path, byte[] content) => Bodies[role]["targets"]![path] = new JsonObject
    {
        ["length"] = content.Length,
        ["hashes"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)) },
    };

    /// <summary>Moves each role one version on, signs it and tells those above it.</summary>
    public void Publish(params string[] roles)
    {
        foreach (string role in roles)
        {
            Bodies[role]["version"] = VersionOf(role) + 1;
            Republish(role);
        }
    }

    /// <summary>Signs a role in the version that its body has.</summary>
    public void Republish(string role) => PutBytes(role, Sign(Bodies[role], [.. Signers[role]]));

    /// <summary>Publishes any bytes as the current version of a role.</summary>
    public void PutBytes(string role, byte[] bytes)
    {
        bool isVersioned = role != "timestamp" && (role == "root" || (bool)Bodies["root"]["consistent_snapshot"]!);
        Files[TufNames.FileOf(role, isVersioned ? VersionOf(role) : null)] = bytes;
        string? above = role switch { "root" or "timestamp" => null, "snapshot" => "timestamp", _ => "snapshot" };
        if (above is null) { return; }
        var meta = new JsonObject { ["version"] = VersionOf(role) };
        if (AnnounceHashes)
        {
            meta["length"] = bytes.Length;
            meta["hashes"] = new JsonObject { ["sha512"] = Convert.ToHexStringLower(SHA512.HashData(bytes)) };
        }
        Bodies[above]["meta"]![role + ".json"] = meta;
    }

    public static byte[] Sign(JsonObject body, params TestKey[] keys)
    {
        byte[] payload = CanonicalJson.Write(JsonElement.Parse(body.ToJsonString()));
        JsonNode[] signatures = [.. keys.Select(k => (JsonNode)k.Signature(payload))];
        var document = new JsonObject { ["signatures"] = new JsonArray(signatures), ["signed"] = body.DeepClone() };
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    public static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonObject RoleOf(int threshold, params TestKey[] keys) => new()
    {
        ["keyids"] = new JsonArray([.. keys.Select(k => JsonValue.Create(k.Id))]),
        ["threshold"] = threshold,
    };

    private long VersionOf(string role) => Bodies[role]["version"]!.GetValue<long>();

    private Result<byte[], TufSourceFault> Serve(string path, int maxBytes)
    {
        if (Broken.Contains(path)) { return new TufSourceFault(TufSourceFailure.Unreachable, path); }
        if (Answer?.Invoke(path) is byte[] lie) { return lie; }
        if (!Files.TryGetValue(path, out byte[]? bytes)) { return new TufSourceFault(TufSourceFailure.NotFound, path); }
        return bytes.Length > maxBytes
            ? new TufSourceFault(TufSourceFailure.TooLong, $"{path}: more than {maxBytes} bytes")
            : bytes;
    }

    private static JsonObject Body(string type, JsonObject fields)
    {
        fields["_type"] = type;
        fields["spec_version"] = "1.0.31";
        fields["version"] = 0L;
        fields["expires"] = Time(Later);
        return fields;
    }
}
