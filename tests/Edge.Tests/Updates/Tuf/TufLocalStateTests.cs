using System.Text;
using System.Text.Json.Nodes;
using Edge.Updates.Tuf;

namespace Edge.Tests.Updates.Tuf;

/// <summary>Somebody has written to the folder of the trusted metadata.</summary>
public sealed class TufLocalStateTests
{
    [Theory]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task Fetches_WhatWasDeletedEditedOrCut(string role)
    {
        var world = new TufWorld();
        await world.RefreshWellAsync();
        byte[] good = world.Store.Documents[role];
        byte[][] states = [[], [0xFF], good[..(good.Length / 2)], Edited(good), world.Store.Documents["root"]];
        foreach (byte[] state in states)
        {
            world.Store.Documents[role] = state;
            await world.RefreshWellAsync();
            Assert.Equal(good, world.Store.Documents[role]);
        }
        world.Store.Documents.Remove(role);
        await world.RefreshWellAsync();
        Assert.Equal(good, world.Store.Documents[role]);
    }

    [Theory]
    [InlineData("edited")]
    [InlineData("cut")]
    [InlineData("empty")]
    public async Task Refuses_ToBeginWithARootThatIsNotSignedByItself(string what)
    {
        var world = new TufWorld();
        byte[] root = world.Store.Documents["root"];
        world.Store.Documents["root"] = what switch { "edited" => Edited(root), "cut" => root[..^1], _ => [] };
        Assert.False((await world.RefreshAsync()).IsOk);
        Assert.Empty(world.Repository.Requests);
    }

    [Fact]
    public async Task Does_NotBelieveAStoredDelegatedRole()
    {
        var world = new TufWorld();
        world.Repository.Delegate("targets", "a", TestKey.Ed25519(), "*");
        world.Repository.AddTarget("a", "x", [1]);
        world.Repository.Publish("a", "targets", "snapshot", "timestamp");
        JsonObject forged = world.Repository.Bodies["a"].DeepClone().AsObject();
        forged["targets"]!["x"]!["length"] = 1_000;
        world.Store.Documents["a"] = TestRepository.Sign(forged, TestKey.Ed25519());
        Assert.Equal(1, (await world.FindAsync("x")).Value.File.Length);
    }

    [Fact]
    public async Task Restores_FromAnOldBackupToTheNewest()
    {
        var world = new TufWorld();
        await world.RefreshWellAsync();
        var backup = world.Store.Documents.ToArray();
        world.Repository.Publish("root", "targets", "snapshot", "timestamp");
        await world.RefreshWellAsync();
        foreach ((string role, byte[] bytes) in backup) { world.Store.Documents[role] = bytes; }
        await world.RefreshWellAsync();
        Assert.Equal("2 2 2 2", world.Versions);
    }

    // The power fails between any two writes: what is there is a state that the next refresh begins with.
    [Fact]
    public async Task Goes_OnFromEveryPrefixOfItsWrites()
    {
        var world = new TufWorld();
        await world.RefreshWellAsync();
        world.Repository.SetKeys("timestamp", 1, TestKey.Ed25519());
        for (int i = 0; i < 3; i++) { world.Repository.Publish("root"); }
        world.Repository.Publish("targets", "snapshot", "timestamp");
        var before = new Dictionary<string, byte[]>(world.Store.Documents);
        for (int writes = 0; writes < 6; writes++)
        {
            world.Store = new MemoryStore();
            foreach ((string role, byte[] bytes) in before) { world.Store.Documents[role] = bytes; }
            await Assert.ThrowsAnyAsync<IOException>(
                () => new TufClient(world.Repository, new FailingStore(world.Store, writes))
                    .RefreshAsync(world.Now, CancellationToken.None));
            await world.RefreshWellAsync();
            Assert.Equal("4 2 2 2", world.Versions);
        }
    }

    private static byte[] Edited(byte[] document) => Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(document).Replace("2030-01-31", "2039-01-31", StringComparison.Ordinal));

    private sealed class FailingStore(MemoryStore inner, int writes) : ITufStore
    {
        private int _left = writes;

        public byte[]? Read(string role, int maxBytes) => inner.Read(role, maxBytes);

        public void Apply(IReadOnlyList<TufChange> changes)
        {
            if (_left-- == 0) { throw new IOException("no power"); }
            inner.Apply(changes);
        }
    }
}
