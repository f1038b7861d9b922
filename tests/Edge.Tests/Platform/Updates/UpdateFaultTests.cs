using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Releases;

namespace Edge.Tests.Platform.Updates;

/// <summary>Wrong classes, old epochs, wrong clocks, swapped and full media: each by its name.</summary>
public sealed class UpdateFaultTests
{
    [Fact]
    public async Task Refuses_AReleaseOfAnotherClass()
    {
        using var machine = new UpdatedMachine();
        ReleaseManifest manifest = machine.Publish("1.0.0");
        byte[] other = ReleaseWriter.Write(manifest with { Rid = "linux-riscv64" });
        string path = TwoRepositories.Manifest(manifest);
        (machine.Repositories.VendorTargets[path], machine.Repositories.OperatorTargets[path]) = (other, other);
        machine.Repositories.Publish();
        Assert.Equal(UpdateRefusal.WrongClass, (await machine.FetchAsync()).Reason.Refusal);
        Assert.Equal(UpdateRefusal.WrongClass, (await machine.WriteAloneAsync()).Refusal);
    }

    [Fact]
    public async Task Refuses_AnotherReleaseUnderTheSameName()
    {
        using var machine = new UpdatedMachine();
        ReleaseManifest manifest = machine.Publish("1.0.0");
        byte[] other = ReleaseWriter.Write(manifest with { Release = "0.9.0" });
        string path = TwoRepositories.Manifest(manifest);
        (machine.Repositories.VendorTargets[path], machine.Repositories.OperatorTargets[path]) = (other, other);
        machine.Repositories.Publish();
        Assert.Equal(UpdateRefusal.WrongRelease, (await machine.FetchAsync()).Reason.Refusal);
    }

    [Fact]
    public async Task Refuses_ALowerEpoch_AndAllowsAnHonestRollback()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0", change: m => m with { Epoch = 2 });
        Assert.Null(await machine.UpdateAsync());
        machine.Publish("1.1.0", change: m => m with { Epoch = 3 });
        Assert.Null(await machine.UpdateAsync());
        machine.Repositories.Want("1.0.0");
        machine.Repositories.Publish();
        Assert.Equal(UpdateRefusal.EpochTooLow, (await machine.UpdateAsync())!.Refusal);
        machine.Publish("1.2.0", change: m => m with { Epoch = 3 });
        Assert.Null(await machine.UpdateAsync());
        machine.Repositories.Want("1.1.0");
        machine.Repositories.Publish();
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal("1.1.0", machine.Ledger.State.Committed!.Release);
    }

    // The floor was rolled back with the slot, or one of its copies was.
    [Fact]
    public async Task Keeps_TheFloorWhenOneCopyIsLost()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0", change: m => m with { Epoch = 3 });
        Assert.Null(await machine.UpdateAsync());
        File.WriteAllText(Path.Combine(machine.Folders.Slots, "floors-1.json"), "{}");
        foreach (string copy in (string[])["state.json", "state-2.json"]) { File.Delete(Path.Combine(machine.Folders.Slots, "app", copy)); }
        machine.Publish("0.9.0", change: m => m with { Epoch = 2 });
        Assert.Equal(UpdateRefusal.EpochTooLow, (await machine.UpdateAsync())!.Refusal);
    }

    [Fact]
    public async Task Refuses_RollbackOfMetadata()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        byte[] old = machine.Repositories.Operator.Files["timestamp.json"];
        machine.Publish("1.1.0");
        Assert.Null(await machine.UpdateAsync());
        machine.Repositories.Save("operator", "metadata/timestamp.json", old);
        Assert.Equal(UpdateRefusal.MetadataRefused, (await machine.FetchAsync()).Reason.Refusal);
        File.WriteAllBytes(Path.Combine(machine.Folders.SpoolOf("operator"), "metadata", "timestamp.json"), old);
        Assert.Equal(UpdateRefusal.MetadataRefused, (await machine.WriteAsync())!.Refusal);
    }

    [Fact]
    public async Task Refuses_AFreeze()
    {
        using var machine = new UpdatedMachine { Offline = false };
        machine.Publish("1.0.0");
        Assert.True((await machine.FetchAsync()).IsOk);
        machine.Time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(UpdateRefusal.MetadataRefused, (await machine.FetchAsync()).Reason.Refusal);
        Assert.Equal(UpdateRefusal.MetadataRefused, (await machine.WriteAsync())!.Refusal);
    }

    [Fact]
    public async Task Accepts_AnOldStickWithinTheWindowOfTheRoot()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        machine.Time.Advance(TimeSpan.FromDays(59));
        Assert.True((await machine.FetchAsync()).Value.Offline);
        machine.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(UpdateRefusal.MetadataRefused, (await machine.FetchAsync()).Reason.Refusal);
    }

    [Theory]
    [InlineData(1970, ClockVerdict.Behind)]
    [InlineData(2099, ClockVerdict.Ahead)]
    public async Task Updates_WithAClockOfAnotherCentury(int year, ClockVerdict clock)
    {
        using var machine = new UpdatedMachine { Offline = false };
        machine.Publish("1.0.0");
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var fetched = await machine.FetchAsync(time: time);
        Assert.Equal(clock, fetched.Value.Clock);
    }

    [Fact]
    public async Task Stops_WhileTheOperatorHalts()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        machine.Repositories.OperatorTargets["halt.json"] = "{\"version\":1}"u8.ToArray();
        machine.Repositories.Publish();
        Assert.Equal(UpdateRefusal.Halted, (await machine.FetchAsync()).Reason.Refusal);
        machine.Repositories.OperatorTargets.Remove("halt.json");
        machine.Repositories.Operator.Bodies["halt"]["targets"]!.AsObject().Remove("halt.json");
        machine.Repositories.Publish();
        Assert.Null(await machine.UpdateAsync());
    }

    // The stick is pulled and another put in between the look and the write: the spool is all that counts.
    [Fact]
    public async Task Refuses_BytesThatWereSwappedAfterTheCheck()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.True((await machine.FetchAsync()).IsOk);
        foreach (string blob in Directory.GetFiles(Path.Combine(machine.Folders.SpoolOf("vendor"), "blobs")))
        {
            byte[] bytes = File.ReadAllBytes(blob);
            bytes[0] ^= 1;
            File.WriteAllBytes(blob, bytes);
        }
        Assert.Equal(UpdateRefusal.FileMismatch, (await machine.WriteAsync())!.Refusal);
        Assert.False(File.Exists(Path.Combine(machine.Folders.Slots, "app", "a", "slot.json")));
    }

    [Fact]
    public async Task Refuses_ALinkInTheSpool()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.True((await machine.FetchAsync()).IsOk);
        string blob = Directory.GetFiles(Path.Combine(machine.Folders.SpoolOf("vendor"), "blobs"))[0];
        File.Move(blob, blob + ".elsewhere");
        File.CreateSymbolicLink(blob, blob + ".elsewhere");
        await Assert.ThrowsAsync<IOException>(() => machine.WriteAsync());
    }

    [Fact]
    public async Task Keeps_WhatRunsWhenTheDiskIsFull()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        machine.Publish("1.1.0");
        Assert.True((await machine.FetchAsync()).IsOk);
        var full = new FullDisk(new LinuxDisk());
        for (int room = 0; ; room++)
        {
            full.Room = room;
            machine.Disk = full;
            var slots = new DirectorySlots(full, Path.Combine(machine.Folders.Slots, "app"), "app");
            var ledger = new SlotLedger(slots, null);
            var installer = new SlotInstaller(
                machine.Folders, full, slots, ledger, Path.Combine(machine.Folders.Slots, "app"), UpdateSetup.Rid, machine.Time, offline: true,
                new AppContent(), _ => { });
            try
            {
                var verified = await installer.VerifyAsync("app", new UpdateWish(), CancellationToken.None);
                Assert.Null(await installer.InstallAsync(verified.Value, again: false, new ChannelCount(5, 5), CancellationToken.None));
                Assert.InRange(room, 5, 100);
                break;
            }
            catch (IOException)
            {
                Assert.Equal("1.0.0", machine.Launcher.Choose(null).Release!.Release);
                Assert.Equal("1.0.0", machine.Launcher.Choose("start 1").Release!.Release);
            }
        }
    }
}
