using System.Text.Json;
using Edge.Platform.Updates;
using Edge.Tests.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Releases;

namespace Edge.Tests.Operator.Publishing;

/// <summary>From a person's desk to a machine, with everybody's own tool.</summary>
public sealed class PublishingFlowTests
{
    [Fact]
    public async Task Installs_WhatTwoPersonsOfEachHouseHaveSigned()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge 1");
        using UpdatedMachine machine = world.Machine();
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal("1.0.0", machine.Ledger.State.Committed!.Release);
        Assert.Equal(PublishingWorld.Executable("edge 1"), await File.ReadAllBytesAsync(machine.Running.Entry!));
    }

    [Fact]
    public async Task Sends_OnlyThePatchOfWhatChanged()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge 1");
        using UpdatedMachine machine = world.Machine();
        Assert.Null(await machine.UpdateAsync());
        await world.ReleaseAsync("1.1.0", "edge two", "1.0.0");
        world.CopyTo(machine);
        long travels = (await machine.FetchAsync(download: false)).Value.Missing;
        Assert.InRange(travels, 1, 1_000);
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal("1.1.0", machine.Ledger.State.Committed!.Release);
        Assert.Equal(PublishingWorld.Executable("edge two"), await File.ReadAllBytesAsync(machine.Running.Entry!));
    }

    [Fact]
    public async Task Refuses_WhatTheTownHasNotApproved()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge 1");
        Assert.Null(world.Build("2.0.0", "edge 2"));
        world.SignByTwo(world.Vendor);
        await world.MustPublishAsync(world.Vendor);
        world.Want("2.0.0");
        world.SignByTwo(world.Town);
        await world.MustPublishAsync(world.Town);
        using UpdatedMachine machine = world.Machine();
        Assert.Equal(UpdateRefusal.RepositoriesDisagree, (await machine.UpdateAsync())!.Refusal);
    }

    [Fact]
    public async Task Stops_EveryMachineUntilTheHaltIsLifted()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge 1");
        using UpdatedMachine machine = world.Machine();
        world.Halt(isSet: true);
        await world.MustPublishAsync(world.Town);
        world.CopyTo(machine);
        Assert.Equal(UpdateRefusal.Halted, (await machine.UpdateAsync())!.Refusal);
        world.Halt(isSet: false);
        await world.MustPublishAsync(world.Town);
        world.CopyTo(machine);
        Assert.Null(await machine.UpdateAsync());
    }

    [Fact]
    public async Task Refresh_KeepsARepositoryBelieved_WithoutAnybodyElsesKey()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge 1");
        using UpdatedMachine machine = world.Machine();
        machine.Offline = false;
        world.Time.Advance(TimeSpan.FromDays(PublishingWorld.Days + 1));
        world.CopyTo(machine);
        Assert.Contains("Expired", (await machine.UpdateAsync())!.Detail, StringComparison.Ordinal);
        Assert.True((await world.RefreshAsync(world.Vendor)).IsOk);
        Assert.True((await world.RefreshAsync(world.Town)).IsOk);
        world.CopyTo(machine);
        Assert.Null(await machine.UpdateAsync());
    }

    [Fact]
    public async Task Verify_PassesAfterEveryStep()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Null(await world.VerifyAsync(world.Vendor));
        Assert.Null(await world.VerifyAsync(world.Town));
        await world.ReleaseAsync("1.0.0", "edge 1");
        await world.ReleaseAsync("1.1.0", "edge two", "1.0.0");
        Assert.True((await world.RefreshAsync(world.Vendor)).IsOk);
        Assert.Null(await world.VerifyAsync(world.Vendor));
        Assert.Null(await world.VerifyAsync(world.Town));
    }

    [Fact]
    public async Task Lists_EveryFileAndPackageInTheBillOfMaterials()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge 1");
        string file = PublishingWorld.Seen(world.Vendor).Keys.Single(name => name.EndsWith("sbom.cdx.json", StringComparison.Ordinal));
        using var sbom = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(world.Vendor.Public, file)));
        Assert.Equal(("CycloneDX", "1.6"), (Text(sbom.RootElement, "bomFormat"), Text(sbom.RootElement, "specVersion")));
        JsonElement[] parts = [.. sbom.RootElement.GetProperty("components").EnumerateArray()];
        JsonElement edge = parts.Single(part => Text(part, "name") == "edge");
        Assert.Equal(
            ContentHash.Of(PublishingWorld.Executable("edge 1")).ToString(),
            Text(edge.GetProperty("hashes")[0], "content"));
        Assert.Contains(parts, part => Text(part, "name") == "NSec.Cryptography" && Text(part, "type") == "library");
    }

    [Fact]
    public async Task Build_NeverChangesAReleaseThatIsOut()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge 1");
        Assert.Contains("never changes", world.Build("1.0.0", "edge other"), StringComparison.Ordinal);
        Assert.Empty(world.Vendor.StagedRoles);
        string path = ReleaseManifest.PathOf("app", UpdateSetup.Rid, "1.0.0");
        Assert.NotNull(world.Vendor.Published("releases")!.Value.Value.Body["targets"]![path]);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
