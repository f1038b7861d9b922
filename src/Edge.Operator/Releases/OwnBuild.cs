using System.Security.Cryptography;
using Edge.Operator.Publishing;
using Edge.Platform.Files;
using Edge.Updates;
using Edge.Updates.Images;
using Edge.Updates.Releases;

namespace Edge.Operator.Releases;

/// <summary>What an approver has built by himself from the same sources: a release of other bytes was altered
/// before it was
/// signed, or is not built alike everywhere.</summary>
/// <remarks>Of an application the folder of its files, of an operating system its images. A site shows each
/// of its lines and is
/// not compared. Source: RFC 9124, section 4.2, modification of manifest or payload prior to
/// signing.</remarks>
internal sealed class OwnBuild
{
    private readonly List<(string Folder, IReadOnlyList<OwnFile> Files)> _folders = [];
    private readonly List<string> _images = [];

    private OwnBuild()
    {
    }

    /// <param name="paths">Folders and images. Throws <see cref="IOException"/> where one cannot be
    /// read.</param>
    public static Result<OwnBuild, string> Read(IEnumerable<string> paths)
    {
        var own = new OwnBuild();
        foreach (string path in paths)
        {
            if (!Directory.Exists(path))
            {
                Open(path).Dispose();
                own._images.Add(path);
                continue;
            }
            var files = ReleaseOrder.FilesBelow(path);
            if (!files.IsOk) { return files.Reason; }
            own._folders.Add((path, [.. files.Value.Select(file => Hashed(file.Name, file.Path))]));
        }
        return own;
    }

    /// <summary>Which release among the documents is none of these builds; null: each is one, and there is
    /// one.</summary>
    public string? Wrong(RepositoryFolder folder, IEnumerable<MetadataDocument> documents)
    {
        int compared = 0;
        var releases = documents.SelectMany(document => StagedContents.Releases(folder, document));
        foreach (ReleaseManifest manifest in releases)
        {
            if (manifest.Component == ReleaseManifest.Site) { continue; }
            string? other = manifest.Component == ReleaseManifest.Os ? OfImages(folder, manifest) : OfFiles(manifest);
            if (other is not null)
            {
                return $"release {manifest.Release} of {manifest.Component} for {manifest.Rid} "
                    + $"is not what you built: {other}.";
            }
            compared++;
        }
        return compared > 0 ? null
            : "No release is among what is staged; there is nothing to compare your build with.";
    }

    private string? OfFiles(ReleaseManifest manifest)
    {
        string? first = null;
        foreach ((string path, IReadOnlyList<OwnFile> files) in _folders)
        {
            if (Difference(manifest, files) is not { } other) { return null; }
            first ??= $"{other} in {path}";
        }
        return first ?? "no folder of its files was given";
    }

    private static string? Difference(ReleaseManifest manifest, IReadOnlyList<OwnFile> files)
    {
        foreach (ReleaseFile file in manifest.Files)
        {
            OwnFile? own = files.FirstOrDefault(each => each.Name == file.Path);
            if (own is null) { return $"there is no {file.Path}"; }
            if (own.Length != file.Length || own.Hash != file.Hash) { return $"{file.Path} has other bytes"; }
            if (own.IsExecutable == file.IsExecutable) { continue; }
            return $"{file.Path} is executable on one side only";
        }
        OwnFile? more = files.FirstOrDefault(each => manifest.Files.All(file => file.Path != each.Name));
        return more is null ? null : $"the release lacks the {more.Name}";
    }

    private string? OfImages(RepositoryFolder folder, ReleaseManifest manifest)
    {
        foreach (ReleaseFile file in manifest.Files)
        {
            if (SystemRelease.IndexOf(folder, file) is not { } index)
            {
                return $"the bytes of {file.Path} are not in this folder";
            }
            if (_images.Any(path => IsImage(index, path))) { continue; }
            return $"no image that was given has the bytes of {file.Path}";
        }
        return null;
    }

    // Chunk by chunk, as a gateway writes it: the hash of the whole in the index is a word beside it.
    private static bool IsImage(ImageIndex index, string path)
    {
        using FileStream stream = Open(path);
        if (stream.Length != index.Length) { return false; }
        var bytes = new byte[ImageLimits.MaxChunkBytes];
        for (int i = 0; i < index.Count; i++)
        {
            for (long left = index[i].Length; left > 0;)
            {
                Span<byte> part = bytes.AsSpan(0, (int)Math.Min(left, bytes.Length));
                stream.ReadExactly(part);
                bool isRight = index[i].IsZero
                    ? !part.ContainsAnyExcept((byte)0)
                    : SHA256.HashData(part).AsSpan().SequenceEqual(index.HashOf(i));
                if (!isRight) { return false; }
                left -= part.Length;
            }
        }
        return true;
    }

    private static OwnFile Hashed(string name, string path)
    {
        using FileStream stream = Open(path);
        bool mayRun = (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) != 0;
        return new OwnFile(name, mayRun, stream.Length, ContentHash.FromDigest(SHA256.HashData(stream)));
    }

    private static FileStream Open(string path) =>
        StrangersFile.OpenRead(path) ?? throw new FileNotFoundException($"{path} does not exist.");

    private sealed record OwnFile(string Name, bool IsExecutable, long Length, ContentHash Hash);
}
