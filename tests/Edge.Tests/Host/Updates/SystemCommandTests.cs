using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Edge.Platform.Files;
using Edge.Platform.Updates;
using Edge.Tests.Device.Updates.Boot;
using Edge.Tests.Platform.Updates;
using Edge.Tests.Updates.Images;
using Edge.Tests.Updates.Releases;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Images;
using Edge.Updates.Releases;
using Edge.Updates.Trust;

namespace Edge.Tests.Host.Updates;

/// <summary>An operating system from the repositories into a partition and to its commit, with the executable
/// itself: files in the place of
/// partitions and of GRUB's blocks, and a folder in the place of the kernel's. Reboots are this
/// test's.</summary>
public sealed class SystemCommandTests : IDisposable
{
    private readonly string _machine = Directory.CreateTempSubdirectory("edge-system-").FullName;

    public void Dispose() => Directory.Delete(_machine, recursive: true);

    [Fact]
    public async Task Takes_ASignedSystemIntoThePartitionThatDoesNotRun_AndKeepsIt()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        SetUp(gateway);
        Boot("a");
        Publish(gateway, "1");
        string[] os = ["--component", "os", "--root", _machine, "--packs", Path.Combine(gateway.Repositories.Folder, "vendor"), "--pack-socket", "/nowhere"];

        string before = Convert.ToHexString(File.ReadAllBytes(Partition("a")));
        var written = gateway.Update(os);
        Assert.True(written.Code == 0, written.Output);
        Assert.Contains("Its packs come while it is written: at most ", written.Output, StringComparison.Ordinal);
        Assert.Contains("1 is armed in slot b; the machine reboots; 2 more tries", written.Output, StringComparison.Ordinal);
        Assert.Contains("Start the machine anew by: systemctl reboot\n", written.Output, StringComparison.Ordinal);
        Assert.Equal(before, Convert.ToHexString(File.ReadAllBytes(Partition("a"))));
        Assert.Equal("1", SystemReleases.NameOf(File.ReadAllBytes(Partition("b"))));
        Assert.Equal(("a", "b"), Block("edge1.env"));
        Assert.Equal(("a", null), Block("edge2.env"));

        string status = Status(gateway);
        Assert.Contains("phase      trial", status, StringComparison.Ordinal);
        Assert.Contains("runs       the installed system", status, StringComparison.Ordinal);
        Assert.Contains("candidate  1 in slot b", status, StringComparison.Ordinal);
        Assert.Contains("started    slot a", status, StringComparison.Ordinal);
        Assert.Contains("default    slot a, slot b once", status, StringComparison.Ordinal);
        Assert.Contains("recovery   a panic reboots after 10 s; NO HARDWARE WATCHDOG RUNS", status, StringComparison.Ordinal);

        // What GRUB does, and the unit at the next start.
        File.WriteAllBytes(Path.Combine(_machine, "edge1.env"), GrubEnvironment.Empty.With("edge_slot", "a").With("edge_end", "1").Write());
        Boot("b");
        var kept = gateway.Update(os);
        Assert.True(kept.Code == 0, kept.Output);
        Assert.Contains("1 is on trial in slot b", kept.Output, StringComparison.Ordinal);
        Assert.Contains("1 is committed", kept.Output, StringComparison.Ordinal);
        Assert.Equal((("b", null), ("b", null)), (Block("edge1.env"), Block("edge2.env")));
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
        Assert.Equal((("b", null), ("b", null)), (Block("edge1.env"), Block("edge2.env")));

        // The next one is broken, and goes into the other partition.
        Publish(gateway, "2");
        Assert.Equal(0, gateway.Update(os).Code);
        Assert.Equal("2", SystemReleases.NameOf(File.ReadAllBytes(Partition("a"))));
        Assert.Equal("1", SystemReleases.NameOf(File.ReadAllBytes(Partition("b"))));
        // The slot writer is at work: that one ends it, or whoever has its lock next.
        FolderLock held = FolderLock.Take(gateway.Folders.Writing).Value;
        Task<(int Code, string Output)> rolling = Task.Run(() => UpdatedGateway.Edge(
            "update", "rollback", "--slots", gateway.Folders.Slots, "--setup", gateway.Folders.Setup, "--restart-by", "nobody",
            "--component", "os", "--root", _machine));
        while (!Status(gateway).Contains("phase      fallen-back", StringComparison.Ordinal)) { Assert.False(rolling.IsCompleted, "it did not wait"); }
        Assert.Equal(("b", "a"), Block("edge1.env"));
        held.Dispose();
        var rolled = await rolling;
        Assert.True(rolled.Code == 0, rolled.Output);
        Assert.Equal(("b", null), Block("edge1.env"));
        Assert.Contains("undone     2: requested (29)", Status(gateway), StringComparison.Ordinal);
    }

    // Nothing but the index came to know that, and nothing is asked of a partition.
    [Fact]
    public async Task Tells_WhatTheNextSystemWouldFetch()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        SetUp(gateway);
        Boot("a");
        Publish(gateway, "1");
        long whole = ImageTravel.Bytes(SystemReleases.ImageOf("1").Index, active: null);
        var looked = gateway.Check("--component", "os", "--json");
        Assert.True(looked.Code == 0, looked.Output);
        Assert.Contains($"\"packs\":{whole}}}", looked.Output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(gateway.Folders.Spool, "vendor", "blobs")));
        Assert.False(Directory.Exists(Path.Combine(gateway.Folders.Spool, "vendor", "packs")));

        // The active slot has the first; of it the indexes tell what the second lacks.
        string packs = Path.Combine(gateway.Repositories.Folder, "vendor");
        string[] os = ["--component", "os", "--root", _machine, "--packs", packs, "--pack-socket", "/nowhere"];
        Assert.Equal(0, gateway.Update(os).Code);
        File.WriteAllBytes(
            Path.Combine(_machine, "edge1.env"), GrubEnvironment.Empty.With("edge_slot", "a").With("edge_end", "1").Write());
        Boot("b");
        Assert.Equal(0, gateway.Update(os).Code);
        Publish(gateway, "2");
        ImageIndex second = SystemReleases.ImageOf("2").Index;
        long changed = ImageTravel.Bytes(second, SystemReleases.ImageOf("1").Index);
        Assert.True(changed < ImageTravel.Bytes(second, active: null));
        var again = gateway.Check("--component", "os");
        Assert.Contains($"Its packs come while it is written: at most {changed} bytes, only", again.Output, StringComparison.Ordinal);
    }

    // The slot writer has no network: the fetcher's executable answers, started for the connection as systemd
    // starts it.
    [Fact]
    public async Task Fetches_ThePacksOverTheSocketOfTheFetcher()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        SetUp(gateway);
        Boot("a");
        Publish(gateway, "1");
        string path = Path.Combine(_machine, "packs.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Task<int> answering = AnswerOnceAsync(gateway, listener);
        var written = await Task.Run(() => gateway.Update("--component", "os", "--root", _machine, "--pack-socket", path));
        Assert.True(written.Code == 0, written.Output);
        Assert.Equal("1", SystemReleases.NameOf(File.ReadAllBytes(Partition("b"))));
        Assert.Equal(0, await answering);
    }

    // Neither runs without the other: one reboot, and both are there.
    [Fact]
    public async Task Takes_AnApplicationTogetherWithTheSystemThatItNeeds()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        SetUp(gateway);
        Boot("a");
        Publish(gateway, "1", manifest => manifest with { Needs = [new ReleaseNeed(ReleaseManifest.App, ["9"])] });
        const string Script = "#!/bin/sh\necho this is 9\necho \"$EDGE_RELEASE_MANIFEST\" > \"$3\"\n";
        gateway.Repositories.Release(
            TestRelease.Of("9", ("edge", Script)) with { Rid = UpdateSetup.Rid, Needs = [new ReleaseNeed(ReleaseManifest.Os, ["1"])] },
            new Dictionary<string, byte[]> { ["edge"] = Encoding.UTF8.GetBytes(Script) });
        var alone = gateway.Update("--component", "app");
        Assert.Equal(1, alone.Code);
        Assert.Contains("needs another (45): 9 runs with os 1, here is the installed os", alone.Output, StringComparison.OrdinalIgnoreCase);

        string[] os = ["--component", "os", "--root", _machine, "--packs", Path.Combine(gateway.Repositories.Folder, "vendor"), "--pack-socket", "/nowhere"];
        var written = gateway.Update(os);
        Assert.True(written.Code == 0, written.Output);
        Assert.Contains("1 and the application 9 belong together", written.Output, StringComparison.Ordinal);
        Assert.Contains("1 is armed in slot b; the machine reboots", written.Output, StringComparison.Ordinal);
        gateway.Start("before the reboot", _machine);
        Assert.DoesNotContain("this is 9", gateway.Started[^1], StringComparison.Ordinal);

        Boot("b");
        gateway.Start("after the reboot", _machine);
        Assert.Contains("this is 9", gateway.Started[^1], StringComparison.Ordinal);
        var kept = gateway.Update(os);
        Assert.True(kept.Code == 0, kept.Output);
        Assert.Contains("1 is committed", kept.Output, StringComparison.Ordinal);
        Assert.Contains("9 is committed", kept.Output, StringComparison.Ordinal);
        Assert.Equal(("b", null), Block("edge1.env"));
        string status = Status(gateway);
        Assert.Contains("runs       1 in slot b", status, StringComparison.Ordinal);
        Assert.Contains("runs       9 in slot a", status, StringComparison.Ordinal);
    }

    private static async Task<int> AnswerOnceAsync(UpdatedGateway gateway, Socket listener)
    {
        await using var connection = new NetworkStream(await listener.AcceptAsync(), ownsSocket: true);
        using Process fetcher = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "edge"), ["fetch", "packs", "--slots", gateway.Folders.Slots, "--setup", gateway.Folders.Setup])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        Task answers = fetcher.StandardOutput.BaseStream.CopyToAsync(connection);
        var question = new byte[4_096];
        for (int count; (count = await connection.ReadAsync(question)) > 0;)
        {
            await fetcher.StandardInput.BaseStream.WriteAsync(question.AsMemory(0, count));
            await fetcher.StandardInput.BaseStream.FlushAsync();
        }
        fetcher.StandardInput.Close();
        await answers;
        await fetcher.WaitForExitAsync();
        return fetcher.ExitCode;
    }

    private string Status(UpdatedGateway gateway) => UpdatedGateway.Edge(
        "update", "status", "--slots", gateway.Folders.Slots, "--spool", gateway.Folders.Spool, "--setup", gateway.Folders.Setup,
        "--root", _machine).Output;

    private string Partition(string slot) => Path.Combine(_machine, $"{slot}.img");

    private (string? Default, string? Trial) Block(string name)
    {
        GrubEnvironment block = GrubEnvironment.Read(File.ReadAllBytes(Path.Combine(_machine, name))).Value;
        return (block["edge_slot"], block["edge_try"]);
    }

    private void SetUp(UpdatedGateway gateway)
    {
        File.WriteAllBytes(Partition("a"), SystemReleases.Installed);
        File.WriteAllBytes(Partition("b"), new byte[SystemReleases.Installed.Length]);
        foreach (string block in (string[])["edge1.env", "edge2.env"])
        {
            File.WriteAllBytes(Path.Combine(_machine, block), GrubEnvironment.Empty.With("edge_slot", "a").With("edge_end", "1").Write());
        }
        foreach (string slot in (string[])["a", "b"])
        {
            Put($"sys/class/block/{slot}.img/dev", slot == "a" ? "8:1" : "8:2");
        }
        Put("proc/sys/kernel/panic", "10");
        File.WriteAllText(
            Path.Combine(gateway.Folders.Setup, "boot.json"),
            $$"""
            {"version":1,"loader":"grub","class":"{{SystemReleases.Class}}","selector":"{{_machine}}/edge1.env","second":"{{_machine}}/edge2.env",
             "system":{"a":"{{Partition("a")}}","b":"{{Partition("b")}}"} }
            """);
    }

    // The kernel of a slot, as /proc shows it.
    private void Boot(string slot)
    {
        Put("proc/cmdline", $"root={Partition(slot)} edge.slot={slot} panic=10");
        Put("proc/self/mountinfo", string.Create(CultureInfo.InvariantCulture, $"1 0 8:{(slot == "a" ? 1 : 2)} / / ro - ext4 /dev/root ro"));
        Put("proc/sys/kernel/random/boot_id", $"boot of {slot}");
    }

    private void Put(string file, string text)
    {
        string path = Path.Combine(_machine, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static void Publish(UpdatedGateway gateway, string release, Func<ReleaseManifest, ReleaseManifest>? change = null)
    {
        TwoRepositories repositories = gateway.Repositories;
        FoundRelease found = SystemReleases.Found(release, change);
        string path = ReleaseManifest.PathOf(ReleaseManifest.Os, SystemReleases.Class, release);
        repositories.VendorTargets[path] = found.ManifestBytes;
        repositories.OperatorTargets[path] = found.ManifestBytes;
        repositories.OperatorTargets["rollout/os.json"] = new WantedRelease(ReleaseManifest.Os, release).Write();
        TestImage image = SystemReleases.ImageOf(release);
        repositories.Save("vendor", $"blobs/{ContentHash.Of(image.IndexBytes)}", image.IndexBytes);
        foreach ((string name, byte[] pack) in image.Packs) { repositories.Save("vendor", name, pack); }
        repositories.Publish();
    }
}
