using Edge.Platform.Updates;
using Edge.Tests.Updates.Rollouts;
using Edge.Tests.Updates.Tuf;
using Edge.Updates;
using Edge.Updates.Rollouts;
using Edge.Updates.Slots;

namespace Edge.Tests.Platform.Updates;

/// <summary>Rings and windows on a whole device: fetcher and slot writer each decide for
/// themselves.</summary>
public sealed class RolloutFlowTests
{
    private static readonly DeviceId Here = TestRollout.Gateway(1);
    private static readonly DateTimeOffset Now = TestRepository.Now;

    [Fact]
    public async Task Waits_ForItsTurn_AndFetchesNothingBefore()
    {
        using UpdatedMachine machine = Machine(
            Wanted(TestRollout.Named("first", 2), TestRollout.Named("second", 1)) with
        {
            Starts = Now.AddMinutes(-1),
        }, first => first with { Soak = TimeSpan.FromHours(2) });
        FetchReport report = (await machine.FetchAsync()).Value;
        Assert.Equal((RolloutTurn.Later, false), (report.Turn!.Turn, report.IsFetched));
        Assert.False(Directory.Exists(Path.Combine(machine.Folders.SpoolOf("vendor"), "blobs")));
        Assert.False(File.Exists(machine.Folders.Ready));
        Assert.Equal(UpdateRefusal.NotMyTurn, (await machine.WriteAsync())!.Refusal);
        machine.Time.Advance(TimeSpan.FromHours(2));
        Assert.Null(await machine.UpdateAsync());
    }

    [Fact]
    public async Task Fetches_BeforeItsWindow_AndInstallsInIt()
    {
        // It is 01:00 in Berlin; the window opens at 03:00.
        using UpdatedMachine machine = Machine(Wanted() with
        {
            Windows = new WindowPlan("Europe/Berlin", TimeSpan.Zero, [TestRollout.Window("03:00", "04:00")]),
        });
        FetchReport report = (await machine.FetchAsync()).Value;
        Assert.Equal((true, Now.AddHours(2)), (report.IsFetched, report.Turn!.At!.Value));
        Assert.False(File.Exists(machine.Folders.Ready));
        UpdateReason reason = (await machine.WriteAsync())!;
        Assert.Equal(
            (UpdateRefusal.OutsideWindow, UpdatePhase.Idle), (reason.Refusal, machine.Ledger.State.Phase));
        Assert.EndsWith("from 2030-01-01 02:00:00 UTC on", reason.Detail, StringComparison.Ordinal);
        machine.Time.Advance(TimeSpan.FromHours(2));
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal("1.0.0", machine.Ledger.State.Committed!.Release);
    }

    [Fact]
    public async Task Waits_NotWhenAPersonSaysNow()
    {
        using UpdatedMachine machine = Machine(Wanted(TestRollout.Named("others", 2)));
        Assert.Equal(UpdateRefusal.NotChosen, (await machine.UpdateAsync())!.Refusal);
        machine.Wish = new UpdateWish(Now: true);
        Assert.Null(await machine.UpdateAsync());
    }

    [Theory]
    [InlineData(true, UpdateRefusal.RolloutPaused)]
    [InlineData(false, UpdateRefusal.RolloutStopped)]
    public async Task Holds_ForPersonsToo_WhenItIsPausedOrStopped(bool isPaused, UpdateRefusal expected)
    {
        RolloutRing broken = TestRollout.Named("first", 1) with { MaxFailed = 1, Progress = new RingProgress(9, 0, 1, null) };
        using UpdatedMachine machine = Machine(isPaused ? Wanted() with { IsPaused = true } : Wanted(broken));
        machine.Wish = new UpdateWish(Now: true);
        Assert.Equal(expected, (await machine.UpdateAsync())!.Refusal);
        machine.Wish = new UpdateWish(Release: "1.0.0");
        Assert.Null(await machine.UpdateAsync());
    }

    [Fact]
    public async Task Wakes_TheSlotWriterToLearnWhoItIs()
    {
        using UpdatedMachine machine = Machine(Wanted(TestRollout.Named("first", 1)));
        File.Delete(Path.Combine(machine.Folders.Slots, "device"));
        Assert.Equal(RolloutTurn.NotChosen, (await machine.FetchAsync()).Value.Turn!.Turn);
        Assert.True(File.Exists(machine.Folders.Ready));
        Assert.Equal(UpdateRefusal.NotChosen, (await machine.WriteAsync())!.Refusal);
        KnownDevice.Note(machine.Disk, machine.Folders, "no id");
        Assert.Null(KnownDevice.Read(machine.Disk, machine.Folders));
        KnownDevice.Note(machine.Disk, machine.Folders, $"{Here}");
        Assert.Null(await machine.UpdateAsync());
    }

    // The fetcher is the attacker: it leaves its mark before the window, the slot writer does not care.
    [Fact]
    public async Task Refuses_AMarkThatWasLeftTooEarly()
    {
        using UpdatedMachine machine = Machine(Wanted() with { Starts = Now.AddHours(1) });
        Assert.Equal(UpdateRefusal.NotMyTurn, (await machine.WriteAloneAsync()).Refusal);
    }

    // Rollout replayed: the old file is genuine, and gave this device its turn; a newer one has taken it
    // back.
    [Fact]
    public async Task Refuses_ARolloutFileReplayed()
    {
        using UpdatedMachine machine = Machine(Wanted(TestRollout.Share("all", 100)));
        string replay = Copy(machine);
        machine.Repositories.Want(Wanted(TestRollout.Share("all", 100)) with { IsPaused = true });
        Assert.Equal(UpdateRefusal.RolloutPaused, (await machine.UpdateAsync())!.Refusal);
        Assert.Equal(UpdateRefusal.MetadataRefused, (await FetchFromAsync(machine, replay)).Refusal);
        // The slot writer has seen newer metadata than the replay left in the spool.
        Assert.Equal(UpdateRefusal.MetadataRefused, (await machine.WriteAsync())!.Refusal);
    }

    // Halt suppressed: whoever shows the timestamp from before the halt shows an older one than was seen,
    // or an expired one.
    [Fact]
    public async Task Refuses_AnOldTimestampThatHidesAHalt()
    {
        using UpdatedMachine machine = Machine(Wanted());
        string before = Copy(machine);
        machine.Repositories.OperatorTargets["halt.json"] = "{}"u8.ToArray();
        machine.Repositories.Publish();
        Assert.Equal(UpdateRefusal.Halted, (await machine.UpdateAsync())!.Refusal);
        Assert.Equal(UpdateRefusal.MetadataRefused, (await FetchFromAsync(machine, before)).Refusal);
        Assert.Equal(UpdateRefusal.MetadataRefused, (await machine.WriteAsync())!.Refusal);
    }

    // A device that has not seen the halt installs at most until the timestamp expires that it was shown.
    [Fact]
    public async Task Refuses_AnOldTimestampOnceItHasExpired()
    {
        using UpdatedMachine machine = Machine(Wanted());
        machine.Offline = false;
        machine.Time.SetUtcNow(TestRepository.Later.AddSeconds(1));
        UpdateReason reason = (await machine.UpdateAsync())!;
        Assert.Equal(UpdateRefusal.MetadataRefused, reason.Refusal);
        Assert.Contains("xpired", reason.Detail, StringComparison.Ordinal);
    }

    // Percentage lowered: who has begun is not undone, who has not begun does not.
    [Fact]
    public async Task Undoes_NothingWhenThePercentageIsLowered()
    {
        using UpdatedMachine machine = Machine(Wanted(TestRollout.Share("all", 100)));
        Assert.Null(await machine.UpdateAsync());
        machine.Repositories.Want(Wanted(TestRollout.Share("few", 1)));
        Assert.True((await machine.FetchAsync()).Value.IsRunning);
        Assert.Equal("1.0.0", machine.Ledger.State.Committed!.Release);
    }

    // Local state restored from a backup: what it was tricked into forgetting it learns again, and never
    // goes below its floors.
    [Fact]
    public async Task Survives_StateRestoredFromABackup()
    {
        using UpdatedMachine machine = Machine(Wanted());
        Assert.Null(await machine.UpdateAsync());
        string backup = Path.Combine(machine.Folders.Setup, "backup");
        CopyFolder(machine.Folders.Slots, backup);
        machine.Publish("2.0.0", change: manifest => manifest with { Epoch = 2 });
        Assert.Null(await machine.UpdateAsync());
        string floors = File.ReadAllText(Path.Combine(machine.Folders.Slots, "floors-1.json"));
        Directory.Delete(Path.Combine(machine.Folders.Slots, "app"), recursive: true);
        Directory.Delete(Path.Combine(machine.Folders.Slots, "trusted"), recursive: true);
        File.Copy(Path.Combine(backup, "floors-2.json"), Path.Combine(machine.Folders.Slots, "floors-2.json"), overwrite: true);
        CopyFolder(backup + "/app", Path.Combine(machine.Folders.Slots, "app"));
        CopyFolder(backup + "/trusted", Path.Combine(machine.Folders.Slots, "trusted"));
        machine.Repositories.Want(Wanted());
        Assert.Equal("1.0.0", machine.Ledger.State.Committed!.Release);
        machine.Publish("1.0.1");
        Assert.Equal(UpdateRefusal.EpochTooLow, (await machine.UpdateAsync())!.Refusal);
        machine.Repositories.Want(Rollout.ForAll("app", "2.0.0"));
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal(("2.0.0", floors), (machine.Ledger.State.Committed!.Release, File.ReadAllText(Path.Combine(machine.Folders.Slots, "floors-2.json"))));
    }

    private static Rollout Wanted(params RolloutRing[] rings) =>
        TestRollout.Of(rings) with { Release = "1.0.0", Starts = Now.AddDays(-1) };

    private static UpdatedMachine Machine(Rollout rollout, Func<RolloutRing, RolloutRing>? first = null)
    {
        var machine = new UpdatedMachine();
        KnownDevice.Note(machine.Disk, machine.Folders, $"{Here}");
        machine.Publish("1.0.0");
        if (first is not null)
        {
            rollout = rollout with { Rings = rollout.Rings.SetItem(0, first(rollout.Rings[0])) };
        }
        machine.Repositories.Want(rollout);
        return machine;
    }

    private static async Task<UpdateReason> FetchFromAsync(UpdatedMachine machine, string folder)
    {
        var fetched = await machine.FetchAsync(
            source: repository => new FolderSource(machine.Disk, Path.Combine(folder, repository.Name)));
        Assert.False(fetched.IsOk, "what is old was taken");
        return fetched.Reason;
    }

    private static string Copy(UpdatedMachine machine)
    {
        string copy = Path.Combine(machine.Folders.Setup, "replay");
        CopyFolder(machine.Repositories.Folder, copy);
        return copy;
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }
}
