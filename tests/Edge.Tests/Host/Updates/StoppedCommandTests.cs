using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Edge.Host.Commands;
using Edge.Host.Updates;
using Edge.Platform.Updates;
using Edge.Tests.Updates.Releases;
using Edge.Updates.Releases;

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
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "edge"), ["status", "--socket", path]) { RedirectStandardError = true };
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
        HandedWish.Leave(parts, asked);
        SlotWish taken = HandedWish.Take(parts, woken);
        Assert.Equal((true, true, false), (taken.Offline, taken.What.Now, taken.Again));
        Assert.Equal(woken, HandedWish.Take(parts, woken));
        HandedWish.Leave(parts, woken);
        Assert.Empty(Directory.GetFiles(_root));
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
