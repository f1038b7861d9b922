using Edge.Tests.Updates.Releases;
using Edge.Updates;
using Edge.Updates.Releases;

namespace Edge.Tests.Updates;

public sealed class UpdatePlanTests
{
    private static readonly ContentHash Old = ContentHash.Of("old"u8);
    private static readonly ReleaseFile File = TestRelease.File("edge", "the new one") with
    {
        Patches = [new ReleasePatch(Old, ContentHash.Of("p"u8), 5, PatchMethod.EdgeDelta1)],
    };

    private static readonly string Blob = Parcel.NameOf(File.Blob);
    private static readonly string Patch = Parcel.NameOf(File, File.Patches[0]);

    private static FileStep Step(string[] inSlot, (ContentHash Hash, string Path)[] whole, string[] near, int patchLength = 5)
    {
        ReleaseFile file = File with { Patches = [File.Patches[0] with { Length = patchLength }] };
        var stock = new UpdateStock(inSlot.ToHashSet(), whole.ToDictionary(w => w.Hash, w => w.Path), near.ToHashSet());
        return Assert.Single(UpdatePlan.Of(TestRelease.Of("2") with { Files = [file] }, stock));
    }

    [Fact]
    public void Keeps_WhatIsInTheSlot() => Assert.Equal(FileOrigin.Kept, Step(["edge"], [(File.Hash, "/a/edge")], [Blob]).Origin);

    [Fact]
    public void Copies_WhatTheActiveSlotHas() => Assert.Equal("/a/x", Step([], [(File.Hash, "/a/x")], [Blob]).Precursor);

    [Fact]
    public void Patches_WhenThatIsShorter()
    {
        FileStep step = Step([], [(Old, "/a/edge")], []);
        Assert.Equal((FileOrigin.Patch, "/a/edge", Patch), (step.Origin, step.Precursor, step.Parcel!.Name));
        Assert.Equal(FileOrigin.Blob, Step([], [(Old, "/a/edge")], [], patchLength: 11).Origin);
    }

    [Fact]
    public void Fetches_TheBlobWithoutTheRightPrecursor() =>
        Assert.Equal(FileOrigin.Blob, Step([], [(ContentHash.Of("another"u8), "/a/edge")], []).Origin);

    [Fact]
    public void Prefers_WhatNeedsNoNetwork()
    {
        Assert.Equal(FileOrigin.Blob, Step([], [(Old, "/a/edge")], [Blob]).Origin);
        Assert.Equal(FileOrigin.Patch, Step([], [(Old, "/a/edge")], [Blob, Patch]).Origin);
        Assert.Equal(FileOrigin.Patch, Step([], [(Old, "/a/edge")], [Patch], patchLength: 100).Origin);
    }

    [Fact]
    public void Fetches_TheSameBlobOnce()
    {
        ReleaseManifest manifest = TestRelease.Of("2", ("a", "same"), ("b", "same"), ("c", "other"));
        var plan = UpdatePlan.Of(manifest, new UpdateStock(new HashSet<string>(), new Dictionary<ContentHash, string>(), new HashSet<string>()));
        Assert.Equal(2, UpdatePlan.ToFetch(plan).Length);
    }
}
