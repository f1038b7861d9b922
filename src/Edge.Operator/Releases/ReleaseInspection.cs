using System.Text.Json.Nodes;
using Edge.Operator.Publishing;
using Edge.Platform.CommandLine;
using Edge.Updates.Releases;

namespace Edge.Operator.Releases;

/// <summary>What a repository offers, for people and programs.</summary>
internal static class ReleaseInspection
{
    public static int Print(RepositoryFolder folder, bool json)
    {
        string role = folder.Published(Roles.Releases) is null ? Roles.Assignments : Roles.Releases;
        if (folder.Published(role) is not { } published)
        {
            return CommandFrame.Refuse($"{folder.Path} has published no releases.");
        }
        if (!published.IsOk) { return CommandFrame.Refuse(published.Reason); }
        var releases = new List<ReleaseManifest>();
        foreach ((string each, MetadataDocument document) in Documents(folder, role, published.Value))
        {
            foreach ((string name, _) in (JsonObject)document.Body["targets"]!)
            {
                if (!name.EndsWith("/manifest.json", StringComparison.Ordinal)) { continue; }
                Result<ReleaseManifest, string> manifest = PublishedRelease.Read(folder, name, each);
                if (!manifest.IsOk) { return CommandFrame.Refuse(manifest.Reason); }
                releases.Add(manifest.Value);
            }
        }
        if (json) { Console.WriteLine(new JsonArray([.. releases.Select(Describe)]).ToJsonString()); }
        else { PrintLines(folder, releases); }
        return CommandFrame.Done;
    }

    private static IEnumerable<(string Role, MetadataDocument Document)> Documents(
        RepositoryFolder folder, string role, MetadataDocument releases)
    {
        yield return (role, releases);
        if (folder.Published(Roles.Sites) is { IsOk: true } sites) { yield return (Roles.Sites, sites.Value); }
    }

    private static void PrintLines(RepositoryFolder folder, List<ReleaseManifest> releases)
    {
        foreach (ReleaseManifest release in releases)
        {
            Console.WriteLine(
                $"{release.Component} {release.Release} for {release.Rid}: epoch {release.Epoch}, {release.Files.Length} files, "
                + $"{release.Files.Sum(file => file.Length)} bytes, {release.Files.Sum(file => file.Blob.Length)} to fetch");
        }
        foreach (string role in folder.StagedRoles)
        {
            if (folder.StagedDocument(role) is not { IsOk: true } staged) { continue; }
            foreach (string line in StagedDifference.Of(folder, staged.Value))
            {
                Console.WriteLine($"staged: {line}");
            }
        }
    }

    private static JsonNode Describe(ReleaseManifest release) => new JsonObject
    {
        ["component"] = release.Component, ["release"] = release.Release, ["rid"] = release.Rid, ["epoch"] = release.Epoch,
        ["bytes"] = release.Files.Sum(file => file.Length), ["fetch"] = release.Files.Sum(file => file.Blob.Length),
        ["files"] = new JsonArray([.. release.Files.Select(file => (JsonNode)new JsonObject
        {
            ["path"] = file.Path, ["length"] = file.Length, ["sha256"] = file.Hash.ToString(), ["fetch"] = file.Blob.Length,
            ["patches"] = new JsonArray([.. file.Patches.Select(Describe)]),
        })]),
    };

    private static JsonNode Describe(ReleasePatch patch) => new JsonObject { ["from"] = patch.From.ToString(), ["length"] = patch.Length };
}
