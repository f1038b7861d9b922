using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Edge.Host;
using Edge.Host.Commands;
using Edge.Host.Updates;
using Edge.Platform.Files;
using Edge.Platform.Updates;
using Edge.Tests.Platform.Updates;
using Edge.Tests.Updates.Releases;
using Edge.Updates.Releases;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Host.Updates;

/// <summary>Commands that are stopped, and two at once.</summary>
public sealed class StoppedCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edge-stopped-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("-TERM", 143)]
    [InlineData("-INT", 130)]
    public async Task ACommandThatIsStopped_SaysOneLine(string signal, int code)
    {
        string path = Path.Combine(_root, "c.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(1);
        // A shell's background job ignores SIGINT, and whoever runs these tests may be one.
        string edge = Path.Combine(AppContext.BaseDirectory, "edge");
        string[] arguments = ["--default-signal=INT,TERM", edge, "status", "--socket", path];
        var start = new ProcessStartInfo("env", arguments) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> said = process.StandardError.ReadToEndAsync();
        using Socket asked = await listener.AcceptAsync();
        using (Process kill = Process.Start("kill", [signal, $"{process.Id}"])) { await kill.WaitForExitAsync(); }
        await process.WaitForExitAsync();
        Assert.Equal((code, "Stopped before it was done. What was durable stays.\n"), (process.ExitCode, await said));
    }

    [Fact]
    public async Task ARollbackBesideTheSlotWriter_IsEndedByThatOne()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        const string Script = "#!/bin/sh\necho \"$EDGE_RELEASE_MANIFEST\" > \"$3\"\n";
        ReleaseManifest manifest = TestRelease.Of("1.0.0", ("edge", Script)) with { Rid = UpdateSetup.Rid };
        gateway.Repositories.Release(manifest, new Dictionary<string, byte[]> { ["edge"] = Encoding.UTF8.GetBytes(Script) });
        gateway.OutboxFault = "closed";
        Task<(int Code, string Output)> writing = Task.Run(() => gateway.Update());
        while (!UpdatedGateway.Edge("update", "status", "--slots", gateway.Folders.Slots).Output.Contains("phase      trial", StringComparison.Ordinal))
        {
            Assert.False(writing.IsCompleted, "the trial was not seen");
        }
        var asked = UpdatedGateway.Edge(
            "update", "rollback", "--slots", gateway.Folders.Slots, "--setup", gateway.Folders.Setup, "--socket", "/nowhere", "--restart-by", "nobody");
        Assert.Equal((0, "The slot writer has ended it. See: edge update status\n"), asked);
        Assert.Contains("1.0.0 was undone: Requested", (await writing).Output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(gateway.Folders.Slots, "reports")));
    }

    // From a stick, without waiting: also the site, which another version judges.
    [Fact]
    public void AWish_ReachesTheNewVersion_Once()
    {
        var parts = new UpdateParts(new UpdateFolders(_root, "", ""), ReleaseManifest.App);
        var asked = new SlotWish(new UpdateWish(null, Now: true), Again: false, Offline: true, OnlyWhenReady: false, ["app", "site"], "");
        SlotWish woken = asked with { What = new UpdateWish(), Offline = false, OnlyWhenReady = true };
        Assert.Equal(asked, HandedWish.Begin(parts, asked));
        SlotWish taken = HandedWish.Begin(parts, woken);
        Assert.Equal((true, true, false), (taken.Offline, taken.What.Now, taken.Again));
        Assert.Equal(woken.Components, taken.Components);
        HandedWish.End(parts);
        Assert.Equal(woken, HandedWish.Begin(parts, woken));
        HandedWish.Leave(parts, woken);
        Assert.Empty(Directory.GetFiles(_root));
    }

    // Three runs that are cut, and it is forgotten: one that always ends so would begin for ever.
    [Fact]
    public void AWish_SurvivesCuts_ButNotForEver()
    {
        var parts = new UpdateParts(new UpdateFolders(_root, "", ""), ReleaseManifest.App);
        var asked = new SlotWish(new UpdateWish("1.2.0", Now: false), Again: true, Offline: false, OnlyWhenReady: false, ["app"], "");
        SlotWish woken = asked with { What = new UpdateWish(), Again = false, OnlyWhenReady = true, Components = ["app", "site"] };
        _ = HandedWish.Begin(parts, asked);
        for (int cut = 0; cut < 3; cut++)
        {
            Assert.True(HandedWish.IsLeft(parts));
            SlotWish taken = HandedWish.Begin(parts, woken);
            Assert.Equal(("1.2.0", true, "app"), (taken.What.Release, taken.Again, Assert.Single(taken.Components)));
        }
        Assert.False(HandedWish.IsLeft(parts));

        // Another wish takes the place of the one before.
        _ = HandedWish.Begin(parts, asked);
        _ = HandedWish.Begin(parts, asked with { What = new UpdateWish(), Again = false, Components = ["app", "site"] });
        Assert.False(HandedWish.IsLeft(parts));
    }

    // An operating system: its packs lie where the person said, and its wish is no other component's.
    [Fact]
    public void AWish_RemembersWhereThePacksAre()
    {
        var folders = new UpdateFolders(_root, "", "");
        var parts = new UpdateParts(folders, ReleaseManifest.Os);
        parts.Disk.MakeFolder(parts.ComponentFolder);
        var asked = new SlotWish(new UpdateWish(null, Now: true), Again: false, Offline: true, OnlyWhenReady: false, [ReleaseManifest.Os], "")
        {
            PackFolders = ["/media/a stick/vendor", "/media/a stick/operator"],
        };
        SlotWish woken = asked with { What = new UpdateWish(), Offline = false, OnlyWhenReady = true, PackFolders = [] };
        _ = HandedWish.Begin(parts, asked);
        Assert.False(HandedWish.IsLeft(new UpdateParts(folders, ReleaseManifest.App)));
        SlotWish taken = HandedWish.Begin(parts, woken);
        Assert.Equal((true, true), (taken.Offline, taken.What.Now));
        Assert.Equal(asked.PackFolders, taken.PackFolders);

        // A folder whose name is too long for it costs that name, not the wish.
        _ = HandedWish.Begin(parts, asked with { PackFolders = [new string('x', 2_000)] });
        taken = HandedWish.Begin(parts, woken);
        Assert.Equal((true, 0), (taken.Offline, taken.PackFolders.Count));

        // What the fetcher's mark began has no words, and no more runs than any other.
        HandedWish.End(parts);
        for (int cut = 0; cut < 3; cut++)
        {
            if (cut == 0) { HandedWish.LeaveWanted(parts, woken); }
            Assert.True(HandedWish.IsLeft(parts));
            Assert.Empty(HandedWish.Begin(parts, woken).PackFolders);
        }
        Assert.False(HandedWish.IsLeft(parts));
    }

    // The power went in the middle of an installation from a stick: the next start of the slot writer goes on, without a mark of the fetcher.
    [Fact]
    public async Task AStickInstallation_GoesOnAfterACut()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        const string Script = "#!/bin/sh\necho \"$EDGE_RELEASE_MANIFEST\" > \"$3\"\n";
        ReleaseManifest manifest = TestRelease.Of("1.0.0", ("edge", Script)) with { Rid = UpdateSetup.Rid };
        gateway.Repositories.Release(manifest, new Dictionary<string, byte[]> { ["edge"] = Encoding.UTF8.GetBytes(Script) });
        string[] folders = ["--slots", gateway.Folders.Slots, "--spool", gateway.Folders.Spool, "--setup", gateway.Folders.Setup];
        var fetched = UpdatedGateway.Edge(["fetch", "--no-wake", "--stick", gateway.Repositories.Folder, .. folders]);
        Assert.True(fetched.Code == 0, fetched.Output);
        string[] slot = ["slot", "--restart-by", "nobody", "--socket", "/nowhere", .. folders];
        Assert.Equal((0, ""), UpdatedGateway.Edge(slot));
        var asked = new SlotWish(new UpdateWish(), Again: false, Offline: true, OnlyWhenReady: false, ["app"], "");
        _ = HandedWish.Begin(new UpdateParts(gateway.Folders, ReleaseManifest.App), asked);
        Task<(int Code, string Output)> writing = Task.Run(() => UpdatedGateway.Edge(slot));
        while (!UpdatedGateway.Edge("update", "status", "--slots", gateway.Folders.Slots).Output.Contains("candidate  1.0.0", StringComparison.Ordinal))
        {
            Assert.False(writing.IsCompleted, "it did not begin");
        }
        var ended = UpdatedGateway.Edge("update", "rollback", "--slots", gateway.Folders.Slots, "--setup", gateway.Folders.Setup, "--restart-by", "nobody");
        Assert.True(ended.Code == 0, ended.Output);
        Assert.Contains("1.0.0 was undone", (await writing).Output, StringComparison.Ordinal);
        Assert.False(HandedWish.IsLeft(new UpdateParts(gateway.Folders, ReleaseManifest.App)));
    }

    // Whoever has the fetcher's user leaves one mark after the other: root looks at one in ten seconds.
    [Fact]
    public async Task Marks_ThatCameToNothing_ArePaced()
    {
        var folders = new UpdateFolders(_root, _root, "");
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        Assert.True(MarkPace.WaitAsync(folders, time, CancellationToken.None).IsCompletedSuccessfully);
        Directory.CreateDirectory(folders.Writing);
        MarkPace.Note(folders, time);
        time.Advance(TimeSpan.FromSeconds(3));
        Task waiting = MarkPace.WaitAsync(folders, time, CancellationToken.None);
        time.Advance(MarkPace.Pause - TimeSpan.FromSeconds(4));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await waiting;
        Assert.True(MarkPace.WaitAsync(folders, time, CancellationToken.None).IsCompletedSuccessfully);

        // A clock that was set back is no reason to wait for years.
        MarkPace.Note(folders, time);
        time.SetUtcNow(DateTimeOffset.UnixEpoch.AddYears(61));
        Assert.True(MarkPace.WaitAsync(folders, time, CancellationToken.None).IsCompletedSuccessfully);
    }

    // What root leaves in somebody else's spool would keep that one out for ever.
    [Fact]
    public void KnowsWhoseASpoolIs()
    {
        Assert.Equal(Libc.UserId, FileOwner.Of(_root)?.User);
        Assert.Equal(0u, FileOwner.Of("/")?.User);
        Assert.Null(FileOwner.Of(Path.Combine(_root, "none")));
    }

    [Fact]
    public void AStickOfAnotherTown_IsToldSo()
    {
        TwoRepositories ours = new(Path.Combine(_root, "ours")), theirs = new(Path.Combine(_root, "theirs"));
        var folders = new UpdateFolders(Path.Combine(_root, "slots"), Path.Combine(_root, "spool"), Path.Combine(_root, "setup"));
        TwoRepositories.SetUp(ours, folders);
        Assert.Equal("", StickLook.Stranger(ours.Folder, folders));
        Assert.Contains("Is it another town's stick?", StickLook.Stranger(theirs.Folder, folders), StringComparison.Ordinal);
        var looked = UpdatedGateway.Edge(
            "update", "check", "--stick", theirs.Folder, "--slots", folders.Slots, "--spool", folders.Spool, "--setup", folders.Setup, "--fetch-as",
            Environment.UserName);
        Assert.Equal(1, looked.Code);
        Assert.Contains("is another repository than the one this machine was set up with: its 1.root.json", looked.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AStick_ThatIsNone_IsToldByWhatItLacks()
    {
        string stick = Directory.CreateDirectory(Path.Combine(_root, "stick")).FullName, file = Path.Combine(_root, "file");
        File.WriteAllText(file, "");
        Assert.Contains("is a file", StickLook.Problem(file), StringComparison.Ordinal);
        Assert.Contains("there is no folder", StickLook.Problem(Path.Combine(_root, "none")), StringComparison.Ordinal);
        Assert.Contains("vendor/ and operator/", StickLook.Problem(stick), StringComparison.Ordinal);
        string metadata = Directory.CreateDirectory(Path.Combine(stick, "vendor", "metadata")).FullName;
        File.WriteAllText(Path.Combine(metadata, "timestamp.json"), "{}");
        Assert.Null(StickLook.Problem(stick));
        Assert.Contains("name the folder above it", StickLook.Problem(Path.Combine(stick, "vendor")), StringComparison.Ordinal);
    }
}
