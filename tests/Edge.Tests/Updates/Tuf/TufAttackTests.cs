using System.Text;
using System.Text.Json.Nodes;
using Edge.Updates.Tuf;

namespace Edge.Tests.Updates.Tuf;

/// <summary>The attacks that TUF names, each by its name. The attacker owns the server, and keys where a test says so.</summary>
public sealed class TufAttackTests
{
    [Fact]
    public async Task Refuses_RollbackOfRoot()
    {
        var world = await FreshAsync(w => w.Repository.Publish("root"));
        world.Repository.Files["3.root.json"] = world.Repository.Files["1.root.json"];
        Assert.Equal(TufRefusal.WrongVersion, await world.RefuseAsync());
        Assert.Equal(2, world.Store.Version("root"));
    }

    [Fact]
    public async Task Refuses_ARootThatSkipsAVersion()
    {
        var world = await FreshAsync();
        world.Repository.Publish("root", "root");
        world.Repository.Files["2.root.json"] = world.Repository.Files["3.root.json"];
        Assert.Equal(TufRefusal.WrongVersion, await world.RefuseAsync());
    }

    [Fact]
    public async Task Refuses_RollbackOfTimestamp()
    {
        var world = await FreshAsync();
        byte[] old = world.Repository.Files["timestamp.json"];
        world.Repository.Publish("timestamp");
        await world.RefreshWellAsync();
        world.Repository.Files["timestamp.json"] = old;
        Assert.Equal(TufRefusal.Rollback, await world.RefuseAsync());
        Assert.Equal("1 2 1 1", world.Versions);
    }

    [Fact]
    public async Task Keeps_TheTimestampItHasWhenAnotherHasItsVersion()
    {
        var world = await FreshAsync();
        world.Repository.Bodies["timestamp"]["meta"]!["snapshot.json"]!["version"] = 100L;
        world.Repository.Republish("timestamp");
        await world.RefreshWellAsync();
        Assert.Equal("1 1 1 1", world.Versions);
    }

    // The timestamp key is the attacker's.
    [Fact]
    public async Task Refuses_RollbackOfSnapshotByANewTimestamp()
    {
        var world = await FreshAsync(w => w.Repository.Publish("snapshot", "timestamp"));
        world.Repository.Bodies["timestamp"]["meta"]!["snapshot.json"]!["version"] = 1L;
        world.Repository.Publish("timestamp");
        Assert.Equal(TufRefusal.Rollback, await world.RefuseAsync());
        Assert.Equal("1 2 2 1", world.Versions);
    }

    // Timestamp and snapshot keys are the attacker's.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refuses_RollbackOfTargetsByANewSnapshot(bool announceHashes)
    {
        var world = new TufWorld();
        world.Repository.AnnounceHashes = announceHashes;
        world.Repository.Publish("targets", "snapshot", "timestamp");
        await world.RefreshWellAsync();
        world.Repository.Bodies["snapshot"]["meta"]!["targets.json"] = new JsonObject { ["version"] = 1L };
        world.Repository.Publish("snapshot", "timestamp");
        Assert.Equal(TufRefusal.Rollback, await world.RefuseAsync());
        Assert.Equal(2, world.Store.Version("targets"));
    }

    [Fact]
    public async Task Refuses_ASnapshotThatDropsARole()
    {
        var world = new TufWorld();
        world.Repository.Delegate("targets", "lamps", TestKey.Ed25519(), "lamps/*");
        world.Repository.Publish("lamps", "targets", "snapshot", "timestamp");
        await world.RefreshWellAsync();
        world.Repository.Bodies["snapshot"]["meta"]!.AsObject().Remove("lamps.json");
        world.Repository.Publish("snapshot", "timestamp");
        Assert.Equal(TufRefusal.RemovedFromSnapshot, await world.RefuseAsync());
    }

    [Theory]
    [InlineData("root", "2 0 0 0")]
    [InlineData("timestamp", "1 0 0 0")]
    [InlineData("snapshot", "1 2 0 0")]
    [InlineData("targets", "1 2 2 0")]
    public async Task Refuses_IndefiniteFreezeOf(string role, string stored)
    {
        var world = new TufWorld();
        world.Repository.Bodies[role]["expires"] = TestRepository.Time(TestRepository.Now);
        world.Repository.Publish(role == "root" ? ["root"] : ["targets", "snapshot", "timestamp"]);
        Assert.Equal(TufRefusal.Expired, await world.RefuseAsync());
        Assert.Equal(stored, world.Versions);
    }

    [Fact]
    public async Task Accepts_UntilTheSecondBeforeExpiry()
    {
        var world = new TufWorld { Now = TestRepository.Later.AddSeconds(-1) };
        await world.RefreshWellAsync();
        world.Now = TestRepository.Later;
        Assert.Equal(TufRefusal.Expired, await world.RefuseAsync());
    }

    [Fact]
    public async Task Refuses_TheSameTimestampForEver()
    {
        var world = await FreshAsync();
        world.Now = TestRepository.Later;
        world.Repository.Bodies["root"]["expires"] = TestRepository.Time(TestRepository.Later.AddDays(1));
        world.Repository.Publish("root");
        Assert.Equal(TufRefusal.Expired, await world.RefuseAsync());
    }

    [Fact]
    public async Task Takes_AnExpiredTimestampAsAFloorAndANewOneInItsPlace()
    {
        var world = await FreshAsync();
        world.Now = TestRepository.Later;
        foreach (JsonObject body in world.Repository.Bodies.Values)
        {
            body["expires"] = TestRepository.Time(TestRepository.Later.AddDays(1));
        }
        world.Repository.Publish("root", "targets", "snapshot", "timestamp");
        await world.RefreshWellAsync();
        Assert.Equal("2 2 2 2", world.Versions);
    }

    [Fact]
    public async Task Refuses_MixAndMatchOfSnapshotAndTargets()
    {
        var world = await FreshAsync();
        world.Repository.Publish("targets", "snapshot", "timestamp");
        world.Repository.Files["2.targets.json"] = world.Repository.Files["1.targets.json"];
        Assert.Equal(TufRefusal.WrongVersion, await world.RefuseAsync());
        Assert.Equal("1 2 2 1", world.Versions);
    }

    [Theory]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task Refuses_MixAndMatchOfOneVersionWithAnother(string role)
    {
        var world = new TufWorld();
        world.Repository.AnnounceHashes = true;
        world.Repository.Publish("targets", "snapshot", "timestamp");
        world.Repository.Files[$"2.{role}.json"] = [.. world.Repository.Files[$"2.{role}.json"][..^1], (byte)' '];
        Assert.Equal(TufRefusal.HashMismatch, await world.RefuseAsync());
        world.Repository.Files[$"2.{role}.json"] = world.Repository.Files[$"2.{role}.json"][..^1];
        Assert.Equal(TufRefusal.LengthMismatch, await world.RefuseAsync());
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    public async Task Recovers_FromFastForwardByNewKeys(string stolen)
    {
        var world = new TufWorld();
        world.Repository.Bodies[stolen]["version"] = TufLimits.MaxInteger - 1;
        world.Repository.Publish(stolen);
        if (stolen == "snapshot") { world.Repository.Publish("timestamp"); }
        await world.RefreshWellAsync();
        Assert.Equal(TufLimits.MaxInteger, world.Store.Version(stolen));

        world.Repository.SetKeys(stolen, 1, TestKey.Ed25519());
        world.Repository.Bodies[stolen]["version"] = 1L;
        world.Repository.Publish("root");
        world.Repository.Publish(stolen == "snapshot" ? ["snapshot", "timestamp"] : ["timestamp"]);
        await world.RefreshWellAsync();
        Assert.Equal(2, world.Store.Version(stolen));
    }

    [Fact]
    public async Task Recovers_FromFastForwardWhenAnotherKeyOfTheRoleStays()
    {
        TestKey stays = TestKey.Ed25519(), stolen = TestKey.Ed25519();
        var world = new TufWorld();
        world.Repository.SetKeys("timestamp", 1, stays, stolen);
        world.Repository.Bodies["timestamp"]["version"] = 1_000_000L;
        world.Repository.Publish("root", "timestamp");
        await world.RefreshWellAsync();
        world.Repository.SetKeys("timestamp", 1, stays);
        world.Repository.Bodies["timestamp"]["version"] = 4L;
        world.Repository.Publish("root", "timestamp");
        await world.RefreshWellAsync();
        Assert.Equal(5, world.Store.Version("timestamp"));
        Assert.Contains(world.Store.Applied, roles => roles.SequenceEqual(["root", "timestamp", "snapshot"]));
    }

    [Fact]
    public async Task Keeps_TheFloorWhenARootOnlyAddsAKey()
    {
        var world = await FreshAsync(w => w.Repository.Publish("timestamp"));
        world.Repository.SetKeys("timestamp", 1, world.Repository.Signers["timestamp"][0], TestKey.Ed25519());
        world.Repository.Bodies["timestamp"]["version"] = 0L;
        world.Repository.Publish("root", "timestamp");
        Assert.Equal(TufRefusal.Rollback, await world.RefuseAsync());
    }

    [Theory]
    [InlineData("2.root.json", TufLimits.MaxRootBytes)]
    [InlineData("timestamp.json", TufLimits.MaxTimestampBytes)]
    [InlineData("1.snapshot.json", TufLimits.MaxSnapshotBytes)]
    [InlineData("1.targets.json", TufLimits.MaxTargetsBytes)]
    public async Task Refuses_EndlessDataButTakesAsMuchAsTheLimit(string file, int limit)
    {
        var world = new TufWorld();
        if (file == "2.root.json") { world.Repository.Publish("root"); }
        byte[] bytes = world.Repository.Files[file];
        world.Repository.Files[file] = Padded(bytes, limit + 1);
        Assert.Equal(TufRefusal.TooLarge, await world.RefuseAsync());
        world.Repository.Answer = path => path == file ? Padded(bytes, limit + 1) : null;
        Assert.Equal(TufRefusal.TooLarge, await world.RefuseAsync());   // the source did not keep to the limit
        world.Repository.Answer = null;
        world.Repository.Files[file] = Padded(bytes, limit);
        await world.RefreshWellAsync();
    }

    [Fact]
    public async Task Asks_ForNoMoreBytesThanWereAnnounced()
    {
        var world = new TufWorld();
        world.Repository.AnnounceHashes = true;
        world.Repository.Publish("targets", "snapshot", "timestamp");
        world.Repository.Files["2.targets.json"] = Padded(world.Repository.Files["2.targets.json"], 5_000);
        Assert.Equal(TufRefusal.TooLarge, await world.RefuseAsync());
    }

    [Theory]
    [InlineData("root", TufRefusal.ThresholdNotReached)]
    [InlineData("timestamp", TufRefusal.ThresholdNotReached)]
    [InlineData("snapshot", TufRefusal.ThresholdNotReached)]
    [InlineData("targets", TufRefusal.ThresholdNotReached)]
    public async Task Refuses_ArbitraryInstallationBySomebodyElsesKey(string role, TufRefusal refusal)
    {
        var world = new TufWorld();
        world.Repository.Signers[role] = [TestKey.Ed25519()];
        world.Repository.Publish(role);
        if (role != "root") { world.Repository.Publish("snapshot", "timestamp"); }
        if (role == "timestamp") { world.Repository.Publish("timestamp"); }
        Assert.Equal(refusal, await world.RefuseAsync());
    }

    [Fact]
    public async Task Refuses_AnotherBodyUnderGoodSignatures()
    {
        var world = new TufWorld();
        string text = Encoding.UTF8.GetString(world.Repository.Files["1.targets.json"]);
        world.Repository.Files["1.targets.json"] = Encoding.UTF8.GetBytes(text.Replace("1.0.31", "1.0.32", StringComparison.Ordinal));
        Assert.Equal(TufRefusal.ThresholdNotReached, await world.RefuseAsync());
    }

    // The key of one role must not speak for another.
    [Fact]
    public async Task Refuses_ASnapshotInThePlaceOfATimestamp()
    {
        var world = new TufWorld();
        JsonObject snapshot = world.Repository.Bodies["snapshot"];
        snapshot["meta"] = new JsonObject { ["snapshot.json"] = new JsonObject { ["version"] = 1L } };
        world.Repository.Files["timestamp.json"] = TestRepository.Sign(snapshot, world.Repository.Signers["timestamp"][0]);
        Assert.Equal(TufRefusal.WrongType, await world.RefuseAsync());
    }

    [Fact]
    public async Task Refuses_AnotherMajorVersionOfTheSpecification()
    {
        var world = new TufWorld();
        world.Repository.Bodies["targets"]["spec_version"] = "2.0.0";
        world.Repository.Publish("targets", "snapshot", "timestamp");
        Assert.Equal(TufRefusal.UnknownSpecification, await world.RefuseAsync());
    }

    internal static byte[] Padded(byte[] bytes, int length)
    {
        var padded = new byte[length];
        padded.AsSpan().Fill((byte)' ');
        bytes.CopyTo(padded, 0);
        return padded;
    }

    private static async Task<TufWorld> FreshAsync(Action<TufWorld>? first = null)
    {
        var world = new TufWorld();
        first?.Invoke(world);
        await world.RefreshWellAsync();
        return world;
    }
}
