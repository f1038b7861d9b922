using Edge.Updates.Tuf;

namespace Edge.Tests.Updates.Tuf;

public sealed class TufClientTests
{
    [Fact]
    public async Task Asks_InTheOrderOfTheSpecification()
    {
        var world = new TufWorld();
        await world.RefreshWellAsync();
        Assert.Equal(["2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"], world.Repository.Requests);
        Assert.Equal("1 1 1 1", world.Versions);
    }

    [Fact]
    public async Task Asks_TwiceOnlyForWhatMayHaveChanged()
    {
        var world = new TufWorld();
        await world.RefreshWellAsync();
        await world.RefreshWellAsync();
        Assert.Equal(["2.root.json", "timestamp.json"], world.Repository.Requests);
    }

    [Fact]
    public async Task Asks_ForPlainNamesWithoutConsistentSnapshots()
    {
        var world = new TufWorld();
        world.Repository.Bodies["root"]["consistent_snapshot"] = false;
        world.Repository.AddTarget("targets", "a/b", [1, 2, 3]);
        world.Repository.Publish("root", "targets", "snapshot", "timestamp");
        var found = await world.FindAsync("a/b");
        Assert.Contains("snapshot.json", world.Repository.Requests);
        Assert.Equal("a/b", found.Value.RepositoryPath);
    }

    [Fact]
    public async Task Names_TargetsByHashWithConsistentSnapshots()
    {
        var world = new TufWorld();
        world.Repository.AddTarget("targets", "a/b ?#.bin", []);
        world.Repository.Publish("targets", "snapshot", "timestamp");
        var found = await world.FindAsync("a/b ?#.bin");
        Assert.Equal(
            "a/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.b%20%3F%23.bin", found.Value.RepositoryPath);
    }

    [Theory]
    [InlineData("ed25519")]
    [InlineData("P-256")]
    [InlineData("P-384")]
    [InlineData("RSA")]
    public async Task Verifies_EveryKeyType(string type)
    {
        var world = new TufWorld(new TestRepository(() => Make(type)));
        await world.RefreshWellAsync();
        world.Repository.Signers["timestamp"] = [Make(type).Named(world.Repository.Signers["timestamp"][0].Id)];
        world.Repository.Publish("timestamp");
        Assert.Equal(TufRefusal.ThresholdNotReached, await world.RefuseAsync());
    }

    [Fact]
    public async Task Follows_AChainOfRootsWithNewKeys()
    {
        var world = new TufWorld();
        for (int i = 0; i < 5; i++)
        {
            TestKey before = world.Repository.Signers["root"][0];
            world.Repository.SetKeys("root", 1, TestKey.Ed25519());
            world.Repository.Signers["root"].Add(before);
            world.Repository.Publish("root");
        }
        await world.RefreshWellAsync();
        Assert.Equal("6 1 1 1", world.Versions);
    }

    [Fact]
    public async Task Goes_OnWithTheNextRefreshAfterTooManyRoots()
    {
        var world = new TufWorld();
        for (int i = 0; i < TufLimits.MaxRootRotations + 1; i++) { world.Repository.Publish("root"); }
        await world.RefreshWellAsync();
        Assert.Equal(TufLimits.MaxRootRotations + 1, world.Store.Version("root"));
        await world.RefreshWellAsync();
        Assert.Equal(TufLimits.MaxRootRotations + 2, world.Store.Version("root"));
    }

    [Fact]
    public async Task Accepts_UnknownFieldsEverywhereAndKeepsThem()
    {
        var world = new TufWorld();
        foreach (string role in world.Repository.Bodies.Keys) { world.Repository.Bodies[role]["x-unknown"] = "Grüße \" \\ \n"; }
        world.Repository.Bodies["timestamp"]["custom"] = new System.Text.Json.Nodes.JsonObject { ["root"] = 2 };
        world.Repository.Publish("root", "targets", "snapshot", "timestamp");
        var refreshed = await world.RefreshAsync();
        var source = refreshed.Value.Trusted.Timestamp!.Header.Source;
        Assert.Equal(2, source.GetProperty("custom").GetProperty("root").GetInt32());
    }

    [Fact]
    public async Task Stores_TheBytesAsTheyCame()
    {
        var world = new TufWorld();
        byte[] padded = [.. world.Repository.Files["timestamp.json"], (byte)' ', (byte)'\n'];
        world.Repository.Files["timestamp.json"] = padded;
        await world.RefreshWellAsync();
        Assert.Equal(padded, world.Store.Documents["timestamp"]);
    }

    [Fact]
    public async Task Keeps_WhatWasTrustedBeforeTheRefusal()
    {
        var world = new TufWorld();
        await world.RefreshWellAsync();
        world.Repository.Publish("targets", "snapshot", "timestamp");
        world.Repository.Files.Remove("2.targets.json");
        Assert.Equal(TufRefusal.NotFound, await world.RefuseAsync());
        Assert.Equal("1 2 2 1", world.Versions);
    }

    [Theory]
    [InlineData("2.root.json")]
    [InlineData("timestamp.json")]
    [InlineData("1.snapshot.json")]
    [InlineData("1.targets.json")]
    public async Task Stops_WhenTheSourceFails(string file)
    {
        var world = new TufWorld();
        world.Repository.Broken.Add(file);
        Assert.Equal(TufRefusal.SourceFailed, await world.RefuseAsync());
        Assert.Equal(file, world.Repository.Requests[^1]);
    }

    [Fact]
    public async Task Refuses_ToBeginWithoutARoot()
    {
        var world = new TufWorld();
        world.Store = new MemoryStore();
        Assert.Equal(TufRefusal.NoTrustedRoot, await world.RefuseAsync());
        Assert.Empty(world.Repository.Requests);
    }

    [Fact]
    public async Task Finds_NothingThatNobodyNames()
    {
        var found = await new TufWorld().FindAsync("missing");
        Assert.Equal(TufRefusal.TargetNotFound, found.Reason.Refusal);
    }

    private static TestKey Make(string type) => type switch
    {
        "ed25519" => TestKey.Ed25519(),
        "P-256" => TestKey.P256(),
        "P-384" => TestKey.P384(),
        _ => TestKey.Rsa(),
    };
}
