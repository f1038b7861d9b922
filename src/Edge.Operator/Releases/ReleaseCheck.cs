using Edge.Operator.Publishing;
using Edge.Updates;
using Edge.Updates.Patches;
using Edge.Updates.Releases;
using Edge.Updates.Tuf;

namespace Edge.Operator.Releases;

/// <summary>Whether a machine that fetches a release gets the files that its manifest promises: unpacked, and by each
/// patch.</summary>
/// <param name="role">The document that names the manifest.</param>
internal sealed class ReleaseCheck(RepositoryFolder folder, TargetsMetadata role)
{
    /// <summary>Null when all of it holds.</summary>
    public string? Run(string name, byte[] manifest)
    {
        if (!ReleaseReader.Read(manifest).TryGet(out ReleaseManifest release, out UpdateReason reason)) { return $"{name}: {reason.Detail}"; }
        string place = ReleaseManifest.PathOf(release.Component, release.Rid, release.Release);
        if (place != name) { return $"{name} is the manifest of {place}"; }
        if (release.Sbom is { } parts && !role.Files.ContainsKey(parts)) { return $"{name}: its list of parts {parts} is no target"; }
        if (release.Component == ReleaseManifest.Os && SystemRelease.Check(folder, release, PrecursorOf) is { } lacks) { return $"{name}: {lacks}"; }
        if (release.Files.Select(file => CheckFile(name, file)).FirstOrDefault(wrong => wrong is not null) is { } bad) { return bad; }
        // What is out already was good when it was published, by the check of its time.
        bool isNewSite = release.Component == ReleaseManifest.Site && !folder.IsPublished(FileOf(name, manifest));
        return isNewSite && SiteRelease.Check(folder, release) is { IsOk: false } refused ? $"{name}: {refused.Reason}" : null;
    }

    private static string FileOf(string name, byte[] content) =>
        $"targets/{TargetPath.From(name).Value.FileOf(ContentHash.Of(content).ToString())}";

    private string? CheckFile(string name, ReleaseFile file)
    {
        if (PublishedRelease.ContentOf(folder, file) is not { } content)
        {
            return $"{name}: the bytes of {file.Path} are missing or wrong";
        }
        foreach (ReleasePatch patch in file.Patches)
        {
            if (folder.Content(Parcel.NameOf(file, patch)) is not { } bytes || ContentHash.Of(bytes) != patch.Hash)
            {
                return $"{name}: a patch of {file.Path} is missing or wrong";
            }
            // A patch from a file that no longer lies here is of no use to anybody who would need it checked.
            if (PrecursorOf(patch.From) is { } old && !Leads(old, bytes, content)) { return $"{name}: a patch of {file.Path} leads to other bytes"; }
        }
        return null;
    }

    private static bool Leads(byte[] old, byte[] patch, byte[] content)
    {
        using var written = new MemoryStream();
        return DeltaReader.Apply(new MemoryStream(old), new MemoryStream(patch), content.Length, bytes => written.Write(bytes.Span)) is null
            && written.ToArray().AsSpan().SequenceEqual(content);
    }

    private byte[]? PrecursorOf(ContentHash hash)
    {
        foreach (string name in role.Files.Keys.Where(name => name.EndsWith("/manifest.json", StringComparison.Ordinal)))
        {
            if (PublishedRelease.Read(folder, name) is not { IsOk: true } release) { continue; }
            if (release.Value.Files.FirstOrDefault(file => file.Hash == hash) is { } file) { return PublishedRelease.ContentOf(folder, file); }
        }
        return null;
    }
}
