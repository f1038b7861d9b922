using System.Diagnostics;
using Edge.Platform.Updates;
using Edge.Tests.Updates.Releases;
using Edge.Updates.Releases;

namespace Edge.Tests.Host.Updates;

/// <summary>The fetcher's mark never outlives a run of the slot writer, and never keeps one from being started.</summary>
public sealed class ReadyMarkTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edge-mark-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task AMarkIsGone_WhereTheSpoolHoldsAPipeInPlaceOfAFile()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        ReleaseManifest manifest = TestRelease.Of("1.0.0", ("edge", "the file")) with { Rid = UpdateSetup.Rid };
        gateway.Repositories.Release(manifest, new Dictionary<string, byte[]> { ["edge"] = "the file"u8.ToArray() });
        var fetched = UpdatedGateway.Edge(["fetch", "--stick", gateway.Repositories.Folder, .. Folders(gateway)]);
        Assert.True(fetched.Code == 0, fetched.Output);
        Assert.True(File.Exists(gateway.Folders.Ready));
        string rollout = Directory.GetFiles(Path.Combine(gateway.Folders.Spool, "operator", "targets", "rollout")).Single();
        File.Delete(rollout);
        using (Process pipe = Process.Start("mkfifo", [rollout])) { pipe.WaitForExit(); }
        var refused = UpdatedGateway.Edge(["slot", "--offline", "--restart-by", "nobody", "--socket", "/nowhere", .. Folders(gateway)]);
        Assert.Equal(1, refused.Code);
        Assert.Contains("is no file in the spool", refused.Output, StringComparison.Ordinal);
        Assert.False(Path.Exists(gateway.Folders.Ready));
    }

    [Fact]
    public void AFolderInItsPlace_IsPutAside_AndNothingBelowItIsTouched()
    {
        string ready = Path.Combine(_root, "ready");
        Directory.CreateDirectory(Path.Combine(ready, "below"));
        Assert.False(ReadyMark.Take(ready));
        Assert.False(Path.Exists(ready));
        Assert.True(Directory.Exists(Path.Combine(Assert.Single(Directory.GetDirectories(_root)), "below")));
    }

    [Fact]
    public void ALinkInItsPlace_GoesWithoutWhatItLeadsTo()
    {
        string ready = Path.Combine(_root, "ready"), other = Directory.CreateDirectory(Path.Combine(_root, "other")).FullName;
        File.CreateSymbolicLink(ready, other);
        Assert.True(ReadyMark.Take(ready));
        Assert.False(Path.Exists(ready));
        Assert.True(Directory.Exists(other));
        Assert.False(ReadyMark.Take(ready));
    }

    [Theory]
    [InlineData("edge-slot.service")]
    [InlineData("edge-os-slot.service")]
    public void TheUnit_IsNeverGivenUp_AndGoesOnByItself(string unit)
    {
        string[] lines = Repository.Read($"packaging/systemd/{unit}").Split('\n');
        Assert.Equal(["StartLimitIntervalSec=0"], Lines("[Unit]").Where(line => line.StartsWith("StartLimit", StringComparison.Ordinal)));
        Assert.Superset(new HashSet<string> { "Restart=on-failure", "RestartSec=60" }, Lines("[Service]").ToHashSet());

        IEnumerable<string> Lines(string section) => lines.SkipWhile(line => line != section).Skip(1).TakeWhile(line => line is not ['[', ..]);
    }

    private static string[] Folders(UpdatedGateway gateway) =>
        ["--slots", gateway.Folders.Slots, "--spool", gateway.Folders.Spool, "--setup", gateway.Folders.Setup, "--component", "app"];
}
