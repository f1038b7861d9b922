using System.Text;
using System.Text.Json.Nodes;
using Edge.Updates.Tuf;

namespace Edge.Tests.Updates.Tuf;

/// <summary>Documents that are signed well and say nonsense.</summary>
public sealed class TufFieldTests
{
    public static TheoryData<string, string, string, TufRefusal> Nonsense => new()
    {
        { "root", "keys", "[]", TufRefusal.BadField },
        { "root", "roles", "{}", TufRefusal.BadField },
        { "root", "consistent_snapshot", "1", TufRefusal.BadField },
        { "root", "expires", "\"2030-01-31\"", TufRefusal.BadField },
        { "root", "expires", "\"2030-02-30T00:00:00Z\"", TufRefusal.BadField },
        { "root", "expires", "\"2030-01-31T00:00:00+00:00\"", TufRefusal.BadField },
        { "root", "expires", "null", TufRefusal.BadField },
        { "root", "spec_version", "\"1\"", TufRefusal.UnknownSpecification },
        { "root", "spec_version", "\"1.x.0\"", TufRefusal.UnknownSpecification },
        { "timestamp", "meta", "{}", TufRefusal.BadField },
        { "timestamp", "meta", "{\"snapshot.json\":{\"version\":\"1\"}}", TufRefusal.BadField },
        { "timestamp", "meta", "{\"snapshot.json\":{\"version\":0}}", TufRefusal.NumberOutOfRange },
        { "timestamp", "meta", "{\"snapshot.json\":{\"version\":1,\"length\":-1}}", TufRefusal.NumberOutOfRange },
        { "timestamp", "meta", "{\"snapshot.json\":{\"version\":1,\"hashes\":{}}}", TufRefusal.BadField },
        { "timestamp", "meta", "{\"snapshot.json\":{\"version\":1,\"hashes\":{\"sha256\":\"xy\"}}}", TufRefusal.BadField },
        { "timestamp", "meta", "{\"snapshot.json\":{\"version\":1,\"hashes\":{\"md5\":\"00\"}}}", TufRefusal.NoKnownHash },
        { "timestamp", "_type", "7", TufRefusal.BadField },
        { "targets", "targets", "[]", TufRefusal.BadField },
        { "targets", "targets", "{\"a\":{\"length\":1}}", TufRefusal.BadField },
        { "targets", "targets", "{\"a\":{\"hashes\":{\"sha256\":\"00\"}}}", TufRefusal.BadField },
        { "targets", "delegations", "{\"keys\":{},\"roles\":[1]}", TufRefusal.BadField },
        { "targets", "delegations", "{\"keys\":{}}", TufRefusal.BadField },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Refuses(string role, string field, string value, TufRefusal refusal)
    {
        var world = new TufWorld();
        TestRepository repository = world.Repository;
        if (role == "targets") { repository.Bodies[role][field] = JsonNode.Parse(value); }
        repository.Publish(role == "root" ? ["root"] : ["targets", "snapshot", "timestamp"]);
        if (role != "targets")
        {
            repository.Bodies[role][field] = JsonNode.Parse(value);
            repository.Republish(role);
        }
        Assert.Equal(refusal, await world.RefuseAsync());
    }

    [Fact]
    public async Task Refuses_VersionsBeyondTheLargestInteger()
    {
        var world = new TufWorld();
        world.Repository.Bodies["timestamp"]["version"] = TufLimits.MaxInteger + 1;
        world.Repository.Republish("timestamp");
        Assert.Equal(TufRefusal.NumberOutOfRange, await world.RefuseAsync());
    }

    [Fact]
    public void Refuses_MoreSignaturesThanTheLimit()
    {
        string Document(int count) => "{\"signed\":{},\"signatures\":["
            + string.Join(',', Enumerable.Range(0, count).Select(i => $"{{\"keyid\":\"{i}\",\"sig\":\"\"}}")) + "]}";
        Assert.True(TufEnvelope.Read(Encoding.UTF8.GetBytes(Document(TufLimits.MaxSignatures)), 100_000, "x").IsOk);
        var refused = TufEnvelope.Read(Encoding.UTF8.GetBytes(Document(TufLimits.MaxSignatures + 1)), 100_000, "x");
        Assert.Equal(TufRefusal.BadField, refused.Reason.Refusal);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(2_147_483_648L)]
    [InlineData(4_294_967_296L)]
    [InlineData(TufLimits.MaxInteger)]
    public async Task Reads_LengthsOfTargetsOfAnySize(long length)
    {
        var world = new TufWorld();
        world.Repository.AddTarget("targets", "image", [1]);
        world.Repository.Bodies["targets"]["targets"]!["image"]!["length"] = length;
        world.Repository.Publish("targets", "snapshot", "timestamp");
        Assert.Equal(length, (await world.FindAsync("image")).Value.File.Length);
    }

    [Fact]
    public async Task Checks_TargetsToTheLastByte()
    {
        var world = new TufWorld();
        world.Repository.AddTarget("targets", "image", [1, 2, 3]);
        world.Repository.Publish("targets", "snapshot", "timestamp");
        FoundTarget target = (await world.FindAsync("image")).Value;
        Assert.Null(Check([1, 2, 3]));
        Assert.Equal(TufRefusal.HashMismatch, Check([1, 2, 4])!.Refusal);
        Assert.Equal(TufRefusal.LengthMismatch, Check([1, 2])!.Refusal);
        Assert.Equal(TufRefusal.LengthMismatch, Check([1, 2, 3, 4])!.Refusal);

        TufReason? Check(byte[] bytes)
        {
            using var check = new TargetCheck(target);
            Assert.Equal(bytes.Length <= 3, check.Append(bytes));
            return check.Finish();
        }
    }
}
