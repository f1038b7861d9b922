using System.Collections.Immutable;
using System.Globalization;
using Edge.Operator.Images;
using Edge.Operator.Publishing;
using Edge.Updates;
using Edge.Updates.Images;
using Edge.Updates.Releases;

namespace Edge.Operator.Releases;

/// <summary>What an operating system is built from.</summary>
/// <param name="Images">Their names in the release, <see cref="SystemImages"/>, and where each image
/// lies.</param>
/// <param name="Rid">The boards that it is for, as their <c>boot.json</c> names them.</param>
/// <param name="Earlier">Releases whose packs are published: what they have is not packed again.</param>
/// <param name="Verity">Root hash of dm-verity; null: none.</param>
internal sealed record SystemOrder(
    IReadOnlyList<(string Name, string Path)> Images, string Release, string Rid, long Epoch, StateFormats State, HealthRules Health,
    IReadOnlyList<string> Earlier, ContentHash? Verity)
{
    /// <summary>What it runs with; empty: with everything.</summary>
    public ImmutableArray<ReleaseNeed> Needs { get; init; } = [];
}

/// <summary>A release of the operating system: indexes as its files, packs as content of the
/// repository.</summary>
internal static class SystemRelease
{
    /// <summary>Null when it is staged; otherwise why not.</summary>
    /// <param name="progress">Bytes that are done, of an image.</param>
    public static string? Stage(RepositoryFolder folder, SystemOrder order, TimeProvider time, Action<string> tell, Func<long, Action<long>> progress)
    {
        var earlier = new List<(string Release, string Name, ImageIndex Index)>();
        foreach (string release in order.Earlier)
        {
            Result<ReleaseManifest, string> read = PublishedRelease.Read(folder, ReleaseManifest.PathOf(ReleaseManifest.Os, order.Rid, release));
            if (!read.IsOk) { return read.Reason; }
            foreach (ReleaseFile file in read.Value.Files)
            {
                if (IndexOf(folder, file) is not { } index)
                {
                    return $"release {release}: the bytes of {file.Path} are missing or damaged.";
                }
                earlier.Add((release, file.Path, index));
            }
        }
        string desk = Directory.CreateTempSubdirectory("edge-os-").FullName;
        try
        {
            var files = new List<(string, string)>();
            foreach ((string name, string path) in order.Images)
            {
                using var image = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
                var before = earlier.Where(each => each.Name == name).ToArray();
                var builder = new ImageBuilder(
                    [.. earlier.Select(each => each.Index)], [.. before.Select(each => each.Index)], folder.Content,
                    (pack, bytes) => folder.StageContent(pack, bytes));
                var built = builder.Build(image, progress(image.Length));
                if (!built.TryGet(out BuiltImage done, out string why)) { return $"{path}: {why}"; }
                tell(string.Create(CultureInfo.InvariantCulture, $"{name}: {done.Length} bytes, {done.Packed} packed, {done.Fresh} of them in new packs"));
                foreach (var way in before.Zip(done.Ways))
                {
                    tell(string.Create(CultureInfo.InvariantCulture, $"{name}: {way.Second} bytes travel where {way.First.Release} runs"));
                }
                string index = Path.Combine(desk, name);
                File.WriteAllBytes(index, done.Index);
                files.Add((name, index));
            }
            return new ReleaseBuilder(folder, time, tell).Build(new ReleaseOrder(
                files, ReleaseManifest.Os, order.Release, order.Rid, order.Epoch, order.State, order.Health, order.Earlier, [])
            {
                Verity = order.Verity, Needs = order.Needs,
            });
        }
        finally
        {
            Directory.Delete(desk, recursive: true);
        }
    }

    /// <summary>The packs that its images lie in; none of another component.</summary>
    public static IEnumerable<string> PacksOf(RepositoryFolder folder, ReleaseManifest manifest) =>
        Indexes(folder, manifest).SelectMany(index => index.Packs).Select(pack => pack.Name).Distinct();

    /// <summary>What travels to a machine that knows nothing, for whoever is to approve it.</summary>
    public static IEnumerable<string> Describe(RepositoryFolder folder, ReleaseManifest manifest) =>
        Indexes(folder, manifest).Select(index => string.Create(
            CultureInfo.InvariantCulture,
            $"image of {index.Length} bytes, {index.PackedLength} to fetch where nothing is known, {index.Patches.Length} patches, sha256 {index.Hash}"));

    /// <summary>Whether every chunk of every image is what the index promises, and every patch leads to its
    /// chunks; null: it is.</summary>
    /// <param name="precursor">The bytes of an index of another release by their hash; null: it is not
    /// here.</param>
    public static string? Check(RepositoryFolder folder, ReleaseManifest manifest, Func<ContentHash, byte[]?> precursor)
    {
        foreach (ReleaseFile file in manifest.Files)
        {
            if (IndexOf(folder, file) is not { } index)
            {
                return $"the bytes of {file.Path} are missing or no index of an image";
            }
            if (new ImageCheck(index, folder.Content, Earlier).Run() is { } wrong)
            {
                return $"{file.Path}: {wrong}";
            }
        }
        return null;

        ImageIndex? Earlier(ContentHash hash) =>
            precursor(hash) is { } bytes && ImageIndex.Read(bytes).TryGet(out ImageIndex index, out _) ? index : null;
    }

    private static IEnumerable<ImageIndex> Indexes(RepositoryFolder folder, ReleaseManifest manifest) =>
        manifest.Component == ReleaseManifest.Os ? manifest.Files.Select(file => IndexOf(folder, file)).OfType<ImageIndex>() : [];

    /// <summary>The index that a file of such a release is; null: its bytes are missing, or none.</summary>
    public static ImageIndex? IndexOf(RepositoryFolder folder, ReleaseFile file) =>
        PublishedRelease.ContentOf(folder, file) is { } bytes
            && ImageIndex.Read(bytes).TryGet(out ImageIndex index, out _)
            ? index
            : null;
}
