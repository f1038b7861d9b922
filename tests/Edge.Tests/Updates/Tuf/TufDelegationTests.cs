using System.Text.Json.Nodes;
using Edge.Updates.Tuf;

namespace Edge.Tests.Updates.Tuf;

/// <summary>Who may speak for which target, and how far a search goes.</summary>
public sealed class TufDelegationTests
{
    private readonly TufWorld _world = new();

    private TestRepository Repository => _world.Repository;

    [Fact]
    public async Task Searches_PreOrderDepthFirst()
    {
        foreach ((string delegator, string role) in (ReadOnlySpan<(string, string)>)
            [("targets", "a"), ("targets", "b"), ("a", "c"), ("a", "d"), ("c", "e")])
        {
            Repository.Delegate(delegator, role, TestKey.Ed25519(), "*");
        }
        PublishAll();
        Assert.Equal(TufRefusal.TargetNotFound, (await _world.FindAsync("x")).Reason.Refusal);
        Assert.Equal(["1.a.json", "1.c.json", "1.e.json", "1.d.json", "1.b.json"], Repository.Requests[4..]);
    }

    [Fact]
    public async Task Ends_AtATerminatingRole()
    {
        Repository.Delegate("targets", "a", TestKey.Ed25519(), "*")["terminating"] = true;
        Repository.Delegate("targets", "b", TestKey.Ed25519(), "*");
        Repository.AddTarget("b", "x", [1]);
        PublishAll();
        Assert.Equal(TufRefusal.TargetNotFound, (await _world.FindAsync("x")).Reason.Refusal);
        Assert.DoesNotContain("1.b.json", Repository.Requests);
    }

    [Fact]
    public async Task Takes_TheFirstRoleThatNamesATarget()
    {
        Repository.Delegate("targets", "a", TestKey.Ed25519(), "x");
        Repository.Delegate("targets", "b", TestKey.Ed25519(), "x");
        Repository.AddTarget("a", "x", [1]);
        Repository.AddTarget("b", "x", [2, 2]);
        PublishAll();
        var found = (await _world.FindAsync("x")).Value;
        Assert.Equal(("a", 1), (found.Role, found.File.Length));
    }

    [Fact]
    public async Task Ignores_ATargetOutsideOfTheDelegatedPaths()
    {
        Repository.Delegate("targets", "lamps", TestKey.Ed25519(), "lamps/*");
        Repository.AddTarget("lamps", "pumps/firmware", [1]);
        PublishAll();
        Assert.Equal(TufRefusal.TargetNotFound, (await _world.FindAsync("pumps/firmware")).Reason.Refusal);
    }

    // The role is genuine through A, and in the cache; B never gave it a key that signed.
    [Fact]
    public async Task Refuses_ACachedRoleThatItsSecondDelegatorDidNotAppoint()
    {
        Diamond(signedForB: false);
        var session = (await _world.RefreshAsync()).Value;
        var first = await session.FindAsync(TargetPath.From("team-a/x").Value, CancellationToken.None);
        Assert.True(first.IsOk, first.ToString());
        var second = await session.FindAsync(TargetPath.From("team-b/x").Value, CancellationToken.None);
        Assert.Equal(TufRefusal.ThresholdNotReached, second.Reason.Refusal);
        var again = await session.FindAsync(TargetPath.From("team-a/x").Value, CancellationToken.None);
        Assert.True(again.IsOk, again.ToString());
    }

    [Fact]
    public async Task Accepts_ACachedRoleThatBothDelegatorsAppointed()
    {
        Diamond(signedForB: true);
        var session = (await _world.RefreshAsync()).Value;
        Assert.True((await session.FindAsync(TargetPath.From("team-a/x").Value, CancellationToken.None)).IsOk);
        Assert.True((await session.FindAsync(TargetPath.From("team-b/x").Value, CancellationToken.None)).IsOk);
        Assert.Single(Repository.Requests, "1.release.json");
    }

    [Fact]
    public async Task Refuses_TheSecondDelegatorAcrossARestart()
    {
        Diamond(signedForB: false);
        Assert.True((await _world.FindAsync("team-a/x")).IsOk);
        Assert.NotNull(_world.Store.Read("release", 10_000));
        Assert.Equal(TufRefusal.ThresholdNotReached, (await _world.FindAsync("team-b/x")).Reason.Refusal);
    }

    [Fact]
    public async Task Ends_InCyclicDelegations()
    {
        Repository.Delegate("targets", "a", TestKey.Ed25519(), "*");
        Repository.Delegate("a", "b", TestKey.Ed25519(), "*");
        Repository.Delegate("b", "a", TestKey.Ed25519(), "*");
        Repository.Delegate("b", "b", TestKey.Ed25519(), "*");
        PublishAll();
        Assert.Equal(TufRefusal.TargetNotFound, (await _world.FindAsync("x")).Reason.Refusal);
        Assert.Equal(["1.a.json", "1.b.json"], Repository.Requests[4..]);
    }

    [Theory]
    [InlineData(TufLimits.MaxDelegations, TufRefusal.TargetNotFound)]
    [InlineData(TufLimits.MaxDelegations + 1, TufRefusal.TooManyDelegations)]
    public async Task Ends_InDeepDelegations(int depth, TufRefusal refusal)
    {
        TestKey key = TestKey.Ed25519();
        string delegator = "targets";
        for (int i = 0; i < depth; i++)
        {
            Repository.Delegate(delegator, $"r{i}", key, "*");
            delegator = $"r{i}";
        }
        PublishAll();
        Assert.Equal(refusal, (await _world.FindAsync("x")).Reason.Refusal);
    }

    [Fact]
    public async Task Stops_AtARoleThatIsNotInTheSnapshot()
    {
        Repository.Delegate("targets", "a", TestKey.Ed25519(), "*");
        Repository.Delegate("targets", "b", TestKey.Ed25519(), "*");
        Repository.AddTarget("b", "x", [1]);
        Repository.Publish("b", "targets", "snapshot", "timestamp");
        Assert.Equal(TufRefusal.NotInSnapshot, (await _world.FindAsync("x")).Reason.Refusal);
    }

    [Fact]
    public async Task Stops_AtARoleThatCannotBeFetched()
    {
        Repository.Delegate("targets", "a", TestKey.Ed25519(), "*");
        Repository.Delegate("targets", "b", TestKey.Ed25519(), "*");
        Repository.AddTarget("b", "x", [1]);
        PublishAll();
        Repository.Files.Remove("1.a.json");
        Assert.Equal(TufRefusal.NotFound, (await _world.FindAsync("x")).Reason.Refusal);
    }

    [Fact]
    public async Task Finds_ByHashPrefix()
    {
        JsonObject role = Repository.Delegate("targets", "bin", TestKey.Ed25519());
        role.Remove("paths");
        string digits = TargetPath.From("x/y").Value.HashDigits();
        role["path_hash_prefixes"] = new JsonArray("ffffffff", digits[..3]);
        Repository.AddTarget("bin", "x/y", [1]);
        PublishAll();
        Assert.Equal("bin", (await _world.FindAsync("x/y")).Value.Role);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(16, 4)]
    [InlineData(32, 8)]
    public async Task Finds_BySuccinctRoles(int bits, int digits)
    {
        TestKey key = TestKey.Ed25519();
        string hash = TargetPath.From("x/y").Value.HashDigits();
        string bin = (Convert.ToUInt32(hash[..8], 16) >> (32 - bits)).ToString($"x{digits}", null);
        JsonObject succinct = TestRepository.RoleOf(1, key);
        succinct["bit_length"] = bits;
        succinct["name_prefix"] = "bin";
        Repository.Bodies["targets"]["delegations"] = new JsonObject
        {
            ["keys"] = new JsonObject { [key.Id] = key.ToJson() }, ["succinct_roles"] = succinct,
        };
        Repository.AddRole($"bin-{bin}", key);
        Repository.AddTarget($"bin-{bin}", "x/y", [1]);
        PublishAll();
        Assert.Equal($"bin-{bin}", (await _world.FindAsync("x/y")).Value.Role);
    }

    [Theory]
    [InlineData("?", "1.%3F.json")]
    [InlineData("#", "1.%23.json")]
    [InlineData("..", "1....json")]
    [InlineData("../../etc/passwd", "1...%2F..%2Fetc%2Fpasswd.json")]
    [InlineData("/absolute", "1.%2Fabsolute.json")]
    [InlineData("a b%\\", "1.a%20b%25%5C.json")]
    [InlineData("Grüße", "1.Gr%C3%BC%C3%9Fe.json")]
    public async Task Encodes_UnusualRoleNames(string role, string file)
    {
        Repository.Delegate("targets", role, TestKey.Ed25519(), "*");
        Repository.AddTarget(role, "x", [1]);
        PublishAll();
        Assert.Equal(role, (await _world.FindAsync("x")).Value.Role);
        Assert.Contains(file, Repository.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("root")]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    [InlineData("nul\0nul")]
    [InlineData(TufLimits.MaxRoleNameBytes + 1)]
    public async Task Refuses_ImpossibleRoleNames(object name)
    {
        JsonObject role = Repository.Delegate("targets", "a", TestKey.Ed25519(), "*");
        role["name"] = name is int length ? new string('r', length) : (string)name;
        Repository.Publish("targets", "snapshot", "timestamp");
        Assert.Equal(TufRefusal.BadRoleName, await _world.RefuseAsync());
    }

    [Fact]
    public async Task Refuses_ARoleThatIsListedTwice()
    {
        Repository.Delegate("targets", "a", TestKey.Ed25519(), "a/*");
        Repository.Delegate("targets", "a", TestKey.Ed25519(), "b/*");
        Repository.Publish("targets", "snapshot", "timestamp");
        Assert.Equal(TufRefusal.DuplicateName, await _world.RefuseAsync());
    }

    [Fact]
    public async Task Refuses_PathsAndHashPrefixesTogether()
    {
        JsonObject role = Repository.Delegate("targets", "a", TestKey.Ed25519(), "*");
        role["path_hash_prefixes"] = new JsonArray("00");
        Repository.Publish("targets", "snapshot", "timestamp");
        Assert.Equal(TufRefusal.BadField, await _world.RefuseAsync());
    }

    private void Diamond(bool signedForB)
    {
        Repository.Delegate("targets", "parent-a", TestKey.Ed25519(), "team-a/*");
        Repository.Delegate("targets", "parent-b", TestKey.Ed25519(), "team-b/*");
        Repository.Delegate("parent-a", "release", TestKey.Ed25519(), "team-a/*");
        Repository.Delegate("parent-b", "release", TestKey.Ed25519(), "team-b/*");
        if (!signedForB) { Repository.Signers["release"].RemoveAt(1); }
        Repository.AddTarget("release", "team-a/x", [1]);
        Repository.AddTarget("release", "team-b/x", [2]);
        PublishAll();
    }

    private void PublishAll()
    {
        Repository.Publish([.. Repository.Bodies.Keys.Where(r => !TufNames.IsTopLevel(r))]);
        Repository.Publish("targets", "snapshot", "timestamp");
    }
}
