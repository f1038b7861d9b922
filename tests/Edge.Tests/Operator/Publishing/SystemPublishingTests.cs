using Edge.Operator.Publishing;
using Edge.Operator.Releases;
using Edge.Platform.Updates;
using Edge.Tests.Updates.Images;
using Edge.Tests.Updates.Releases;
using Edge.Updates;
using Edge.Updates.Images;
using Edge.Updates.Releases;

namespace Edge.Tests.Operator.Publishing;

/// <summary>Images of an operating system on their way into a repository: what is signed is the index, what
/// travels are packs.</summary>
public sealed class SystemPublishingTests : IDisposable
{
    private const string Board = "test-board";
    private readonly string _desk = Directory.CreateTempSubdirectory("edge-os-desk").FullName;

    public void Dispose() => Directory.Delete(_desk, recursive: true);

    [Fact]
    public async Task Publishes_IndexesAndPacks_AndOnlyWhatIsNewTheSecondTime()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await PublishAsync(world, "1", [1, 3, 5, 7, 0, 0, 9, 11, 13, 15]);
        string[] first = Packs(world);
        Assert.NotEmpty(first);
        await PublishAsync(world, "2", [1, 3, 5, 7, 0, 0, 9, 11, 13, 15, 17], "1");
        Assert.Null(await world.VerifyAsync(world.Vendor));
        Assert.True(first.All(Packs(world).Contains));

        // One with what is new, and one with the patch that is shorter.
        Assert.Equal(first.Length + 2, Packs(world).Length);
        Assert.Empty(world.Vendor.StagedContents());
    }

    [Fact]
    public async Task Shows_TheImageAndItsRootHash_ToWhoeverApproves()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        ContentHash verity = ContentHash.Of("a tree"u8);
        Assert.Null(Stage(world, "1", [1, 3, 5], verity));
        string shown = string.Join('\n', StagedDifference.Of(world.Vendor, world.Vendor.StagedDocument(Roles.Releases)!.Value.Value));
        Assert.Contains($"release 1 of os for {Board}", shown, StringComparison.Ordinal);
        Assert.Contains("image of 12288 bytes", shown, StringComparison.Ordinal);
        Assert.Contains($"dm-verity root hash {verity}", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_ToPublishWhatAPackDoesNotHold()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Null(Stage(world, "1", [1, 3, 5]));
        world.SignByTwo(world.Vendor);
        string pack = world.Vendor.StagedContents().Single(name => name.StartsWith("packs/", StringComparison.Ordinal));
        byte[] bytes = world.Vendor.StagedContent(pack)!;
        bytes[^1] ^= 1;
        world.Vendor.StageContent(pack, bytes);
        Assert.Contains($"{pack} is missing or wrong", await world.RefusedAsync(world.Vendor), StringComparison.Ordinal);
    }

    // The hash of the patch fits, and it is one; from the image that the index names it leads somewhere else.
    [Fact]
    public async Task Refuses_ToPublishAPatchThatLeadsToOtherBytes()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await PublishAsync(world, "1", [1, 3, 5, 7, 0, 0, 9, 11, 13, 15]);
        TestImage published = TestImage.Of([1, 3, 5, 7, 0, 0, 9, 11, 13, 15]), other = TestImage.Of([21, 23, 25, 27, 29]);
        TestImage image = TestImage.Patched([.. other.Bytes, .. TestImage.Block(17)], other);
        byte[] index = [.. image.IndexBytes];
        int patch = index.Length - (4 * image.Index.Patches[0].Chunks.Length) - 64;
        Convert.FromHexString(published.Index.FileHash.ToString()).CopyTo(index, patch);
        await StageAsync(world, "2", index, image.Packs);
        string refused = await world.RefusedAsync(world.Vendor);
        Assert.Contains("the patch at byte 0", refused, StringComparison.Ordinal);
        Assert.Matches("cannot be applied|makes other bytes of chunk", refused);
    }

    [Fact]
    public async Task Refuses_ToPublishAPatchThatItsIndexDoesNotName()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        TestImage before = TestImage.Of([1, 3, 5, 7, 0, 0, 9, 11, 13, 15]);
        TestImage image = TestImage.Patched([.. before.Bytes, .. TestImage.Block(17)], before);
        byte[] index = [.. image.IndexBytes];
        index[^((4 * image.Index.Patches[0].Chunks.Length) + 64 - 32)] ^= 1;
        Assert.NotEqual(image.Index.Patches[0].PackedHash.ToArray(), ImageIndex.Read([.. index]).Value.Patches[0].PackedHash.ToArray());
        await StageAsync(world, "2", index, image.Packs);
        Assert.Contains("the patch at byte 0 has other bytes", await world.RefusedAsync(world.Vendor), StringComparison.Ordinal);
    }

    // The hash of the pack fits; what the index says of a chunk in it does not.
    [Fact]
    public async Task Refuses_AnIndexThatPromisesOtherChunks()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        TestImage image = TestImage.Of([1, 3, 5]);
        byte[] index = [.. image.IndexBytes];
        int chunk = index.Length - 64;
        index[chunk] ^= 1;
        Assert.True(ImageIndex.Read([.. index]).IsOk);
        await StageAsync(world, "1", index, image.Packs);
        Assert.Contains("chunk 0 has other bytes", await world.RefusedAsync(world.Vendor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_AnImageThatIsNotWholeBlocks_AndStagesNoDocument()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        string image = Path.Combine(_desk, "short.img");
        await File.WriteAllBytesAsync(image, new byte[5_000]);
        Assert.Contains("whole blocks of 4096", Stage(world, image, "1", null)!, StringComparison.Ordinal);
        Assert.Empty(world.Vendor.StagedRoles);
    }

    [Fact]
    public void Refuses_AReleaseWithoutTheIndexOfTheRoot()
    {
        ReleaseManifest Of(params string[] names) => TestRelease.Of("1", [.. names.Select(name => (name, "x"))]) with { Component = ReleaseManifest.Os };
        Assert.True(ReleaseReader.Read(ReleaseWriter.Write(Of("root.index", "boot.index"))).IsOk);
        Assert.False(ReleaseReader.Read(ReleaseWriter.Write(Of("boot.index"))).IsOk);
        Assert.False(ReleaseReader.Read(ReleaseWriter.Write(Of("root.index", "boot.sh"))).IsOk);
        ReleaseManifest runs = Of("root.index");
        Assert.False(ReleaseReader.Read(ReleaseWriter.Write(runs with { Files = [runs.Files[0] with { IsExecutable = true }] })).IsOk);
        ContentHash hash = ContentHash.Of("x"u8);
        Assert.Equal(hash, ReleaseReader.Read(ReleaseWriter.Write(runs with { Verity = hash })).Value.Verity);
        Assert.False(ReleaseReader.Read(ReleaseWriter.Write(TestRelease.Of("1", ("edge", "x")) with { Verity = hash })).IsOk);
    }

    // An index as nobody builds it.
    private async Task StageAsync(PublishingWorld world, string release, byte[] index, Dictionary<string, byte[]> packs)
    {
        foreach ((string name, byte[] pack) in packs) { world.Vendor.StageContent(name, pack); }
        string path = Path.Combine(_desk, SystemImages.Root);
        await File.WriteAllBytesAsync(path, index);
        Assert.Null(new ReleaseBuilder(world.Vendor, world.Time, _ => { }).Build(new ReleaseOrder(
            [(SystemImages.Root, path)], ReleaseManifest.Os, release, Board, 1, new StateFormats(1, 1), TestRelease.Health, [], [])));
        world.SignByTwo(world.Vendor);
    }

    private async Task PublishAsync(PublishingWorld world, string release, int[] blocks, params string[] earlier)
    {
        Assert.Null(Stage(world, release, blocks, null, earlier));
        world.SignByTwo(world.Vendor);
        await world.MustPublishAsync(world.Vendor);
    }

    private string? Stage(PublishingWorld world, string release, int[] blocks, ContentHash? verity = null, params string[] earlier)
    {
        string image = Path.Combine(_desk, $"{release}.img");
        File.WriteAllBytes(image, [.. blocks.SelectMany(TestImage.Block)]);
        return Stage(world, image, release, verity, earlier);
    }

    private static string? Stage(PublishingWorld world, string image, string release, ContentHash? verity, params string[] earlier) => SystemRelease.Stage(
        world.Vendor,
        new SystemOrder([(SystemImages.Root, image)], release, Board, 1, new StateFormats(1, 1), TestRelease.Health, earlier, verity),
        world.Time, _ => { }, _ => _ => { });

    private static string[] Packs(PublishingWorld world) =>
        [.. new LinuxDisk().FilesBelow(Path.Combine(world.Vendor.Public, "packs")).Order(StringComparer.Ordinal)];
}
