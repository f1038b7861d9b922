using System.Text;
using System.Text.Json.Nodes;
using Edge.Operator.Publishing;
using Edge.Updates.Releases;

namespace Edge.Operator.Releases;

/// <summary>What a staged document changes, in lines for whoever is to approve it.</summary>
internal static class StagedDifference
{
    private const int LargestShown = 64 * 1024;

    public static IEnumerable<string> Of(RepositoryFolder folder, MetadataDocument document)
    {
        JsonObject before = folder.Published(document.Role) is { IsOk: true } published
            ? published.Value.Body["targets"] as JsonObject ?? []
            : [];
        JsonObject after = document.Body["targets"] as JsonObject ?? [];
        yield return $"{document.Role} version {document.Version}, until {document.Body["expires"]}";
        foreach ((string name, _) in before.Where(each => !after.ContainsKey(each.Key)))
        {
            yield return $"- {name}";
        }
        foreach ((string name, JsonNode? target) in after)
        {
            string? was = HashOf(before[name]);
            if (JsonNode.DeepEquals(before[name], target)) { continue; }
            yield return $"{(was is null ? '+' : '~')} {name}";
            byte[]? old = was is null ? null : PublishedRelease.Content(folder, name, was);
            foreach (string line in Inside(
                folder, name, old, PublishedRelease.Content(folder, name, HashOf(target)!)))
            {
                yield return $"    {LineDifference.Harmless(line)}";
            }
        }
    }

    /// <summary>Which site in a document no gateway could run; null: each can be run.</summary>
    public static string? Refuse(RepositoryFolder folder, MetadataDocument document)
    {
        if (document.Role != Roles.Sites) { return null; }
        foreach ((string name, JsonNode? target) in document.Body["targets"] as JsonObject ?? [])
        {
            if (folder.Published(document.Role) is { IsOk: true } published && published.Value.HashOf(name) == HashOf(target)) { continue; }
            if (PublishedRelease.Content(folder, name, HashOf(target)!) is not { } bytes)
            {
                return $"{name}: its content is not in this folder";
            }
            if (!ReleaseReader.Read(bytes).TryGet(out ReleaseManifest manifest, out var unread)) { return $"{name}: {unread.Detail}"; }
            if (SiteRelease.Check(folder, manifest) is { IsOk: false } refused) { return $"{name}: {refused.Reason}"; }
        }
        return null;
    }

    private static IEnumerable<string> Inside(RepositoryFolder folder, string name, byte[]? old, byte[]? now)
    {
        if (now is null) { return ["its content is not in this folder, or is not what the document says"]; }
        if (name.EndsWith("/manifest.json", StringComparison.Ordinal) && ReleaseReader.Read(now) is { IsOk: true } manifest)
        {
            return manifest.Value.Component == ReleaseManifest.Site
                ? Release(manifest.Value).Concat(SiteDifference.Of(folder, manifest.Value))
                : Release(manifest.Value).Concat(SystemRelease.Describe(folder, manifest.Value));
        }
        return now.Length > LargestShown || name.EndsWith(".cdx.json", StringComparison.Ordinal)
            ? [$"{now.Length} bytes"]
            : LineDifference.Of(old is null ? "" : Encoding.UTF8.GetString(old), Encoding.UTF8.GetString(now));
    }

    private static IEnumerable<string> Release(ReleaseManifest manifest)
    {
        yield return $"release {manifest.Release} of {manifest.Component} for {manifest.Rid}, security epoch {manifest.Epoch}, "
            + $"state format {manifest.State.Writes}, reads from {manifest.State.ReadsFrom}";
        yield return $"healthy within {manifest.Health.Deadline}: {string.Join(", ", manifest.Health.Criteria)}, "
            + $"units {string.Join(", ", manifest.Health.Units)}";
        foreach (ReleaseFile file in manifest.Files)
        {
            string patches = file.Patches.IsEmpty ? "" : $", as a patch {string.Join(" or ", file.Patches.Select(patch => patch.Length))}";
            yield return $"{file.Path}: {file.Length} bytes, {file.Blob.Length} to fetch{patches}, sha256 {file.Hash}";
        }
        foreach (ReleaseNeed need in manifest.Needs) { yield return $"runs with {need.Component} {string.Join(" or ", need.Releases)} only"; }
        if (manifest.Verity is { } verity) { yield return $"dm-verity root hash {verity}"; }
    }

    private static string? HashOf(JsonNode? target) => (string?)target?["hashes"]?["sha256"];
}
