using System.Diagnostics;
using Edge.Operator.Releases;
using Edge.Platform.Updates;
using Edge.Tests.Updates.Releases;
using Edge.Updates.Releases;

namespace Edge.Tests.Operator.Publishing;

/// <summary>A folder that becomes a release: what is in it travels to every gateway.</summary>
public sealed class ReleaseFolderTests : IDisposable
{
    private readonly string _desk = Directory.CreateTempSubdirectory("edge-slot-").FullName;

    public void Dispose() => Directory.Delete(_desk, recursive: true);

    [Fact]
    public void Takes_FilesOfAllFolders_InTheirOrder()
    {
        Write("lib/b");
        Write("edge");
        Write("lib/a/c");
        Assert.Equal(["edge", "lib/a/c", "lib/b"], ReleaseOrder.FilesBelow(_desk).Value.Select(file => file.Name));
    }

    [Theory]
    [InlineData("/etc/hostname")]
    [InlineData(".")]
    [InlineData("nowhere")]
    public void Refuses_ALink_ByItsName(string target)
    {
        Write("edge");
        File.CreateSymbolicLink(Path.Combine(_desk, "secret"), target);
        string reason = ReleaseOrder.FilesBelow(_desk).Reason;
        Assert.Contains(Path.Combine(_desk, "secret"), reason, StringComparison.Ordinal);
        Assert.Contains("is a link", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_APipe_WithoutWaitingForIt()
    {
        string pipe = Path.Combine(_desk, "pipe");
        using (Process made = Process.Start("mkfifo", [pipe])) { made.WaitForExit(); }
        IOException refused = Assert.Throws<IOException>(() => ReleaseOrder.FilesBelow(_desk));
        Assert.Contains(pipe, refused.Message, StringComparison.Ordinal);
    }

    // Sparse: it takes no room.
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Refuses_AFileBeyondTheLimit_ByItsName(long beyond, bool isTaken)
    {
        string large = Path.Combine(_desk, "large");
        using (FileStream file = File.Create(large)) { file.SetLength(ReleaseLimits.MaxFileBytes + beyond); }
        var files = ReleaseOrder.FilesBelow(_desk);
        Assert.Equal(isTaken, files.IsOk);
        if (!isTaken) { Assert.Contains(large, files.Reason, StringComparison.Ordinal); }
    }

    [Fact]
    public async Task Refuses_ARelease_ThatNoGatewayCouldStart()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Write("edge.txt");
        Assert.Contains("no file edge", Build(world), StringComparison.Ordinal);
        string edge = Write("edge");
        File.SetUnixFileMode(edge, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Contains("not executable", Build(world), StringComparison.Ordinal);
        Assert.Empty(world.Vendor.StagedRoles);
        File.SetUnixFileMode(edge, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Null(Build(world));
    }

    private string? Build(PublishingWorld world) => new ReleaseBuilder(world.Vendor, world.Time, _ => { }).Build(
        new ReleaseOrder(
            ReleaseOrder.FilesBelow(_desk).Value, ReleaseManifest.App, "1.0.0", UpdateSetup.Rid, 1, new StateFormats(1, 1),
            TestRelease.Health, [], [Repository.PathOf("src", "Edge", "packages.lock.json")]));

    private string Write(string name)
    {
        string path = Path.Combine(_desk, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, name);
        return path;
    }
}
