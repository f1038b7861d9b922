using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Patches;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Tests.Platform.Updates;

/// <summary>Attacks on what travels beside the metadata, each by its name; docs/update-attacks.md lists
/// them all.</summary>
public sealed class PracticalAttackTests : IDisposable
{
    private readonly UpdatedMachine _machine = new();

    private string Spool => _machine.Folders.SpoolOf("vendor");

    private string SlotA => Path.Combine(_machine.Folders.Slots, "app", "a");

    public void Dispose() => _machine.Dispose();

    // Something else beside what was signed: in the spool, and in the slot that is filled.
    [Fact]
    public async Task Refuses_AnExtraneousDependency()
    {
        _machine.Publish("1.0.0");
        Assert.True((await _machine.FetchAsync()).IsOk);
        File.WriteAllText(Path.Combine(Spool, "blobs", new string('a', 64)), "more");
        Directory.CreateDirectory(Path.Combine(SlotA, "files", "plugins"));
        File.WriteAllText(Path.Combine(SlotA, "files", "plugins", "more.so"), "more");
        Assert.Null(await _machine.WriteAsync());
        string[] files = [.. Directory.GetFiles(Path.Combine(SlotA, "files"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Path.Combine(SlotA, "files"), file)).Order(StringComparer.Ordinal)];
        Assert.Equal(["edge", "lib/common.so"], files);
    }

    // Some files of a release and not the others: nothing that could be started stands there.
    [Fact]
    public async Task Refuses_APartialBundle()
    {
        ReleaseManifest manifest = _machine.Publish("1.0.0");
        Assert.True((await _machine.FetchAsync()).IsOk);
        foreach (ReleaseFile file in manifest.Files)
        {
            string blob = Path.Combine(Spool, Parcel.NameOf(file.Blob));
            byte[] bytes = File.ReadAllBytes(blob);
            File.Delete(blob);
            Assert.Equal(UpdateRefusal.FileMissing, (await _machine.WriteAsync())!.Refusal);
            Assert.False(File.Exists(Path.Combine(SlotA, "slot.json")));
            _machine.Start("after");
            Assert.Null(_machine.Running.Release);
            File.WriteAllBytes(blob, bytes);
        }
    }

    // A genuine document in the place of another kind: each says itself what it is.
    [Fact]
    public async Task Refuses_FormatConfusion()
    {
        ReleaseManifest manifest = _machine.Publish("1.0.0");
        byte[] rollout = _machine.Repositories.OperatorTargets["rollout/app.json"];
        byte[] release = ReleaseWriter.Write(manifest);
        Assert.False(ReleaseReader.Read(rollout).IsOk, "a rollout is no manifest");
        Assert.False(Edge.Updates.Rollouts.RolloutFile.Read(release).IsOk, "a manifest is no rollout");
        Assert.False(SlotStateReader.Read(release).IsOk, "a manifest is no state");
        string path = TwoRepositories.Manifest(manifest);
        (_machine.Repositories.VendorTargets[path], _machine.Repositories.OperatorTargets[path]) =
            (rollout, rollout);
        _machine.Repositories.Publish();
        Assert.Equal(UpdateRefusal.Malformed, (await _machine.FetchAsync()).Reason.Refusal);
        Assert.Equal(UpdateRefusal.Malformed, (await _machine.WriteAloneAsync()).Refusal);
    }

    // A whole and genuine slot in the place of the other one.
    [Fact]
    public async Task Refuses_TheContentOfTheWrongSlot()
    {
        _machine.Publish("1.0.0");
        Assert.Null(await _machine.UpdateAsync());
        _machine.Publish("1.1.0");
        Assert.Null(await _machine.UpdateAsync());
        string slotB = Path.Combine(_machine.Folders.Slots, "app", "b");
        Directory.Move(slotB, slotB + ".taken");
        Directory.Move(SlotA, slotB);
        LaunchChoice choice = _machine.Launcher.Choose("after");
        Assert.NotEqual("1.1.0", choice.Release?.Release);
        Assert.Contains("names another release", choice.Warnings[0], StringComparison.Ordinal);
    }

    // The patch is signed, and made for another file than the one that runs here.
    [Fact]
    public async Task Refuses_AWrongDeltaPrecursor()
    {
        string text = string.Join('\n', Enumerable.Range(0, 500).Select(i => $"line {i * i}"));
        _machine.Publish("1.0.0", text);
        Assert.Null(await _machine.UpdateAsync());
        ReleaseFile running =
            ReleaseReader.Read(_machine.Repositories.VendorTargets.Values.Last()).Value.Files[0];
        byte[] next = Encoding.UTF8.GetBytes($"edge 1.1.0 {text}");
        byte[] patch = DeltaWriter.Write(Encoding.UTF8.GetBytes($"edge 0.9.0 {text} quite another"), next);
        PublishPatched(text, running.Hash, patch);
        Assert.True((await _machine.FetchAsync()).IsOk);
        Assert.Equal(UpdateRefusal.FileMismatch, (await _machine.WriteAsync())!.Refusal);
        _machine.Start("after");
        Assert.Equal("1.0.0", _machine.Running.Release!.Release);
    }

    // A byte behind the file, in the blob and in the patch.
    [Fact]
    public async Task Refuses_TrailingData()
    {
        ReleaseManifest manifest = _machine.Publish("1.0.0");
        string blob = Parcel.NameOf(manifest.Files[0].Blob);
        byte[] bytes = File.ReadAllBytes(Path.Combine(_machine.Repositories.Folder, "vendor", blob));
        _machine.Repositories.Save("vendor", blob, [.. bytes, 0]);
        Assert.Equal(UpdateRefusal.FileMismatch, (await _machine.FetchAsync()).Reason.Refusal);
        byte[] patch = DeltaWriter.Write("old"u8, "new"u8);
        Assert.Equal(
            UpdateRefusal.PatchRefused,
            DeltaReader.Apply(new MemoryStream("old"u8.ToArray()), new MemoryStream([.. patch, 0]), 3, _ => { })!.Refusal);
    }

    // 64 MiB of nothing in some fifty bytes: no more is written than the file has, and the rest is not even
    // unpacked.
    [Fact]
    public async Task Refuses_ADecompressionBomb()
    {
        byte[] bomb = Pack(new byte[64 * 1024 * 1024]);
        _machine.Publish("1.0.0", change: manifest => manifest with
        {
            Files = [.. manifest.Files.Select(file => file.Path != "edge" ? file : file with
            {
                Blob = new ReleaseBlob(ContentHash.Of(bomb), bomb.Length, BlobCompression.Brotli),
            })],
        });
        _machine.Repositories.Save("vendor", $"blobs/{ContentHash.Of(bomb)}", bomb);
        var full = new FullDisk(_machine.Disk) { Room = 60 };
        Assert.True((await _machine.FetchAsync()).IsOk);
        _machine.Disk = full;
        Assert.Equal(UpdateRefusal.FileMismatch, (await _machine.WriteAsync())!.Refusal);
        Assert.InRange(full.Room, 1, 60);
        Assert.False(File.Exists(Path.Combine(SlotA, "files", "edge")));
    }

    // A pipe instead of a file would make whoever opens it wait for ever.
    [Fact]
    public async Task Refuses_APipeInTheSpool()
    {
        _machine.Publish("1.0.0");
        Assert.True((await _machine.FetchAsync()).IsOk);
        string blob = Directory.GetFiles(Path.Combine(Spool, "blobs"))[0];
        File.Delete(blob);
        using (Process made = Process.Start("mkfifo", [blob])) { await made.WaitForExitAsync(); }
        await Assert.ThrowsAsync<IOException>(() => _machine.WriteAsync());
        _machine.Start("after");
        Assert.Null(_machine.Running.Release);
    }

    // The clock jumps to and fro between every two steps; the trial lasts as long as it lasts.
    [Theory]
    [InlineData(1970, 2099)]
    [InlineData(2099, 1970)]
    [InlineData(2029, 2099)]
    public async Task Survives_AClockThatJumpsDuringTheInstallation(int first, int second)
    {
        _machine.Publish("1.0.0");
        Assert.Null(await _machine.UpdateAsync());
        _machine.Publish("1.1.0");
        Assert.True((await _machine.FetchAsync()).IsOk);
        Jump(first);
        Assert.Null(await _machine.WriteAsync());
        Jump(second);
        await _machine.WatchAsync();
        Assert.Equal("1.1.0", _machine.Ledger.State.Committed!.Release);
        Jump(2030);
        _machine.Publish("1.2.0");
        Assert.Null(await _machine.UpdateAsync());
    }

    // Full at every write of the fetcher and of the slot writer's checks: what runs runs, and with room it
    // goes on.
    [Fact]
    public async Task Survives_AFullDiskAtEveryWrite()
    {
        _machine.Publish("1.0.0");
        Assert.Null(await _machine.UpdateAsync());
        _machine.Publish("1.1.0");
        var full = new FullDisk(new LinuxDisk());
        _machine.Disk = full;
        int refused = 0;
        for (int room = 0; ; room++)
        {
            full.Room = room;
            try
            {
                Assert.True((await _machine.FetchAsync()).IsOk);
                Assert.Null(await _machine.WriteAsync());
                break;
            }
            catch (IOException)
            {
                refused++;
                Assert.Equal("1.0.0", _machine.Launcher.Choose(null).Release!.Release);
                Assert.Null(_machine.Ledger.State.Failure);
            }
        }
        Assert.InRange(refused, 10, 1_000);
    }

    private void Jump(int year) =>
        _machine.Time.AdjustTime(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private void PublishPatched(string text, ContentHash from, byte[] patch)
    {
        ReleaseManifest manifest = _machine.Publish("1.1.0", text, before => before with
        {
            Files = [.. before.Files.Select(file => file.Path != "edge" ? file : file with
            {
                Patches = [new ReleasePatch(from, ContentHash.Of(patch), patch.Length, PatchMethod.EdgeDelta1)],
            })],
        });
        ReleaseFile edge = manifest.Files.Single(file => file.Path == "edge");
        _machine.Repositories.Save("vendor", Parcel.NameOf(edge, edge.Patches[0]), patch);
    }

    private static byte[] Pack(byte[] bytes)
    {
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        Assert.True(BrotliEncoder.TryCompress(bytes, packed, out int length, quality: 1, window: 22));
        return packed[..length];
    }
}
