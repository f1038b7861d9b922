using System.Text;
using Edge.Platform.Files;
using Edge.Platform.Updates;
using Edge.Tests.Device.Updates.Boot;
using Edge.Tests.Updates.Releases;
using Edge.Updates.Boot;
using Edge.Updates.Images;
using Edge.Updates.Releases;

namespace Edge.Tests.Host.Updates;

/// <summary>An operating system from the repositories into a partition and to its commit, with the executable
/// itself: files in the place of
/// partitions and of GRUB's blocks, and a folder in the place of the kernel's. Reboots are this
/// test's.</summary>
public sealed class SystemCommandTests : IDisposable
{
    private readonly SystemMachine _system = new();

    public void Dispose() => _system.Dispose();

    [Fact]
    public async Task Takes_ASignedSystemIntoThePartitionThatDoesNotRun_AndKeepsIt()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        _system.SetUp(gateway);
        _system.Boot("a");
        SystemMachine.Publish(gateway, "1");
        string packs = Path.Combine(gateway.Repositories.Folder, "vendor");
        string[] os = ["--component", "os", "--root", _system.Folder, "--packs", packs, "--pack-socket", "/nowhere"];

        string before = Convert.ToHexString(File.ReadAllBytes(_system.Partition("a")));
        var written = gateway.Update(os);
        Assert.True(written.Code == 0, written.Output);
        Assert.Contains("Its packs come while it is written: at most ", written.Output, StringComparison.Ordinal);
        Assert.Contains("1 is armed in slot b; the machine reboots; 2 more tries", written.Output, StringComparison.Ordinal);
        Assert.Contains("Start the machine anew by: systemctl reboot\n", written.Output, StringComparison.Ordinal);
        Assert.Equal(before, Convert.ToHexString(File.ReadAllBytes(_system.Partition("a"))));
        Assert.Equal("1", SystemReleases.NameOf(File.ReadAllBytes(_system.Partition("b"))));
        Assert.Equal(("a", "b"), _system.Block("edge1.env"));
        Assert.Equal(("a", null), _system.Block("edge2.env"));

        string status = Status(gateway);
        Assert.Contains("phase      trial", status, StringComparison.Ordinal);
        Assert.Contains("runs       the installed system", status, StringComparison.Ordinal);
        Assert.Contains("candidate  1 in slot b", status, StringComparison.Ordinal);
        Assert.Contains("started    slot a", status, StringComparison.Ordinal);
        Assert.Contains("default    slot a, slot b once", status, StringComparison.Ordinal);
        Assert.Contains("recovery   a panic reboots after 10 s; NO HARDWARE WATCHDOG RUNS", status, StringComparison.Ordinal);

        // What GRUB does, and the unit at the next start.
        File.WriteAllBytes(Path.Combine(_system.Folder, "edge1.env"), GrubEnvironment.Empty.With("edge_slot", "a").With("edge_end", "1").Write());
        _system.Boot("b");
        var kept = gateway.Update(os);
        Assert.True(kept.Code == 0, kept.Output);
        Assert.Contains("1 is on trial in slot b", kept.Output, StringComparison.Ordinal);
        Assert.Contains("1 is committed", kept.Output, StringComparison.Ordinal);
        Assert.Equal((("b", null), ("b", null)), (_system.Block("edge1.env"), _system.Block("edge2.env")));
        Assert.Contains("runs       1 in slot b", Status(gateway), StringComparison.Ordinal);

        // What stands beside the partition is damaged: the system runs all the same, and it is brought in anew where it stands.
        string index = Directory.GetFiles(Path.Combine(gateway.Folders.Slots, "os", "b", "files")).First();
        byte[] whole = File.ReadAllBytes(index);
        File.WriteAllText(index, "one bit");
        Assert.Contains("damaged    slot b with 1", Status(gateway), StringComparison.Ordinal);
        Assert.Contains("it runs all the same, from its partition", Status(gateway), StringComparison.Ordinal);
        var restored = gateway.Update(os);
        Assert.True(restored.Code == 0, restored.Output);
        Assert.Contains("it is brought in anew", restored.Output, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(index));
        Assert.DoesNotContain("damaged", Status(gateway), StringComparison.Ordinal);
        Assert.Equal((("b", null), ("b", null)), (_system.Block("edge1.env"), _system.Block("edge2.env")));

        // The next one is broken, and goes into the other partition.
        SystemMachine.Publish(gateway, "2");
        Assert.Equal(0, gateway.Update(os).Code);
        Assert.Equal("2", SystemReleases.NameOf(File.ReadAllBytes(_system.Partition("a"))));
        Assert.Equal("1", SystemReleases.NameOf(File.ReadAllBytes(_system.Partition("b"))));
        // The slot writer is at work: that one ends it, or whoever has its lock next.
        FolderLock held = FolderLock.Take(gateway.Folders.Writing).Value;
        Task<(int Code, string Output)> rolling = Task.Run(() => UpdatedGateway.Edge(
            "update", "rollback", "--slots", gateway.Folders.Slots, "--setup", gateway.Folders.Setup, "--restart-by", "nobody",
            "--component", "os", "--root", _system.Folder));
        while (!Status(gateway).Contains("phase      fallen-back", StringComparison.Ordinal)) { Assert.False(rolling.IsCompleted, "it did not wait"); }
        Assert.Equal(("b", "a"), _system.Block("edge1.env"));
        held.Dispose();
        var rolled = await rolling;
        Assert.True(rolled.Code == 0, rolled.Output);
        Assert.Equal(("b", null), _system.Block("edge1.env"));
        Assert.Contains("undone     2: requested (29)", Status(gateway), StringComparison.Ordinal);
    }

    // Nothing but the index came to know that, and nothing is asked of a partition.
    [Fact]
    public async Task Tells_WhatTheNextSystemWouldFetch()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        _system.SetUp(gateway);
        _system.Boot("a");
        SystemMachine.Publish(gateway, "1");
        long whole = ImageTravel.Bytes(SystemReleases.ImageOf("1").Index, active: null);
        var looked = gateway.Check("--component", "os", "--json");
        Assert.True(looked.Code == 0, looked.Output);
        Assert.Contains($"\"packs\":{whole}}}", looked.Output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(gateway.Folders.Spool, "vendor", "blobs")));
        Assert.False(Directory.Exists(Path.Combine(gateway.Folders.Spool, "vendor", "packs")));

        // The active slot has the first; of it the indexes tell what the second lacks.
        string packs = Path.Combine(gateway.Repositories.Folder, "vendor");
        string[] os = ["--component", "os", "--root", _system.Folder, "--packs", packs, "--pack-socket", "/nowhere"];
        Assert.Equal(0, gateway.Update(os).Code);
        File.WriteAllBytes(
            Path.Combine(_system.Folder, "edge1.env"), GrubEnvironment.Empty.With("edge_slot", "a").With("edge_end", "1").Write());
        _system.Boot("b");
        Assert.Equal(0, gateway.Update(os).Code);
        SystemMachine.Publish(gateway, "2");
        ImageIndex second = SystemReleases.ImageOf("2").Index;
        long changed = ImageTravel.Bytes(second, SystemReleases.ImageOf("1").Index);
        Assert.True(changed < ImageTravel.Bytes(second, active: null));
        var again = gateway.Check("--component", "os");
        Assert.Contains($"Its packs come while it is written: at most {changed} bytes, only", again.Output, StringComparison.Ordinal);
    }

    // Neither runs without the other: one reboot, and both are there.
    [Fact]
    public async Task Takes_AnApplicationTogetherWithTheSystemThatItNeeds()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        _system.SetUp(gateway);
        _system.Boot("a");
        SystemMachine.Publish(gateway, "1", manifest => manifest with { Needs = [new ReleaseNeed(ReleaseManifest.App, ["9"])] });
        const string Script = "#!/bin/sh\necho this is 9\necho \"$EDGE_RELEASE_MANIFEST\" > \"$3\"\n";
        gateway.Repositories.Release(
            TestRelease.Of("9", ("edge", Script)) with { Rid = UpdateSetup.Rid, Needs = [new ReleaseNeed(ReleaseManifest.Os, ["1"])] },
            new Dictionary<string, byte[]> { ["edge"] = Encoding.UTF8.GetBytes(Script) });
        var alone = gateway.Update("--component", "app");
        Assert.Equal(1, alone.Code);
        Assert.Contains("needs another (45): 9 runs with os 1, here is the installed os", alone.Output, StringComparison.OrdinalIgnoreCase);

        string packs = Path.Combine(gateway.Repositories.Folder, "vendor");
        string[] os = ["--component", "os", "--root", _system.Folder, "--packs", packs, "--pack-socket", "/nowhere"];
        var written = gateway.Update(os);
        Assert.True(written.Code == 0, written.Output);
        Assert.Contains("1 and the application 9 belong together", written.Output, StringComparison.Ordinal);
        Assert.Contains("1 is armed in slot b; the machine reboots", written.Output, StringComparison.Ordinal);
        gateway.Start("before the reboot", _system.Folder);
        Assert.DoesNotContain("this is 9", gateway.Started[^1], StringComparison.Ordinal);

        _system.Boot("b");
        gateway.Start("after the reboot", _system.Folder);
        Assert.Contains("this is 9", gateway.Started[^1], StringComparison.Ordinal);
        var kept = gateway.Update(os);
        Assert.True(kept.Code == 0, kept.Output);
        Assert.Contains("1 is committed", kept.Output, StringComparison.Ordinal);
        Assert.Contains("9 is committed", kept.Output, StringComparison.Ordinal);
        Assert.Equal(("b", null), _system.Block("edge1.env"));
        string status = Status(gateway);
        Assert.Contains("runs       1 in slot b", status, StringComparison.Ordinal);
        Assert.Contains("runs       9 in slot a", status, StringComparison.Ordinal);
    }

    private string Status(UpdatedGateway gateway) => UpdatedGateway.Edge(
        "update", "status", "--slots", gateway.Folders.Slots, "--spool", gateway.Folders.Spool, "--setup", gateway.Folders.Setup,
        "--root", _system.Folder).Output;
}
