using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Edge.Operator.Publishing;
using Edge.Updates;
using Edge.Updates.Patches;
using Edge.Updates.Releases;

namespace Edge.Operator.Releases;

/// <summary>What a release is made of.</summary>
/// <param name="From">The folder of its files as they will stand in the slot.</param>
/// <param name="PatchFrom">Earlier releases from which patches are made where they are shorter than the whole
/// file.</param>
/// <param name="LockFiles">Of the packages in it, for the list of its parts.</param>
internal sealed record ReleaseOrder(
    string From, string Component, string Release, string Rid, long Epoch, StateFormats State, HealthRules Health,
    IReadOnlyList<string> PatchFrom, IReadOnlyList<string> LockFiles);

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
        Result<StagedChange, string> change = StagedChange.Of(folder, Roles.Releases);
        if (!change.IsOk) { return change.Reason; }
        string path = ReleaseManifest.PathOf(order.Component, order.Rid, order.Release);
        if (PublishedRelease.Read(folder, path) is { IsOk: true })
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
        string[] files = [.. FilesBelow(order.From)];
        if (files.Length == 0) { return $"{order.From} has no files."; }
        string sbom = path[..^"manifest.json".Length] + "sbom.cdx.json";
        ImmutableArray<ReleaseFile> described = [.. files.Select(file => Describe(order.From, file, earlier))];
        var manifest = new ReleaseManifest(
            order.Component, order.Release, order.Rid, order.Epoch, order.State, described, order.Health, sbom);
        byte[] bytes = ReleaseWriter.Write(manifest);
        if (ReleaseReader.Read(bytes) is { IsOk: false } refused)
        {
            return $"Machines would refuse this release: {refused.Reason.Detail}.";
        }
        Result<byte[], string> parts = Sbom.Write(manifest, order.LockFiles);
        if (!parts.IsOk) { return parts.Reason; }
        string? wrong = change.Value.Add(path, bytes, Custom(order)) ?? change.Value.Add(sbom, parts.Value);
        if (wrong is not null) { return wrong; }
        change.Value.Save(time.GetUtcNow(), Days);
        return null;
    }

    private static JsonObject Custom(ReleaseOrder order) => new()
    {
        ["edge"] = new JsonObject
        {
            ["component"] = order.Component, ["version"] = order.Release, ["epoch"] = order.Epoch, ["classes"] = new JsonArray(order.Rid),
        },
    };

    private ReleaseFile Describe(string from, string name, List<ReleaseManifest> earlier)
    {
        string path = Path.Combine(from, name);
        byte[] content = File.ReadAllBytes(path);
        var hash = ContentHash.Of(content);
        ReleaseBlob blob = StageBlob(content, hash, earlier);
        ImmutableArray<ReleasePatch> patches =
            [.. earlier.Select(release => Patch(release, name, content, hash, blob.Length)).OfType<ReleasePatch>().DistinctBy(patch => patch.From)];
        string ways = patches.IsEmpty ? "" : $", {string.Join(" or ", patches.Select(patch => $"{patch.Length}"))} as a patch";
        tell($"{name}: {content.Length} bytes, {blob.Length} whole{ways}");
        bool isExecutable = (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) != 0;
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

    private static IEnumerable<string> FilesBelow(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(folder, file))
        .Order(StringComparer.Ordinal);
}
