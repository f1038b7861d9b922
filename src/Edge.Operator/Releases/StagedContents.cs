using System.Text.Json.Nodes;
using Edge.Operator.Publishing;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Tuf;

namespace Edge.Operator.Releases;

/// <summary>Which staged contents some documents need: their targets, and of releases the bytes, patches and packs.</summary>
internal static class StagedContents
{
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
