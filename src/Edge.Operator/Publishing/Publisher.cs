using System.Text.Json.Nodes;
using Edge.Operator.Releases;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>Makes what is staged visible, or refreshes what is: writes snapshot and timestamp, checks all as
/// a machine would.</summary>
/// <remarks>The timestamp is replaced last and at once: whenever the power goes, machines see the state
/// before or after. The same call again ends what was interrupted.</remarks>
internal sealed class Publisher(RepositoryFolder folder, PersonKey online, TimeProvider time)
{
    /// <summary>Somebody vouches for the clock, however far it is from the last timestamp.</summary>
    public bool ClockIsRight { get; init; }

    /// <param name="days">How long machines believe snapshot and timestamp.</param>
    /// <param name="only">Roles; null: everything that is staged. A halt does not wait for an approver of something
    /// else.</param>
    /// <returns>What was published, a line each; or why nothing was.</returns>
    public async Task<Result<IReadOnlyList<string>, string>> PublishAsync(
        int days, CancellationToken cancellation, IReadOnlyCollection<string>? only = null)
    {
        string[] finished = Finish();
        IReadOnlyList<string> staged = folder.StagedRoles;
        if (staged.Count == 0) { return finished.Length > 0 ? finished : $"{folder.Path}: nothing is staged."; }
        if (only?.FirstOrDefault(role => !staged.Contains(role)) is { } absent)
        {
            return $"{absent}: nothing of it is staged; staged are {string.Join(", ", staged)}.";
        }
        if (only is not null && folder.Published(TufNames.Timestamp) is null)
        {
            return "The first publication takes everything that is staged.";
        }
        var documents = new List<MetadataDocument>();
        foreach (string role in staged.Where(role => only?.Contains(role) ?? true))
        {
            Result<MetadataDocument, string> document = folder.StagedDocument(role)!.Value;
            if (!document.IsOk) { return document.Reason; }
            documents.Add(document.Value);
        }
        foreach (MetadataDocument document in documents)
        {
            if (Refuse(document, documents) is { } wrong) { return $"{wrong} Nothing was published."; }
        }
        return await WriteAsync("publish", documents, days, cancellation);
    }

    /// <summary>Signs snapshot and timestamp anew, so that machines go on believing what they have.</summary>
    public Task<Result<IReadOnlyList<string>, string>> RefreshAsync(int days, CancellationToken cancellation) =>
        WriteAsync("refresh", [], days, cancellation);

    /// <summary>What a cut left staged although it is visible; a line for each.</summary>
    private string[] Finish()
    {
        MetadataDocument[] visible = [.. folder.StagedRoles.Where(role => role != TufNames.Root).Select(role => folder.StagedDocument(role)!.Value)
            .Where(each => each.IsOk).Select(each => each.Value).Where(IsVisible)];
        if (visible.Length > 0) { StagedContents.Drop(folder, [.. visible.Select(each => each.Role)]); }
        return [.. visible.Select(each => $"{each.Role} version {each.Version}")];
    }

    private bool IsVisible(MetadataDocument staged) => folder.Published(staged.Role) is { IsOk: true } published
        && published.Value.Version == staged.Version && published.Value.ToBytes().AsSpan().SequenceEqual(staged.ToBytes());

    /// <summary>In words, when a document is not the next of its role, or lacks signatures.</summary>
    private string? Refuse(MetadataDocument document, List<MetadataDocument> documents)
    {
        var published = folder.Published(document.Role);
        if (published is { IsOk: false } unreadable) { return unreadable.Reason; }
        long before = published?.Value.Version ?? 0;
        // A cut may have come between the new root and its timestamp.
        bool isThereAlready = document.Role == TufNames.Root && IsVisible(document);
        if (document.Version != before + 1 && !isThereAlready)
        {
            return $"{document.Role}: version {document.Version} is staged, {before} is published; the next is {before + 1}.";
        }
        MetadataDocument? root = Find(TufNames.Root, documents);
        if (root is null) { return $"{folder.Path} is no repository: edge-operator repo init makes one."; }
        if (RoleSigners.Of(document.Role, root, Find(TufNames.Targets, documents), Find(TufNames.Root, [])) is not { } signers)
        {
            return $"{document.Role}: the repository does not delegate to it.";
        }
        return signers.Missing(document) is { } missing ? $"{document.Role} version {document.Version} still lacks {missing}." : null;
    }

    private async Task<Result<IReadOnlyList<string>, string>> WriteAsync(
        string kind, List<MetadataDocument> documents, int days, CancellationToken cancellation)
    {
        if (Find(TufNames.Root, documents) is not { } root)
        {
            return $"{folder.Path} is no repository: edge-operator repo init makes one.";
        }
        DateTimeOffset now = time.GetUtcNow();
        if (!ClockIsRight && PublishersClock.Doubt(folder, now) is { } doubt)
        {
            return $"{doubt} Nothing was published.";
        }
        Result<MetadataDocument, string> snapshot = NextSnapshot(documents);
        if (!snapshot.IsOk) { return snapshot.Reason; }
        if (SignOnline(snapshot.Value, root, now, days) is { } notSnapshot) { return notSnapshot; }
        Result<MetadataDocument, string> timestamp = NextTimestamp(snapshot.Value, root, now);
        if (!timestamp.IsOk) { return timestamp.Reason; }
        if (SignOnline(timestamp.Value, root, now, days) is { } notTimestamp) { return notTimestamp; }
        var files = documents.Append(snapshot.Value).ToDictionary(each => TufNames.FileOf(each.Role, each.Version), each => each.ToBytes());
        byte[] newest = timestamp.Value.ToBytes();
        ScratchStore known = folder.Seen.Recall();
        if (known.Documents.Count == 0) { known = new ScratchStore(folder.FirstRoot ?? files[TufNames.FileOf(TufNames.Root, 1)]); }
        var shown = new Dictionary<string, byte[]>(files) { [TufNames.FileOf(TufNames.Timestamp, null)] = newest };
        if (await RepositoryCheck.OfNew(folder).RunAsync(known, shown, now, cancellation) is { } wrong)
        {
            return $"Machines would refuse this: {wrong}. Nothing was published.";
        }
        string[] contents = [.. StagedContents.Of(folder, documents)];
        MakeVisible(kind, now, contents, files, newest);
        // Whoever writes without the lock of this folder, or puts an old copy into it, may have been faster.
        if (folder.PublicMetadata(TufNames.FileOf(TufNames.Timestamp, null)) is not { } visible
            || !visible.AsSpan().SequenceEqual(newest))
        {
            return "Another timestamp became visible meanwhile: somebody else writes this folder. What is staged stays staged; the same again.";
        }
        folder.Seen.Remember(known);
        if (documents.Count > 0) { StagedContents.Drop(folder, [.. documents.Select(each => each.Role)]); }
        return Told(documents, snapshot.Value, timestamp.Value, contents);
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

    private void MakeVisible(string kind, DateTimeOffset now, string[] contents, Dictionary<string, byte[]> files, byte[] timestamp)
    {
        foreach (string name in contents) { folder.Put(name, folder.StagedContent(name)!); }
        folder.Log.Append(kind, now, files);
        foreach ((string name, byte[] bytes) in files) { folder.PutMetadata(name, bytes); }
        folder.PutMetadata(TufNames.FileOf(TufNames.Timestamp, null), timestamp);
    }

    /// <summary>Names every targets document that is published, the new ones in their new version.</summary>
    private Result<MetadataDocument, string> NextSnapshot(List<MetadataDocument> documents)
    {
        Result<MetadataDocument, string> next = Next(TufNames.Snapshot);
        if (!next.IsOk) { return next; }
        MetadataDocument snapshot = next.Value;
        // A cut may have left a snapshot that no timestamp names; its name is used up.
        while (folder.PublicMetadata(TufNames.FileOf(TufNames.Snapshot, snapshot.Version)) is not null) { snapshot = snapshot.Next(); }
        var meta = snapshot.Body["meta"] as JsonObject ?? [];
        foreach (MetadataDocument document in documents.Where(each => each.Role != TufNames.Root))
        {
            meta[$"{document.Role}.json"] = Meta(document);
        }
        snapshot.Body["meta"] = meta.DeepClone();
        snapshot.Body[LogHead.Field] = folder.Log.Head().ToJson();
        return snapshot;
    }

    private Result<MetadataDocument, string> NextTimestamp(MetadataDocument snapshot, MetadataDocument root, DateTimeOffset now)
    {
        Result<MetadataDocument, string> next = Next(TufNames.Timestamp);
        if (!next.IsOk) { return next; }
        next.Value.Body["meta"] = new JsonObject { ["snapshot.json"] = Meta(snapshot) };
        next.Value.Body[SignedPolicy.NewestRoot] = root.Version;
        next.Value.Body[SignedPolicy.SignedAt] = MetadataDocument.Write(now);
        return next;
    }

    private Result<MetadataDocument, string> Next(string role)
    {
        if (folder.Published(role) is not { } published) { return MetadataDocument.New(role, role); }
        return published.IsOk ? published.Value.Next() : published;
    }

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
