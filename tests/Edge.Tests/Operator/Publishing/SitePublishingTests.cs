using Edge.Operator.Commands;
using Edge.Operator.Publishing;
using Edge.Operator.Releases;
using Edge.Platform.Updates;
using Edge.Tests.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Trust;

namespace Edge.Tests.Operator.Publishing;

/// <summary>From a site file on a desk to a gateway: checked, shown, approved by somebody else, checked again.</summary>
public sealed class SitePublishingTests : IDisposable
{
    private readonly string _desk = Directory.CreateTempSubdirectory("edge-desk").FullName;

    public void Dispose() => Directory.Delete(_desk, recursive: true);

    [Fact]
    public async Task Installs_ASiteThatTwoPersonsOfTheTownHaveSigned()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await PublishAsync(world, "1", TestSiteRelease.Text);
        Assert.Null(await world.VerifyAsync(world.Town));
        using UpdatedMachine machine = Machine(world);
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal(TestSiteRelease.Text, await File.ReadAllTextAsync(machine.Running.Entry!));
    }

    [Fact]
    public async Task Shows_WhatSwitchesAndEveryLine_ToWhoeverApproves()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await PublishAsync(world, "1", TestSiteRelease.Text);
        string changed = TestSiteRelease.Text.Replace("safe: off", "safe: on", StringComparison.Ordinal)
            .Replace("air.temperature > 10.0", "air.temperature > 30.0", StringComparison.Ordinal);
        Assert.Null(Stage(world, "2", changed));
        string shown = Shown(world);
        Assert.Contains("site test: compared with release 1, which is rolled out", shown, StringComparison.Ordinal);
        Assert.Contains("check: good", shown, StringComparison.Ordinal);
        Assert.Contains("- actuator fan on GPIO17: safe off,", shown, StringComparison.Ordinal);
        Assert.Contains("+ actuator fan on GPIO17: safe on,", shown, StringComparison.Ordinal);
        Assert.Contains("+ rule cool: fan on when air.temperature > 30.0", shown, StringComparison.Ordinal);
        Assert.Contains("-   - {name: fan, pin: GPIO17, safe: off, max-input-age: 10s}", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("boards/simulated.yaml: changed", shown, StringComparison.Ordinal);
    }

    // The file names no rule that changes, but the recipient's key is another one.
    [Fact]
    public async Task Shows_ATrustDocumentThatWasReplaced()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await PublishAsync(world, "1", TestSiteRelease.Text);
        Assert.Null(Stage(world, "2", TestSiteRelease.Text));
        string shown = Shown(world);
        Assert.Contains("actuators and rules: as before", shown, StringComparison.Ordinal);
        Assert.Contains("trust/platform.collector.json: changed", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("air.temperature > 10.0", "air.temprature > 10.0", "did you mean 'air.temperature'")]
    [InlineData("collector: platform", "collector: plattform", "plattform.collector.json")]
    public async Task Stages_NothingThatTheCheckRefuses(string good, string broken, string reason)
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        string? refused = Stage(world, "1", TestSiteRelease.Text.Replace(good, broken, StringComparison.Ordinal));
        Assert.Contains(reason, refused, StringComparison.Ordinal);
        Assert.Contains("Nothing was staged", refused, StringComparison.Ordinal);
        Assert.Empty(world.Town.StagedRoles);
    }

    // An author with a tool of his own: the approver's looks again, and so does the one that publishes.
    [Fact]
    public async Task Refuses_ABrokenSiteThatAnAuthorStagedByHand()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Dictionary<string, byte[]> files = TestSiteRelease.Files(TestSiteRelease.Text.Replace("safe: off", "safe: maybe", StringComparison.Ordinal));
        ReleaseManifest manifest = TestSiteRelease.Manifest("1", files);
        foreach (ReleaseFile file in manifest.Files) { world.Town.StageContent(Parcel.NameOf(file.Blob), files[file.Path]); }
        world.Change(world.Town, Roles.Sites, change => Assert.Null(
            change.Add(TwoRepositories.Manifest(manifest), ReleaseWriter.Write(manifest))));
        MetadataDocument document = world.Town.StagedDocument(Roles.Sites)!.Value.Value;
        Assert.Contains("not a state", StagedDifference.Refuse(world.Town, document), StringComparison.Ordinal);
        Assert.Contains("check: REFUSED", Shown(world), StringComparison.Ordinal);
        world.SignByTwo(world.Town);
        Assert.Contains("not a state", await world.RefusedAsync(world.Town), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_ASiteWithoutAnApprover()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Null(Stage(world, "1", TestSiteRelease.Text));
        Assert.Null(PublishingWorld.Sign(world.Town, world.Author, SignerPart.Author));
        Assert.Contains("approver", await world.RefusedAsync(world.Town), StringComparison.Ordinal);
    }

    private async Task PublishAsync(PublishingWorld world, string release, string text)
    {
        Assert.Null(Stage(world, release, text));
        world.Change(world.Town, Roles.Rollout, change => Assert.Null(
            change.Add(WantedRelease.PathOf("site"), new WantedRelease("site", release).Write())));
        world.SignByTwo(world.Town);
        await world.MustPublishAsync(world.Town);
    }

    private string? Stage(PublishingWorld world, string release, string text)
    {
        TestSiteRelease.WriteTo(_desk, TestSiteRelease.Files(text));
        var order = new SiteOrder(
            Path.Combine(_desk, "site.yaml"), Path.Combine(_desk, "trust"), Boards: null, release, 1, TimeSpan.FromMinutes(5));
        return SiteCommand.Stage(world.Town, order, world.Time, _ => { });
    }

    private static string Shown(PublishingWorld world) =>
        string.Join('\n', StagedDifference.Of(world.Town, world.Town.StagedDocument(Roles.Sites)!.Value.Value).Select(line => line.Trim()));

    private static UpdatedMachine Machine(PublishingWorld world)
    {
        var machine = new UpdatedMachine(ReleaseManifest.Site, TestSiteRelease.Id) { Before = new ChannelCount(2, 2) };
        File.WriteAllBytes(machine.Folders.FirstRoot("vendor"), world.Vendor.FirstRoot!);
        File.WriteAllBytes(machine.Folders.FirstRoot("operator"), world.Town.FirstRoot!);
        world.CopyTo(machine);
        return machine;
    }
}
