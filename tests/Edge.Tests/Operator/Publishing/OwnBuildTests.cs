using Edge.Operator.Publishing;
using Edge.Operator.Releases;
using Edge.Tests.Updates.Images;
using Edge.Tests.Updates.Releases;
using Edge.Updates.Images;
using Edge.Updates.Releases;

namespace Edge.Tests.Operator.Publishing;

/// <summary>What was altered before it was signed: the approver's own build is another.</summary>
public sealed class OwnBuildTests : IDisposable
{
    private readonly string _desk = Directory.CreateTempSubdirectory("edge-own-").FullName;

    public void Dispose() => Directory.Delete(_desk, recursive: true);

    [Theory]
    [InlineData("", null)]
    [InlineData("other", "edge has other bytes")]
    [InlineData("more", "the release lacks the extra")]
    [InlineData("less", "there is no lib/common.so")]
    [InlineData("mode", "edge is executable on one side only")]
    public async Task Signs_OnlyWhatTheApproverBuiltHimself(string change, string? told)
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Null(world.Build("1.0.0", "one"));
        Assert.Null(PublishingWorld.Sign(world.Vendor, world.Author, SignerPart.Author));
        string own = Path.Combine(_desk, "slot"), edge = Path.Combine(own, "edge");
        Directory.CreateDirectory(Path.Combine(own, "lib"));
        File.WriteAllBytes(edge, PublishingWorld.Executable(change == "other" ? "two" : "one"));
        UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        File.SetUnixFileMode(edge, change == "mode" ? UnixFileMode.UserRead : mode);
        if (change != "less") { File.WriteAllText(Path.Combine(own, "lib", "common.so"), "the same"); }
        if (change == "more") { File.WriteAllText(Path.Combine(own, "extra"), "x"); }

        Approval approval = Approval.Of(world.Vendor, world.Approver, OwnBuild.Read([own]).Value).Value;
        if (told is null) { Assert.Null(approval.Refusal); }
        else { Assert.Contains(told, approval.Refusal, StringComparison.Ordinal); }
        string? refused = approval.Sign(world.Approver);
        Assert.Equal(told is null, refused is null);
        MetadataDocument staged = world.Vendor.StagedDocument(Roles.Releases)!.Value.Value;
        Assert.Equal(told is null ? 2 : 1, staged.SignerIds.Count());
    }

    // One build for each class of machines; those of another release do not help.
    [Fact]
    public async Task Takes_AnyOfSeveralFolders_AndRefusesWhereNothingIsCompared()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        string other = Directory.CreateDirectory(Path.Combine(_desk, "other")).FullName;
        string own = Directory.CreateDirectory(Path.Combine(_desk, "own")).FullName;
        File.WriteAllText(Path.Combine(other, "edge"), "x");
        string edge = Path.Combine(own, "edge");
        File.WriteAllBytes(edge, PublishingWorld.Executable("one"));
        File.SetUnixFileMode(edge, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Path.Combine(own, "lib"));
        File.WriteAllText(Path.Combine(own, "lib", "common.so"), "the same");
        world.Want("1.0.0");
        Assert.Null(PublishingWorld.Sign(world.Town, world.Author, SignerPart.Author));
        Assert.Contains("nothing to compare", Refusal(world, world.Town, own), StringComparison.Ordinal);

        Assert.Null(world.Build("1.0.0", "one"));
        Assert.Null(PublishingWorld.Sign(world.Vendor, world.Author, SignerPart.Author));
        Assert.Contains("is not what you built", Refusal(world, world.Vendor, other), StringComparison.Ordinal);
        Assert.Null(Refusal(world, world.Vendor, other, own));
    }

    [Fact]
    public async Task Compares_EveryChunkOfAnImage()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        int[] blocks = [.. Enumerable.Range(1, 200), 0, 0, 0, .. Enumerable.Range(300, 50)];
        TestImage image = TestImage.Of(blocks);
        string own = Path.Combine(_desk, "own.img"), changed = Path.Combine(_desk, "changed.img");
        string longer = Path.Combine(_desk, "longer.img");
        File.WriteAllBytes(own, image.Bytes);
        byte[] bytes = [.. image.Bytes];
        bytes[201 * 4_096] = 1;
        File.WriteAllBytes(changed, bytes);
        File.WriteAllBytes(longer, [.. image.Bytes, .. new byte[4_096]]);
        Stage(world, image, image.IndexBytes);
        Assert.Null(Refusal(world, world.Vendor, changed, own));
        foreach (string other in (string[])[changed, longer])
        {
            Assert.Contains("no image that was given", Refusal(world, world.Vendor, other), StringComparison.Ordinal);
        }
    }

    // The hash of the whole image in the index is the right one; a chunk is another.
    [Fact]
    public async Task Believes_NotTheHashOfTheWholeImage()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        TestImage image = TestImage.Of([1, 3, 5]);
        byte[] index = [.. image.IndexBytes];
        index[^64] ^= 1;
        Assert.Equal(image.Index.Hash, ImageIndex.Read([.. index]).Value.Hash);
        string own = Path.Combine(_desk, "own.img");
        File.WriteAllBytes(own, image.Bytes);
        Stage(world, image, index);
        Assert.Contains("no image that was given", Refusal(world, world.Vendor, own), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_WhatIsNotThere() =>
        Assert.Throws<FileNotFoundException>(() => OwnBuild.Read([Path.Combine(_desk, "none")]));

    private static string? Refusal(PublishingWorld world, RepositoryFolder folder, params string[] own) =>
        Approval.Of(folder, world.Approver, OwnBuild.Read(own).Value).Value.Refusal;

    private void Stage(PublishingWorld world, TestImage image, byte[] index)
    {
        foreach ((string name, byte[] pack) in image.Packs) { world.Vendor.StageContent(name, pack); }
        string path = Path.Combine(_desk, SystemImages.Root);
        File.WriteAllBytes(path, index);
        Assert.Null(new ReleaseBuilder(world.Vendor, world.Time, _ => { }).Build(new ReleaseOrder(
            [(SystemImages.Root, path)], ReleaseManifest.Os, "1", "test-board", 1, new StateFormats(1, 1),
            TestRelease.Health, [], [])));
        Assert.Null(PublishingWorld.Sign(world.Vendor, world.Author, SignerPart.Author));
    }
}
