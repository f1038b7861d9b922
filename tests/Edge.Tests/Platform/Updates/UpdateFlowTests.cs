using System.IO.Compression;
using System.Text;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Patches;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Tests.Platform.Updates;

public sealed class UpdateFlowTests
{
    [Fact]
    public async Task Installs_AndCommitsAHealthyRelease()
    {
        using var machine = new UpdatedMachine { Offline = false };
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal(("1.0.0", UpdatePhase.Idle), (machine.Ledger.State.Committed!.Release, machine.Ledger.State.Phase));
        Assert.Equal("edge 1.0.0 ", File.ReadAllText(machine.Running.Entry!));
        Assert.True(File.GetUnixFileMode(machine.Running.Entry!).HasFlag(UnixFileMode.UserExecute));
        string report = File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(machine.Folders.Slots, "reports"))));
        Assert.Contains("\"starts\":[\"start 1\"],\"offline\":false", report, StringComparison.Ordinal);
        Assert.Equal(
            [
                "1.0.0 is being written into slot a", "1.0.0 is written; it is read back", "1.0.0 is armed; the service restarts",
                "1.0.0 is on trial; 2 more starts", "1.0.0 is committed",
            ],
            machine.Told);
        Assert.Equal(1, machine.CommitsTold);
    }

    [Fact]
    public async Task Reports_ThatAReleaseCameOnAStick_AndWhichStartsRanWhatWasUndone()
    {
        using var machine = new UpdatedMachine { Offline = true };
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        machine.Publish("1.1.0");
        machine.Sight = machine.Sight! with { UsableChannels = 4 };
        Assert.Null(await machine.UpdateAsync());
        string[] reports = [.. Directory.GetFiles(Path.Combine(machine.Folders.Slots, "reports")).Order(StringComparer.Ordinal).Select(File.ReadAllText)];
        Assert.Contains("\"starts\":[\"start 1\"],\"offline\":true", reports[0], StringComparison.Ordinal);
        Assert.Contains("\"starts\":[\"start 2\"],\"offline\":true", reports[1], StringComparison.Ordinal);
        Assert.Equal(1, machine.CommitsTold);
    }

    [Fact]
    public async Task Closes_WhatIsCommitted_WhereNobodyElseCanBeTold()
    {
        using var machine = new UpdatedMachine { IsAlone = true };
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal((UpdatePhase.Idle, "1.0.0"), (machine.Ledger.State.Phase, machine.Ledger.State.Committed!.Release));
        Assert.Contains("Nobody else was told: systemctl: No such file or directory", machine.Told);
    }

    // Who asked goes on himself: nobody else is to take the release from the spool beside him.
    [Fact]
    public async Task Wakes_NobodyWhoWasNotAskedFor()
    {
        using var machine = new UpdatedMachine { Wish = new UpdateWish(Wakes: false) };
        machine.Publish("1.0.0");
        Assert.True((await machine.FetchAsync()).Value.IsFetched);
        Assert.False(File.Exists(machine.Folders.Ready));
        machine.Wish = new UpdateWish();
        Assert.True((await machine.FetchAsync()).IsOk);
        Assert.True(File.Exists(machine.Folders.Ready));
    }

    [Fact]
    public async Task Replaces_ARelease_AndFetchesOnlyWhatChanged()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        Directory.Delete(Path.Combine(machine.Folders.SpoolOf("vendor"), "blobs"), recursive: true);
        machine.Publish("1.1.0");
        var looked = await machine.FetchAsync(download: false);
        Assert.Equal("edge 1.1.0 ".Length, looked.Value.Missing);
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal(("1.1.0", SlotName.B), (machine.Ledger.State.Committed!.Release, machine.Ledger.State.Committed.Slot));
        Assert.Single(Directory.GetFiles(Path.Combine(machine.Folders.SpoolOf("vendor"), "blobs")));
    }

    [Fact]
    public async Task FallsBack_WhenTheCandidateDoesNotGetWell()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        machine.Publish("1.1.0");
        machine.Sight = machine.Sight! with { UsableChannels = 4 };
        Assert.Null(await machine.UpdateAsync());
        SlotState state = machine.Ledger.State;
        Assert.Equal(("1.0.0", UpdatePhase.Idle, UpdateRefusal.Unhealthy), (state.Committed!.Release, state.Phase, state.Failure!.Reason));
        Assert.Contains("4 channels", state.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal("1.0.0", machine.Running.Release!.Release);
        Assert.Equal(UpdateRefusal.FailedBefore, (await machine.WriteAsync())!.Refusal);
        Assert.Null(await machine.WriteAsync(again: true));
    }

    [Fact]
    public async Task FallsBack_WhenEveryStartCrashes()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        machine.Publish("1.1.0");
        Assert.True((await machine.FetchAsync()).IsOk);
        Assert.Null(await machine.WriteAsync());
        for (int i = 1; i <= Candidate.Tries; i++)
        {
            machine.Start($"crash {i}");
            Assert.Equal("1.1.0", machine.Running.Release!.Release);
            Assert.Equal("1.1.0", machine.Launcher.ChooseRunning().Release!.Release);
        }
        machine.Start("crash 4");
        Assert.Equal("1.0.0", machine.Running.Release!.Release);
        Assert.Equal("1.0.0", machine.Launcher.ChooseRunning().Release!.Release);
        Assert.Equal(UpdateRefusal.TriesUsedUp, machine.Ledger.State.Failure!.Reason);
    }

    [Fact]
    public async Task Runs_TheCommittedReleaseWhenAStartCannotBeCounted()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        machine.Publish("1.1.0");
        Assert.True((await machine.FetchAsync()).IsOk);
        Assert.Null(await machine.WriteAsync());
        machine.Start("one");
        Assert.Equal("1.1.0", machine.Running.Release!.Release);
        Assert.Equal("1.0.0", machine.Launcher.Choose("two").Release!.Release);
        Assert.Equal("1.0.0", machine.Launcher.Choose(null).Release!.Release);
    }

    [Fact]
    public async Task Runs_WhatIsWholeWhenTheCommittedSlotIsDamaged()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        machine.Publish("1.1.0");
        Assert.Null(await machine.UpdateAsync());
        File.AppendAllText(machine.Running.Entry!, "one bit");
        machine.Start("next");
        Assert.Equal("1.0.0", machine.Running.Release!.Release);
        Assert.Contains("edge has other bytes", Assert.Single(machine.Running.Warnings), StringComparison.Ordinal);
        File.Delete(Path.Combine(machine.Folders.Slots, "app", "a", "slot.json"));
        machine.Start("after");
        Assert.Null(machine.Running.Release);
    }

    [Fact]
    public async Task GoesOn_WhereTheSlotWriterStopped()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.True((await machine.FetchAsync()).IsOk);
        string blobs = Path.Combine(machine.Folders.SpoolOf("vendor"), "blobs");
        string library = Directory.GetFiles(blobs).Single(f => new FileInfo(f).Length == "the same".Length);
        File.Delete(library);
        Assert.Equal(UpdateRefusal.FileMissing, (await machine.WriteAsync())!.Refusal);
        Assert.Equal(UpdatePhase.Writing, machine.Ledger.State.Phase);
        Directory.Delete(blobs, recursive: true);
        Directory.CreateDirectory(blobs);
        Assert.Equal("the same".Length, (await machine.FetchAsync()).Value.Missing);
        Assert.Null(await machine.WriteAsync());
    }

    [Fact]
    public async Task Forgets_NothingWhenTheStateIsDamaged()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        foreach (string copy in (string[])["state.json", "state-2.json"]) { File.WriteAllText(Path.Combine(machine.Folders.Slots, "app", copy), "{}"); }
        machine.Start("damaged");
        Assert.Null(machine.Running.Release);
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal("1.0.0", machine.Running.Release!.Release);
    }

    [Fact]
    public async Task Patches_AFileWhenThatIsShorter()
    {
        using var machine = new UpdatedMachine();
        string text = string.Join('\n', Enumerable.Range(0, 500).Select(i => $"line {i * i} of edge"));
        ReleaseFile before = machine.Publish("1.0.0", text).Files[0];
        Assert.Null(await machine.UpdateAsync());
        byte[] patch = DeltaWriter.Write(Encoding.UTF8.GetBytes($"edge 1.0.0 {text}"), Encoding.UTF8.GetBytes($"edge 1.1.0 {text}"));
        machine.Publish("1.1.0", text, manifest => manifest with
        {
            Files = [.. manifest.Files.Select(file => file.Path != "edge" ? file : file with
            {
                Patches = [new ReleasePatch(before.Hash, ContentHash.Of(patch), patch.Length, PatchMethod.EdgeDelta1)],
            })],
        });
        ReleaseFile after = ReleaseReader.Read(machine.Repositories.VendorTargets.Last().Value).Value.Files[0];
        machine.Repositories.Save("vendor", Parcel.NameOf(after, after.Patches[0]), patch);
        Directory.Delete(Path.Combine(machine.Folders.SpoolOf("vendor"), "blobs"), recursive: true);
        Assert.Equal(patch.Length, (await machine.FetchAsync()).Value.Missing);
        Assert.InRange(patch.Length, 40, 200);
        Assert.Null(await machine.WriteAsync());
        await machine.WatchAsync();
        Assert.Equal($"edge 1.1.0 {text}", File.ReadAllText(machine.Running.Entry!));
    }

    [Fact]
    public async Task Unpacks_ABlob_AndRefusesOneThatIsNone()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0", change: manifest => manifest with
        {
            Files = [.. manifest.Files.Select(file => file with { Blob = file.Blob with { Compression = BlobCompression.Brotli } })],
        });
        Assert.True((await machine.FetchAsync()).IsOk);
        Assert.Equal(UpdateRefusal.FileMismatch, (await machine.WriteAsync())!.Refusal);
        var packed = new byte[100];
        Assert.True(BrotliEncoder.TryCompress("edge 2.0.0 "u8, packed, out int length));
        packed = packed[..length];
        machine.Publish("2.0.0", change: manifest => manifest with
        {
            Files = [.. manifest.Files.Select(file => file.Path != "edge" ? file : file with
            {
                Blob = new ReleaseBlob(ContentHash.Of(packed), length, BlobCompression.Brotli),
            })],
        });
        machine.Repositories.Save("vendor", $"blobs/{ContentHash.Of(packed)}", packed);
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal("edge 2.0.0 ", File.ReadAllText(machine.Running.Entry!));
    }

    [Fact]
    public async Task Keeps_TheSpoolSmall()
    {
        using var machine = new UpdatedMachine();
        string blobs = Path.Combine(machine.Folders.SpoolOf("vendor"), "blobs");
        string metadata = Path.Combine(machine.Folders.SpoolOf("vendor"), "metadata");
        for (int i = 0; i < 5; i++)
        {
            machine.Publish($"1.{i}.0");
            Assert.Null(await machine.UpdateAsync());
        }
        Assert.True((await machine.FetchAsync()).Value.IsRunning);
        Assert.Empty(Directory.GetFiles(blobs));
        Assert.Equal(2, Directory.GetFiles(metadata, "*.snapshot.json").Length);
        Assert.Null(machine.Disk.ReadAll(Path.Combine(metadata, "1.snapshot.json"), 100_000));
    }

    [Fact]
    public async Task Fetches_EverythingAnewWhenTheSpoolIsEmptied()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        machine.Publish("1.1.0");
        Assert.True((await machine.FetchAsync()).IsOk);
        Directory.Delete(machine.Folders.SpoolOf("operator"), recursive: true);
        Assert.True((await machine.FetchAsync()).IsOk);
        Assert.Null(await machine.WriteAsync());
    }
}
