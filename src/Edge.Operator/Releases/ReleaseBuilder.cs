using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Edge.Operator.Publishing;
using Edge.Platform.Files;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Patches;
using Edge.Updates.Releases;

namespace Edge.Operator.Releases;

/// <summary>What a release is made of.</summary>
/// <param name="Files">As they will stand in the slot: the name there, and where each lies now.</param>
/// <param name="PatchFrom">Earlier releases from which patches are made where they are shorter than the whole
/// file.</param>
/// <param name="LockFiles">Of the packages in it, for the list of its parts.</param>
internal sealed record ReleaseOrder(
    IReadOnlyList<(string Name, string Path)> Files, string Component, string Release, string Rid, long Epoch, StateFormats State, HealthRules Health,
    IReadOnlyList<string> PatchFrom, IReadOnlyList<string> LockFiles)
{
    /// <summary>Root hash of dm-verity of an operating system; null: none.</summary>
    public ContentHash? Verity { get; init; }

    /// <summary>What it runs with; empty: with everything.</summary>
    public ImmutableArray<ReleaseNeed> Needs { get; init; } = [];

    /// <summary>All files of a folder; or which of its entries is none, or too large for a release.</summary>
    /// <remarks>No link is followed: it may lead to what nobody meant to publish, or round and
    /// round.</remarks>
    public static Result<IReadOnlyList<(string Name, string Path)>, string> FilesBelow(string folder)
    {
        var files = new List<(string Name, string Path)>();
        var open = new Stack<DirectoryInfo>([new DirectoryInfo(folder)]);
        while (open.TryPop(out DirectoryInfo? next))
        {
            foreach (FileSystemInfo entry in next.EnumerateFileSystemInfos())
            {
                if (entry.LinkTarget is not null)
                {
                    return $"{entry.FullName} is a link; a release has files alone: put the file there, or take the link out.";
                }
                if (entry is DirectoryInfo below) { open.Push(below); continue; }
                if (Unfit(entry.FullName) is { } wrong) { return wrong; }
                files.Add((Path.GetRelativePath(folder, entry.FullName), entry.FullName));
            }
        }
        return files.OrderBy(file => file.Name, StringComparer.Ordinal).ToArray();
    }

    private static string? Unfit(string path)
    {
        // Throws for a pipe, without waiting for whoever writes into it.
        using FileStream? stream = StrangersFile.OpenRead(path);
        return stream?.Length > ReleaseLimits.MaxFileBytes
            ? $"{path} has {stream.Length} bytes; a file of a release has at most {ReleaseLimits.MaxFileBytes}."
            : null;
    }
}

/// <summary>Turns a folder of files into a staged release: manifest, content under its hashes, patches, list
/// of parts.</summary>
internal sealed class ReleaseBuilder(RepositoryFolder folder, TimeProvider time, Action<string> tell)
{
    private const int Days = 365;
    private const int Quality = 11;
    private const int Window = 22;

    /// <summary>Null when it is staged; otherwise why not.</summary>
    public string? Build(ReleaseOrder order)
    {
        bool isApp = order.Component == ReleaseManifest.App;
        string role = order.Component == ReleaseManifest.Site ? Roles.Sites : Roles.Releases;
        Result<StagedChange, string> change = StagedChange.Of(folder, role);
        if (!change.IsOk) { return change.Reason; }
        string path = ReleaseManifest.PathOf(order.Component, order.Rid, order.Release);
        if (PublishedRelease.Read(folder, path, role) is { IsOk: true })
        {
            return $"{path} is published; a release never changes. Give it another name.";
        }
        var earlier = new List<ReleaseManifest>();
        foreach (string release in order.PatchFrom)
        {
            Result<ReleaseManifest, string> read = PublishedRelease.Read(folder, ReleaseManifest.PathOf(order.Component, order.Rid, release));
            if (!read.IsOk) { return read.Reason; }
            earlier.Add(read.Value);
        }
        if (order.Files.Count == 0) { return "A release has at least one file; the folder is empty."; }
        if (isApp && CannotStart(order) is { } dead) { return dead; }
        string? sbom = isApp ? path[..^"manifest.json".Length] + "sbom.cdx.json" : null;
        ImmutableArray<ReleaseFile> described = [.. order.Files.Select(file => Describe(file.Name, file.Path, isApp, earlier))];
        var manifest = new ReleaseManifest(
            order.Component, order.Release, order.Rid, order.Epoch, order.State, described, order.Health, sbom) { Verity = order.Verity, Needs = order.Needs };
        byte[] bytes = ReleaseWriter.Write(manifest);
        if (ReleaseReader.Read(bytes) is { IsOk: false } refused)
        {
            return $"Machines would refuse this release: {refused.Reason.Detail}.";
        }
        if (change.Value.Add(path, bytes, Custom(order)) is { } wrong) { return wrong; }
        if (sbom is not null)
        {
            Result<byte[], string> parts = Sbom.Write(manifest, order.LockFiles);
            if (!parts.IsOk) { return parts.Reason; }
            if (change.Value.Add(sbom, parts.Value) is { } wrongParts) { return wrongParts; }
        }
        change.Value.Save(time.GetUtcNow(), Days);
        return null;
    }

    // What a launcher starts; a gateway would notice on trial, and the whole release would have travelled for
    // nothing.
    private static string? CannotStart(ReleaseOrder order)
    {
        if (order.Files.FirstOrDefault(file => file.Name == Launcher.Executable).Path is not { } entry)
        {
            return $"There is no file {Launcher.Executable} in the folder: gateways start that one (packaging/slot lays a slot out).";
        }
        return (File.GetUnixFileMode(entry) & UnixFileMode.UserExecute) == 0
            ? $"{entry} is not executable (chmod +x): gateways could not start it."
            : null;
    }

    private static JsonObject Custom(ReleaseOrder order) => new()
    {
        ["edge"] = new JsonObject
        {
            ["component"] = order.Component, ["version"] = order.Release, ["epoch"] = order.Epoch, ["classes"] = new JsonArray(order.Rid),
        },
    };

    private ReleaseFile Describe(string name, string path, bool mayRun, List<ReleaseManifest> earlier)
    {
        byte[] content = File.ReadAllBytes(path);
        var hash = ContentHash.Of(content);
        ReleaseBlob blob = StageBlob(content, hash, earlier);
        ImmutableArray<ReleasePatch> patches =
            [.. earlier.Select(release => Patch(release, name, content, hash, blob.Length)).OfType<ReleasePatch>().DistinctBy(patch => patch.From)];
        string ways = patches.IsEmpty ? "" : $", {string.Join(" or ", patches.Select(patch => $"{patch.Length}"))} as a patch";
        tell($"{name}: {content.Length} bytes, {blob.Length} whole{ways}");
        bool isExecutable = mayRun && (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) != 0;
        return new ReleaseFile(name, isExecutable, content.Length, hash, blob, patches);
    }

    /// <summary>A file that an earlier release has travels under the name that it has there.</summary>
    private ReleaseBlob StageBlob(byte[] content, ContentHash hash, List<ReleaseManifest> earlier)
    {
        if (earlier.SelectMany(release => release.Files).FirstOrDefault(file => file.Hash == hash) is { } same)
        {
            return same.Blob;
        }
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(content.Length)];
        bool isShorter = BrotliEncoder.TryCompress(content, packed, out int length, Quality, Window) && length < content.Length;
        ReadOnlySpan<byte> travels = isShorter ? packed.AsSpan(0, length) : content;
        var blob = new ReleaseBlob(ContentHash.Of(travels), travels.Length, isShorter ? BlobCompression.Brotli : BlobCompression.None);
        folder.StageContent(Parcel.NameOf(blob), travels);
        return blob;
    }

    private ReleasePatch? Patch(ReleaseManifest release, string name, byte[] content, ContentHash hash, long whole)
    {
        ReleaseFile? old = release.Files.FirstOrDefault(file => file.Path == name);
        if (old is null || old.Hash == hash || PublishedRelease.ContentOf(folder, old) is not { } precursor)
        {
            return null;
        }
        byte[] patch = DeltaWriter.Write(precursor, content);
        if (patch.Length >= whole) { return null; }
        folder.StageContent($"patches/{old.Hash}-{hash}", patch);
        return new ReleasePatch(old.Hash, ContentHash.Of(patch), patch.Length, PatchMethod.EdgeDelta1);
    }
}
