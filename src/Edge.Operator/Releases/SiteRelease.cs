using Edge.Operator.Publishing;
using Edge.Platform.Profiles;
using Edge.Platform.Updates;
using Edge.Profiles;
using Edge.Updates;
using Edge.Updates.Releases;

namespace Edge.Operator.Releases;

/// <summary>A release of a site as a gateway will find it in its slot.</summary>
internal static class SiteRelease
{
    /// <summary>The files that a release of a checked site is made of: their names in it, and where they lie.</summary>
    /// <param name="boards">Null: the usual folders of the site file.</param>
    public static IReadOnlyList<(string Name, string Path)> FilesOf(Site site, string siteFile, string? boards, string trust)
    {
        var files = new List<(string Name, string Path)> { (SiteContent.SiteFile, siteFile) };
        IEnumerable<string> folders = boards is null ? SiteFiles.UsualBoardFolders(siteFile) : [boards];
        string board = $"{site.Board.Name}.yaml";
        files.Add(($"{SiteContent.BoardFolder}/{board}", folders.Select(folder => Path.Combine(folder, board)).First(File.Exists)));
        if (site.ScenarioPath is { } scenario)
        {
            files.Add((scenario, Path.Combine(Path.GetDirectoryName(Path.GetFullPath(siteFile))!, scenario)));
        }
        string[] documents =
        [
            .. site.Recipients.Select(recipient => $"{recipient.Name}.recipient.json"),
            .. site.Recipients.Select(recipient => $"{recipient.Name}.collector.json"),
            .. site.Uplink is { } uplink ? [$"{uplink.Collector}.collector.json"] : Array.Empty<string>(),
        ];
        files.AddRange(documents.Distinct().Select(name => ($"{SiteContent.TrustFolder}/{name}", Path.Combine(trust, name)))
            .Where(file => File.Exists(file.Item2)));
        return files;
    }

    /// <summary>The site of a release in a repository, checked as a gateway checks it before it tries it.</summary>
    public static Result<Site, string> Check(RepositoryFolder folder, ReleaseManifest manifest)
    {
        string place = Directory.CreateTempSubdirectory("edge-site").FullName;
        try
        {
            foreach (ReleaseFile file in manifest.Files)
            {
                if (PublishedRelease.ContentOf(folder, file) is not { } content)
                {
                    return $"the bytes of {file.Path} are missing or wrong";
                }
                string path = Path.Combine(place, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, content);
            }
            return SiteContent.Read(place, manifest.Rid).TryGet(out Site site, out UpdateReason reason) ? site : reason.Detail;
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }
}
