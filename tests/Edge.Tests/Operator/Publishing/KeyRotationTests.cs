using Edge.Operator.Publishing;
using Edge.Operator.Releases;
using Edge.Tests.Platform.Updates;

namespace Edge.Tests.Operator.Publishing;

/// <summary>People come and go; machines that were set up years ago follow.</summary>
public sealed class KeyRotationTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(90);

    [Fact]
    public async Task ANewRootHolder_NeedsThoseBefore_AndMachinesFollow()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge 1");
        using UpdatedMachine machine = world.Machine();
        using var emil = PersonKey.Create();
        foreach (RepositoryFolder folder in (RepositoryFolder[])[world.Vendor, world.Town])
        {
            Assert.Null(Rotate(world, folder, new([(KeyPart.Root, emil.Public)], [(KeyPart.Root, world.Ben.Public.Id)], null, null)));
            Assert.Equal(["root", "targets"], folder.StagedRoles);
            Assert.Null(PublishingWorld.Sign(folder, emil, SignerPart.Holder));
            Assert.Null(PublishingWorld.Sign(folder, world.Anna, SignerPart.Holder));
            string lacks = await world.RefusedAsync(folder);
            Assert.Contains("1 of 2 signatures (repo sign) of those who held root before", lacks, StringComparison.Ordinal);
            Assert.Null(PublishingWorld.Sign(folder, world.Ben, SignerPart.Holder));
            await world.MustPublishAsync(folder);
            Assert.Null(await world.VerifyAsync(folder));
        }
        world.CopyTo(machine);
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal("1.0.0", machine.Ledger.State.Committed!.Release);
    }

    [Fact]
    public async Task WhoIsGone_CountsNoMore_AndOthersSignWhatHeHadSigned()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge 1");
        using UpdatedMachine machine = world.Machine();
        using var fritz = PersonKey.Create();
        KeyChange change = new([(KeyPart.Author, fritz.Public)], [(KeyPart.Author, world.Author.Public.Id)], null, null);
        Assert.Null(Rotate(world, world.Vendor, change));
        Assert.Equal(["targets", "map", "releases"], world.Vendor.StagedRoles);
        Assert.Contains("no part as an author", PublishingWorld.Sign(world.Vendor, world.Author, SignerPart.Author), StringComparison.Ordinal);
        Assert.Null(PublishingWorld.Sign(world.Vendor, fritz, SignerPart.Author));
        world.SignEverything(world.Vendor);
        await world.MustPublishAsync(world.Vendor);
        Assert.Null(await world.VerifyAsync(world.Vendor));
        world.CopyTo(machine);
        Assert.Null(await machine.UpdateAsync());
    }

    [Fact]
    public async Task ALostOnlineKey_SignsNothingThatMachinesBelieve()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge 1");
        using UpdatedMachine machine = world.Machine();
        Assert.Null(await machine.UpdateAsync());
        using var machineRoom = PersonKey.Create();
        Assert.Null(Rotate(world, world.Town, new([], [], null, machineRoom.Public)));
        Assert.Equal(["root"], world.Town.StagedRoles);
        world.SignEverything(world.Town);
        Assert.Contains("may not sign snapshot", await world.RefusedAsync(world.Town), StringComparison.Ordinal);
        Assert.True((await world.PublishAsync(world.Town, machineRoom)).IsOk);
        Assert.Contains("may not sign snapshot", (await world.RefreshAsync(world.Town)).Reason, StringComparison.Ordinal);
        Assert.Null(await world.VerifyAsync(world.Town));
        world.CopyTo(machine);
        Assert.True((await machine.FetchAsync(download: false)).IsOk);
    }

    [Fact]
    public async Task Renew_StagesWhatEndsSoon_AndNothingElse()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Empty(KeyRotation.Renew(world.Town, null, Soon, null, world.Time.GetUtcNow()).Value);
        world.Time.Advance(TimeSpan.FromDays(300));
        Assert.Equal(
            ["targets", "assignments", "rollout", "sites", "map", "halt"],
            KeyRotation.Renew(world.Town, null, Soon, null, world.Time.GetUtcNow()).Value);
        world.SignEverything(world.Town);
        await world.MustPublishAsync(world.Town);
        world.Time.Advance(TimeSpan.FromDays(200));
        Assert.True((await world.RefreshAsync(world.Town)).IsOk);
        Assert.Null(await world.VerifyAsync(world.Town));
        var strange = KeyRotation.Renew(world.Town, ["root", "gates"], Soon, null, world.Time.GetUtcNow());
        Assert.Contains("'gates' is no role", strange.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_HoldersWhoCouldNotHoldIt_AndStagesNothing()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        string author = world.Author.Public.Id;
        (KeyChange Change, string Reason)[] wrong =
        [
            (new([], [], null, null), "No key comes or goes"),
            (new([], [], 3, null), "3 of 2 root keys cannot be reached"),
            (new([], [(KeyPart.Root, world.Anna.Public.Id)], null, null), "2 of 1 root keys cannot be reached"),
            (new([], [(KeyPart.Root, author)], null, null), "is no root holder"),
            (new([(KeyPart.Root, world.Anna.Public)], [], null, null), "is root holder already"),
            (new([(KeyPart.Approver, world.Author.Public)], [], null, null), "nobody approves what he wrote"),
            (new([], [(KeyPart.Author, author)], null, null), "Two persons are needed"),
            (new([], [(KeyPart.Halter, world.Halter.Public.Id)], null, null), "--halter is needed"),
            (new([], [], null, world.Anna.Public), "--online key belongs to a person"),
        ];
        foreach ((KeyChange change, string reason) in wrong)
        {
            Assert.Contains(reason, Rotate(world, world.Town, change), StringComparison.Ordinal);
            Assert.Empty(world.Town.StagedRoles);
        }
        world.Want("1.0.0");
        Assert.Contains("repo drop", Rotate(world, world.Town, new([], [], 1, null)), StringComparison.Ordinal);
        Assert.Equal(["rollout"], world.Town.StagedRoles);
        StagedContents.Drop(world.Town, world.Town.StagedRoles);
        Assert.Empty(world.Town.StagedContents());
        Assert.Null(Rotate(world, world.Town, new([], [], 1, null)));
    }

    private static string? Rotate(PublishingWorld world, RepositoryFolder folder, KeyChange change) =>
        KeyRotation.Stage(folder, change, world.Time.GetUtcNow());
}
