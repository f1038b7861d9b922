using System.Text.Json.Nodes;
using Edge.Platform.Files;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>Makes what is staged visible, or refreshes what is: writes snapshot and timestamp, checks all as
/// a machine would.</summary>
/// <remarks>The timestamp is replaced last and at once: whenever the power goes, machines see the state
/// before or after.</remarks>
internal sealed class Publisher(RepositoryFolder folder, PersonKey online, TimeProvider time)
{
    /// <param name="days">How long machines believe snapshot and timestamp.</param>
    /// <returns>What was published, a line each; or why nothing was.</returns>
    public async Task<Result<IReadOnlyList<string>, string>> PublishAsync(int days, CancellationToken cancellation)
    {
        var documents = new List<MetadataDocument>();
        foreach (string role in folder.StagedRoles)
        {
            var staged = folder.StagedDocument(role)!.Value;
            if (!staged.IsOk) { return staged.Reason; }
            if (folder.SignersOf(role) is not { } signers)
            {
                return $"{role}: the repository does not delegate to it.";
            }
            if (signers.Missing(staged.Value) is { } missing)
            {
                return $"{role} version {staged.Value.Version} still lacks {missing}. Nothing was published.";
            }
            documents.Add(staged.Value);
        }
        return documents.Count == 0
            ? $"{folder.Path}: nothing is staged."
            : await WriteAsync("publish", documents, days, cancellation);
    }

    /// <summary>Signs snapshot and timestamp anew, so that machines go on believing what they have.</summary>
    public Task<Result<IReadOnlyList<string>, string>> RefreshAsync(int days, CancellationToken cancellation) =>
        WriteAsync("refresh", [], days, cancellation);

    private async Task<Result<IReadOnlyList<string>, string>> WriteAsync(
        string kind, List<MetadataDocument> documents, int days, CancellationToken cancellation)
    {
        if (Find(TufNames.Root, documents) is not { } root)
        {
            return $"{folder.Path} is no repository: edge-operator repo init makes one.";
        }
        DateTimeOffset now = time.GetUtcNow();
        MetadataDocument snapshot = NextSnapshot(documents);
        if (SignOnline(snapshot, root, now, days) is { } notSnapshot) { return notSnapshot; }
        MetadataDocument timestamp = Next(TufNames.Timestamp);
        timestamp.Body["meta"] = new JsonObject { ["snapshot.json"] = Meta(snapshot) };
        timestamp.Body[SignedPolicy.NewestRoot] = root.Version;
        timestamp.Body[SignedPolicy.SignedAt] = MetadataDocument.Write(now);
        if (SignOnline(timestamp, root, now, days) is { } notTimestamp) { return notTimestamp; }
        var files = documents.Append(snapshot).ToDictionary(each => TufNames.FileOf(each.Role, each.Version), each => each.ToBytes());
        byte[] newest = timestamp.ToBytes();
        byte[] first = folder.FirstRoot is { } path ? await File.ReadAllBytesAsync(path, cancellation) : files[TufNames.FileOf(TufNames.Root, 1)];
        var seen = new Dictionary<string, byte[]>(files) { [TufNames.FileOf(TufNames.Timestamp, null)] = newest };
        if (await RepositoryCheck.RunAsync(folder, first, seen, now, cancellation) is { } wrong)
        {
            return $"Machines would refuse this: {wrong}. Nothing was published.";
        }
        string[] content = [.. folder.StagedContent()];
        MakeVisible(kind, now, content, files, newest);
        return Told(documents, snapshot, timestamp, content);
    }

    private string? SignOnline(MetadataDocument document, MetadataDocument root, DateTimeOffset now, int days)
    {
        if (RoleSigners.Of(document.Role, root, null) is not { } signers || !signers.KeyIds.Contains(online.Public.Id))
        {
            return $"The key may not sign {document.Role}; root {root.Version} names others.";
        }
        document.ExpireAt(now.AddDays(days));
        document.Sign(online);
        return null;
    }

    private void MakeVisible(string kind, DateTimeOffset now, string[] content, Dictionary<string, byte[]> files, byte[] timestamp)
    {
        foreach (string name in content) { Put(name, File.ReadAllBytes(Path.Combine(folder.Staged, name))); }
        foreach ((string name, byte[] bytes) in files) { Put($"metadata/{name}", bytes); }
        PublicationLog.Append(folder.Log, kind, now, files);
        Put($"metadata/{TufNames.FileOf(TufNames.Timestamp, null)}", timestamp);
        if (kind == "publish") { folder.DropStaged(); }
    }

    private void Put(string name, byte[] bytes)
    {
        string file = Path.Combine(folder.Public, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        DurableFile.Replace(file, bytes, DurableFile.WorldReadable);
    }

    /// <summary>Names every targets document that is published, the new ones in their new version.</summary>
    private MetadataDocument NextSnapshot(List<MetadataDocument> documents)
    {
        MetadataDocument snapshot = Next(TufNames.Snapshot);
        // A cut may have left a snapshot that no timestamp names; its name is used up.
        while (File.Exists(folder.PublicMetadata(TufNames.Snapshot, snapshot.Version))) { snapshot = snapshot.Next(); }
        var meta = snapshot.Body["meta"] as JsonObject ?? [];
        foreach (MetadataDocument document in documents.Where(each => each.Role != TufNames.Root))
        {
            meta[$"{document.Role}.json"] = Meta(document);
        }
        snapshot.Body["meta"] = meta.DeepClone();
        return snapshot;
    }

    private MetadataDocument Next(string role) =>
        folder.Published(role) is { IsOk: true } published ? published.Value.Next() : MetadataDocument.New(role, role);

    private MetadataDocument? Find(string role, List<MetadataDocument> documents) =>
        documents.Find(each => each.Role == role) ?? (folder.Published(role) is { IsOk: true } published ? published.Value : null);

    private static JsonObject Meta(MetadataDocument document)
    {
        byte[] bytes = document.ToBytes();
        return new()
        {
            ["version"] = document.Version,
            ["length"] = bytes.Length,
            ["hashes"] = new JsonObject { ["sha256"] = Updates.ContentHash.Of(bytes).ToString() },
        };
    }

    private static string[] Told(List<MetadataDocument> documents, MetadataDocument snapshot, MetadataDocument timestamp, string[] content) =>
    [
        .. documents.Select(each => $"{each.Role} version {each.Version}"), $"snapshot version {snapshot.Version}",
        $"timestamp version {timestamp.Version}, until {timestamp.Body["expires"]}", .. content.Select(name => $"new file {name}"),
    ];
}
