using System.Text.Json.Nodes;
using Edge.Operator.Publishing;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Tuf;

namespace Edge.Operator.Releases;

/// <summary>Which staged contents some documents need: their targets, and of releases the bytes, patches and
/// packs.</summary>
internal static class StagedContents
{
    /// <summary>Which target that a document adds or changes is not here with the hash and length that it
    /// says; null: none.</summary>
    public static string? Wrong(RepositoryFolder folder, MetadataDocument document)
    {
        foreach ((string name, JsonNode? target) in Changed(folder, document))
        {
            bool isRight = document.HashOf(name) is { } hash
                && PublishedRelease.Content(folder, name, hash) is { } bytes
                && target?["length"] is JsonValue length && length.TryGetValue(out long count)
                    && count == bytes.Length;
            if (!isRight)
            {
                return $"{name}: its content is missing here, or is not what {document.Role} says (sha256, length).";
            }
        }
        return null;
    }

    /// <summary>The releases that a document adds or changes.</summary>
    public static IEnumerable<ReleaseManifest> Releases(RepositoryFolder folder, MetadataDocument document) =>
        Changed(folder, document)
            .Where(each => each.Name.EndsWith("/manifest.json", StringComparison.Ordinal))
            .Select(each => PublishedRelease.Content(folder, each.Name, document.HashOf(each.Name) ?? ""))
            .OfType<byte[]>()
            .Select(bytes => ReleaseReader.Read(bytes)).Where(read => read.IsOk).Select(read => read.Value);

    private static IEnumerable<(string Name, JsonNode? Target)> Changed(
        RepositoryFolder folder, MetadataDocument document)
    {
        var before = folder.Published(document.Role) is { IsOk: true } published
            ? published.Value.Body["targets"] as JsonObject : null;
        return (document.Body["targets"] as JsonObject ?? [])
            .Where(each => !JsonNode.DeepEquals(before?[each.Key], each.Value))
            .Select(each => (each.Key, each.Value));
    }

    /// <summary>Takes documents out of what is staged, and every content that none of those that stay
    /// needs.</summary>
    /// <remarks>A draft may have been changed before it was signed; what it needed once goes, too.</remarks>
    public static void Drop(RepositoryFolder folder, IReadOnlyCollection<string> roles)
    {
        MetadataDocument[] left =
            [.. folder.StagedRoles.Except(roles).Select(role =>
                folder.StagedDocument(role)!.Value).Where(each => each.IsOk).Select(each => each.Value)];
        HashSet<string> needed = [.. Of(folder, left)];
        folder.DropStaged(roles, [.. folder.StagedContents().Where(name => !needed.Contains(name))]);
    }

    public static IEnumerable<string> Of(RepositoryFolder folder, IEnumerable<MetadataDocument> documents)
    {
        HashSet<string> staged = [.. folder.StagedContents()];
        var needed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (MetadataDocument document in documents)
        {
            foreach ((string target, _) in document.Body["targets"] as JsonObject ?? [])
            {
                if (!TargetPath.From(target).TryGet(out TargetPath path, out _) || document.HashOf(target) is not { } hash) { continue; }
                string file = $"targets/{path.FileOf(hash)}";
                needed.Add(file);
                if (staged.Contains(file) && target.EndsWith("/manifest.json", StringComparison.Ordinal)) { needed.UnionWith(OfRelease(folder, file)); }
            }
        }
        return needed.Where(staged.Contains);
    }

    private static IEnumerable<string> OfRelease(RepositoryFolder folder, string manifest)
    {
        if (folder.StagedContent(manifest) is not { } bytes || ReleaseReader.Read(bytes) is not { IsOk: true } release) { return []; }
        return release.Value.Files
            .SelectMany(file => file.Patches.Select(patch => Parcel.NameOf(file, patch)).Prepend(Parcel.NameOf(file.Blob)))
            .Concat(SystemRelease.PacksOf(folder, release.Value));
    }
}
