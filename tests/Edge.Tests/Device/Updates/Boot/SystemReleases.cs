using Edge.Platform.Updates;
using Edge.Tests.Platform.Updates;
using Edge.Tests.Updates.Images;
using Edge.Tests.Updates.Releases;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Tests.Device.Updates.Boot;

/// <summary>Operating systems of a dozen blocks: some good, some that hang, some on which no gateway gets
/// well.</summary>
internal static class SystemReleases
{
    public const string Class = "test-board";

    /// <summary>Hangs before user space.</summary>
    public const string Hangs = "hangs";

    /// <summary>Comes up, and no gateway answers.</summary>
    public const string Sick = "sick";

    private static readonly SortedDictionary<string, int[]> Blocks = new(StringComparer.Ordinal)
    {
        ["1"] = [1, 3, 5, 7, 0, 0, 9, 11, 13, 15],
        ["2"] = [1, 3, 5, 7, 0, 0, 21, 23, 25, 27, 29],
        ["3"] = [1, 3, 5, 7, 0, 0, 31, 33, 35, 37],
        [Hangs] = [1, 3, 5, 7, 41, 43, 45, 47],
        [Sick] = [1, 3, 5, 7, 51, 53, 55],
    };

    private static readonly Dictionary<string, TestImage> Images = Blocks.ToDictionary(each => each.Key, each => TestImage.Of(each.Value));

    /// <summary>The system that the board was set up with; no release, and no index of it is known.</summary>
    public static byte[] Installed { get; } = Padded([.. Enumerable.Range(0, 9).SelectMany(i => TestImage.Block(101 + (2 * i)))]);

    public static Dictionary<string, byte[]> AllPacks { get; } =
        Images.Values.SelectMany(image => image.Packs).DistinctBy(pack => pack.Key).ToDictionary();

    public static TestImage ImageOf(string release) => Images[release];

    /// <summary>Which system stands on a partition; null: none that is whole.</summary>
    public static string? NameOf(byte[] partition) => partition.AsSpan().SequenceEqual(Installed) ? "installed"
        : Images.Where(each => partition.AsSpan().StartsWith(each.Value.Bytes)).Select(each => each.Key).FirstOrDefault();

    public static FoundRelease Found(string release, Func<ReleaseManifest, ReleaseManifest>? change = null)
    {
        byte[] index = Images[release].IndexBytes;
        ContentHash hash = ContentHash.Of(index);
        var file = new ReleaseFile(
            SystemImages.Root, false, index.Length, hash, new ReleaseBlob(hash, index.Length, BlobCompression.None), []);
        ReleaseManifest manifest = TestRelease.Of(release, ("x", "x")) with
        {
            Component = ReleaseManifest.Os, Rid = Class, Files = [file], Epoch = release == "1" ? 1 : 2,
        };
        manifest = change?.Invoke(manifest) ?? manifest;
        byte[] bytes = ReleaseWriter.Write(manifest);
        Assert.True(ReleaseReader.Read(bytes).IsOk);
        TargetPath path = TargetPath.From(ReleaseManifest.PathOf("os", Class, release)).Value;
        var target = new TargetFile(bytes.Length, TufHashes.None, null);
        return new FoundRelease(
            manifest, bytes, new AgreedTarget(path, bytes.Length, ContentHash.Of(bytes), [("vendor", new FoundTarget(path, target, "releases", "x"))]));
    }

    public static void PutIntoSpool(MemoryDisk disk)
    {
        foreach (string folder in (string[])["/slots", "/slots/os", "/spool", "/spool/vendor", "/spool/vendor/blobs"]) { disk.MakeFolder(folder); }
        foreach (TestImage image in Images.Values)
        {
            using IUpdateFile blob = disk.Create($"/spool/vendor/blobs/{ContentHash.Of(image.IndexBytes)}", UnixFileMode.None);
            blob.Write(image.IndexBytes);
        }
    }

    private static byte[] Padded(byte[] content)
    {
        var bytes = new byte[SystemWorld.PartitionBlocks * 4_096];
        content.CopyTo(bytes, 0);
        return bytes;
    }
}
