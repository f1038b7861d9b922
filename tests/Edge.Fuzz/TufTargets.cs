using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Edge.Platform.Updates;
using Edge.Tests.Updates.Tuf;
using Edge.Updates.Tuf;

namespace Edge.Fuzz;

/// <summary>The decoders of repository metadata.</summary>
internal static partial class TufTargets
{
    private static readonly string[] Served =
        ["2.root.json", "timestamp.json", "2.snapshot.json", "2.targets.json", "1.a.json"];

    public static IEnumerable<FuzzTarget> All()
    {
        TestRepository repository = Repository(TestKey.P256);
        byte[][] documents = [.. repository.Files.Values.Distinct()];
        yield return new FuzzTarget("tuf-json", documents, Json);
        yield return new FuzzTarget("tuf-envelope", documents, bytes => Name(TufEnvelope.Read(bytes, 1_000_000, "x")));
        yield return Metadata("tuf-root", documents, d => Name(RootMetadata.Read(d)));
        yield return Metadata("tuf-timestamp", documents, d => Name(TimestampMetadata.Read(d)));
        yield return Metadata("tuf-snapshot", documents, d => Name(SnapshotMetadata.Read(d)));
        yield return Metadata("tuf-targets", documents, Targets);
        yield return new FuzzTarget("tuf-key", Keys(), Key);
        yield return new FuzzTarget("tuf-path", [.. new[] { "a/b", "a/*", "*.tgz\na.tgz", "?/x\nü/x" }.Select(Encoding.UTF8.GetBytes)], PathAndPattern);
        yield return new FuzzTarget("tuf-pending", Pending(), bytes => PendingChanges.Decode(bytes) is { } c ? $"{c.Count}" : "none");
        // A client verifies five signatures for each document that it is shown: with keys of the quickest kind. The others have their own target.
        TestRepository served = Repository(TestKey.Ed25519);
        yield return new FuzzTarget(
            "tuf-client", [.. served.Files.Values.Distinct().Where(d => d.Length < 8_192)], bytes => Client(served, bytes));
    }

    private static string Json(byte[] bytes)
    {
        var read = StrictJson.Parse(bytes, 1_000_000, "x");
        if (!read.TryGet(out JsonElement value, out _)) { return Name(read); }
        // Canonical JSON leaves control characters as they are: not always JSON, but what is must read back as itself.
        byte[] canonical = CanonicalJson.Write(value);
        var again = StrictJson.Parse(canonical, 1_000_000, "x");
        bool isFixed = !again.IsOk || CanonicalJson.Write(again.Value).AsSpan().SequenceEqual(canonical);
        return isFixed ? $"{value.ValueKind} {again.IsOk}" : throw new InvalidOperationException("not canonical");
    }

    private static FuzzTarget Metadata(string name, byte[][] documents, Func<TufEnvelope, string> read) => new(
        name, documents,
        bytes => TufEnvelope.Read(bytes, 1_000_000, "x").TryGet(out TufEnvelope document, out _) ? read(document) : "no envelope");

    private static string Targets(TufEnvelope document)
    {
        var read = TargetsMetadata.Read(document, "x");
        if (!read.TryGet(out TargetsMetadata metadata, out _)) { return Name(read); }
        int found = metadata.Delegations?.For(TargetPath.From("a/b.bin").Value).Count() ?? -1;
        return $"{metadata.Files.Count} {found}";
    }

    private static string Key(byte[] bytes)
    {
        var read = StrictJson.Parse(bytes, 100_000, "x");
        if (!read.TryGet(out JsonElement value, out _)) { return Name(read); }
        var findings = new TufFindings();
        TufKey key = TufKey.Read("k", new TufFields(value, "x", findings));
        return $"{key.Kind} {key.Fingerprint is null} {key.Verify("payload"u8, bytes.AsSpan(0, Math.Min(64, bytes.Length)))}";
    }

    private static string PathAndPattern(byte[] bytes)
    {
        string[] parts = Encoding.UTF8.GetString(bytes).Split('\n', 2);
        var path = TargetPath.From(parts[^1]);
        return path.IsOk ? $"{PathPattern.Matches(parts[0], path.Value)} {path.Value.FileOf("00").Length / 32}" : "no path";
    }

    // The document comes in the place of one of the files; only the repository's own bytes may be accepted.
    private static string Client(TestRepository repository, byte[] bytes)
    {
        string file = Served[bytes.Length % Served.Length];
        repository.Requests.Clear();
        repository.Answer = path => path == file ? bytes : null;
        var refreshed = new TufClient(repository, repository.NewStore())
            .RefreshAsync(TestRepository.Now, CancellationToken.None).GetAwaiter().GetResult();
        if (!refreshed.TryGet(out TufSession session, out _)) { return Name(refreshed); }
        var found = session.FindAsync(TargetPath.From("a/b.bin").Value, CancellationToken.None).GetAwaiter().GetResult();
        return found.IsOk && found.Value.File.Length != 3
            ? throw new InvalidOperationException("a forged target was found")
            : Name(found);
    }

    private static byte[][] Keys() =>
        [.. new[] { TestKey.Ed25519(), TestKey.P256(), TestKey.P384(), TestKey.Rsa() }.Select(k => Encoding.UTF8.GetBytes(k.ToJson().ToJsonString()))];

    private static byte[][] Pending() =>
    [
        PendingChanges.Encode([new TufChange("root", [1, 2, 3]), new TufChange("timestamp", null), new TufChange("snapshot", null)]),
        PendingChanges.Encode([new TufChange("a/b", new byte[300])]),
    ];

    private static TestRepository Repository(Func<TestKey> author)
    {
        var repository = new TestRepository();
        repository.AnnounceHashes = true;
        repository.Delegate("targets", "a", author(), "a/*", "b/?/*.tgz");
        JsonObject bin = repository.Delegate("targets", "bin", TestKey.Ed25519());
        bin.Remove("paths");
        bin["path_hash_prefixes"] = new JsonArray("00", "ff");
        repository.AddTarget("a", "a/b.bin", [1, 2, 3]);
        repository.Publish("a", "bin", "targets", "snapshot", "timestamp");
        return repository;
    }

    // Numbers and quoted parts do not make another kind of outcome.
    private static string Name<T>(Result<T, TufReason> result)
        where T : notnull =>
        result.IsOk ? "ok" : $"{result.Reason.Refusal} {Varying().Replace(result.Reason.Detail, "~")}";

    [GeneratedRegex(@"'[^']*'|\d+|[0-9a-f]{16,}|root\.\S*|meta\.\S*|targets\.\S*")]
    private static partial Regex Varying();
}
