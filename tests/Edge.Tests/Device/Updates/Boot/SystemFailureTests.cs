using Edge.Device.Updates.Boot;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Tests.Device.Updates.Boot;

/// <summary>Failures of updates of operating systems that were seen in the field, each on every boot loader
/// that it can come to.</summary>
public sealed class SystemFailureTests
{
    public static TheoryData<BootLoader> Loaders => [BootLoader.Tryboot, BootLoader.Grub, BootLoader.Uboot];

    // Power goes between the installation and the reboot: the argument of the reboot is forgotten, and with
    // it, elsewhere, the update.
    [Theory]
    [MemberData(nameof(Loaders))]
    public async Task ArmsAgain_AfterACutBetweenInstallationAndReboot(BootLoader kind)
    {
        SystemWorld world = await WithOneAsync(kind);
        Assert.Null(await world.InstallAsync("2"));
        world.PowerOff();
        world.PowerOn();
        Assert.Equal("1", world.Runs);
        Assert.Null(await world.SettleAsync());
        Assert.Equal(("2", UpdatePhase.Idle), (world.Runs, world.Ledger.State.Phase));

        // The same with the try counted and the boot loader told, and the reboot lost.
        world = await WithOneAsync(kind);
        Assert.Null(await world.InstallAsync("2"));
        world.LosesRebootArgument = true;
        Assert.Null(await world.Trial().RunAsync(CancellationToken.None));
        world.LosesRebootArgument = false;
        Assert.Equal((UpdatePhase.Trial, 2), (world.Ledger.State.Phase, world.Ledger.State.Candidate!.TriesLeft));
        Assert.Null(await world.SettleAsync());
        Assert.Equal(("2", UpdatePhase.Idle), (world.Runs, world.Ledger.State.Phase));
    }

    // Both counters at zero, and an endless reboot: here the default has none, however often power goes in a
    // trial.
    [Theory]
    [MemberData(nameof(Loaders))]
    public async Task NeverLoses_TheLastTryOfTheGoodSystem(BootLoader kind)
    {
        SystemWorld world = await WithOneAsync(kind);
        Assert.Null(await world.InstallAsync(SystemReleases.Sick));
        int trials = 0;
        for (int cut = 0; cut < 20 && world.Ledger.State.Phase != UpdatePhase.Idle; cut++)
        {
            SystemTrial trial = world.Trial();
            if (world.Runs == "1")
            {
                Assert.Null(await trial.RunAsync(CancellationToken.None));
                if (!trial.IsRebooting) { break; }
                world.PowerOn();
                trials += world.Runs == SystemReleases.Sick ? 1 : 0;
            }
            world.PowerOff();
            world.PowerOn();
        }
        Assert.Equal(Candidate.Tries, trials);
        for (int start = 0; start < 5; start++)
        {
            world.PowerOff();
            world.PowerOn();
            Assert.Equal("1", world.Runs);
        }
        Assert.Equal(UpdateRefusal.TriesUsedUp, world.Ledger.State.Failure!.Reason);
    }

    // It hangs before there is anything that could judge it: the watchdog resets the board, three times, and
    // no more.
    [Theory]
    [MemberData(nameof(Loaders))]
    public async Task GivesUp_AfterThreeStartsThatHang(BootLoader kind)
    {
        SystemWorld world = await WithOneAsync(kind);
        Assert.Null(await world.UpdateAsync(SystemReleases.Hangs));
        Assert.Equal(("1", 3), (world.Runs, world.Starts[SystemReleases.Hangs]));
        Assert.Equal((UpdatePhase.Idle, UpdateRefusal.TriesUsedUp), (world.Ledger.State.Phase, world.Ledger.State.Failure!.Reason));
        Assert.Equal(UpdateRefusal.FailedBefore, (await world.InstallAsync(SystemReleases.Hangs))!.Refusal);
        Assert.Equal(3, world.Starts[SystemReleases.Hangs]);
    }

    // An EEPROM that is too old for trials: said before half a gigabyte is written for nothing.
    [Fact]
    public async Task Refuses_AnOutdatedEeprom_BeforeAnythingIsWritten()
    {
        SystemWorld world = await WithOneAsync(BootLoader.Tryboot);
        SlotState before = world.Ledger.State;
        world.Selector = new TrybootSelector(world.Boot.Disks[0], 2, 3, new DateTimeOffset(2021, 4, 29, 0, 0, 0, TimeSpan.Zero), BootSetup.DefaultFirmwareFrom);
        byte[] slot = [.. world.Partitions[0].Content];
        Assert.Equal(UpdateRefusal.FirmwareTooOld, (await world.InstallAsync("2"))!.Refusal);
        Assert.Equal(before, world.Ledger.State);
        Assert.Equal(slot, world.Partitions[0].Content);

        // Somebody puts the card with an armed update into an older board.
        world.Selector = null;
        Assert.Null(await world.InstallAsync("2"));
        world.Selector = new TrybootSelector(world.Boot.Disks[0], 2, 3, null, BootSetup.DefaultFirmwareFrom);
        Assert.Null(await world.SettleAsync());
        Assert.Equal(("1", UpdateRefusal.FirmwareTooOld), (world.Runs, world.Ledger.State.Failure!.Reason));
    }

    // Firmware that says it is new enough and starts the default all the same: what runs was never the
    // candidate, so nothing is kept.
    [Fact]
    public async Task NeverKeeps_WhatTheFirmwareDidNotStart()
    {
        SystemWorld world = await WithOneAsync(BootLoader.Tryboot);
        byte[] autoboot = [.. world.Boot.Disks[0].Content];
        world.LosesRebootArgument = true;
        Assert.Null(await world.UpdateAsync("2"));
        Assert.Equal(("1", UpdateRefusal.TriesUsedUp), (world.Runs, world.Ledger.State.Failure!.Reason));
        Assert.Equal(autoboot, world.Boot.Disks[0].Content);
        Assert.False(world.Starts.ContainsKey("2"));
    }

    // The boot loader was told, the state was not: what runs and is the default was judged, and is committed
    // without another verdict.
    [Theory]
    [MemberData(nameof(Loaders))]
    public async Task Commits_WhatTheBootLoaderKnowsAlready(BootLoader kind)
    {
        SystemWorld world = await WithOneAsync(kind);
        Assert.Null(await world.InstallAsync("2"));
        Assert.Null(await world.Trial().RunAsync(CancellationToken.None));
        world.PowerOn();
        Assert.Null(world.Boot.Selector.Settle(world.Running!.Value));
        world.PowerOff();
        world.PowerOn();
        Assert.Equal("2", world.Runs);
        world.NobodyAnswers = true;
        Assert.Null(await world.SettleAsync());
        Assert.Equal(("2", UpdatePhase.Idle, 2), (world.Ledger.State.Committed!.Release, world.Ledger.State.Phase, world.EpochFloor));
    }

    // A pack that no source has: each piece is asked for once in an attempt, and the answer is final. Nothing
    // is armed, nothing turns in circles.
    [Fact]
    public async Task Ends_WhereAPackIsMissing_WithOneQuestionForEachPiece()
    {
        SystemWorld world = await WithOneAsync(BootLoader.Grub);
        world.Packs.IsGone = true;
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            int before = world.Packs.Requests;
            Assert.Equal(UpdateRefusal.FileMissing, (await world.InstallAsync("2"))!.Refusal);
            Assert.InRange(world.Packs.Requests - before, 1, 2);
            Assert.Equal(UpdatePhase.Writing, world.Ledger.State.Phase);
            Assert.Null(await world.SettleAsync());
            Assert.Equal("1", world.Runs);
        }
        world.Packs.IsGone = false;
        Assert.Null(await world.UpdateAsync("2"));
        Assert.Equal("2", world.Runs);
    }

    // A bit that falls over between the writing and the reboot.
    [Theory]
    [MemberData(nameof(Loaders))]
    public async Task NeverStarts_ASlotThatIsNotWhatItWas(BootLoader kind)
    {
        SystemWorld world = await WithOneAsync(kind);
        Assert.Null(await world.InstallAsync("2"));
        world.Partitions[0].Content[5 * 4_096] ^= 1;
        Assert.Null(await world.SettleAsync());
        Assert.Equal(("1", UpdateRefusal.SlotDamaged), (world.Runs, world.Ledger.State.Failure!.Reason));
        Assert.False(world.Starts.ContainsKey("2"));
        Assert.Null(await world.UpdateAsync("2", again: true));
        Assert.Equal("2", world.Runs);
    }

    // The same with a sector that cannot be read any more: in the slot that is armed it is damage, and the update is undone;
    // in the slot that is written, and in the one that runs, it keeps nobody from the next one.
    [Theory]
    [MemberData(nameof(Loaders))]
    public async Task Updates_WithASectorThatCannotBeRead(BootLoader kind)
    {
        SystemWorld world = await WithOneAsync(kind);
        Assert.Null(await world.InstallAsync("2"));
        world.Partitions[0].UnreadableAt = 5 * 4_096;
        Assert.Null(await world.SettleAsync());
        Assert.Equal(("1", UpdateRefusal.SlotDamaged), (world.Runs, world.Ledger.State.Failure!.Reason));
        Assert.False(world.Starts.ContainsKey("2"));

        world.Partitions[1].UnreadableAt = 4_096;
        Assert.Null(await world.UpdateAsync("2", again: true));
        Assert.Equal("2", world.Runs);
        Assert.Null(world.Partitions[0].UnreadableAt);
    }

    // It was written, and cannot be read back: the slot is written again at the next look, and nothing else is kept waiting.
    [Fact]
    public async Task Writes_Again_WhatCannotBeReadBack()
    {
        SystemWorld world = await WithOneAsync(BootLoader.Grub);
        world.ReadsBack = false;
        Assert.Equal(UpdateRefusal.SlotDamaged, (await world.InstallAsync("2"))!.Refusal);
        Assert.Equal(UpdatePhase.Writing, world.Ledger.State.Phase);
        world.ReadsBack = true;
        Assert.Null(await world.UpdateAsync("2"));
        Assert.Equal("2", world.Runs);
    }

    [Fact]
    public async Task Refuses_AnImageThatIsLargerThanThePartition()
    {
        SystemWorld world = await WithOneAsync(BootLoader.Grub);
        var narrow = new SystemWorld(
            BootLoader.Grub, world.Copy().Disk, [world.Partitions[0].Content[..(10 * 4_096)], world.Partitions[1].Content],
            [.. world.Boot.Disks.Select(d => d.Content)]);
        narrow.PowerOn();
        Assert.Equal(UpdateRefusal.ContentRefused, (await narrow.InstallAsync("2"))!.Refusal);
        Assert.Empty(narrow.Partitions[0].Writes);
        Assert.Null(await narrow.SettleAsync());
        Assert.Equal(("1", UpdatePhase.Idle), (narrow.Runs, narrow.Ledger.State.Phase));
    }

    // Full at every write of the slot writer, from the first byte to the report: the unit fails and is
    // started again, a whole system
    // is the default all the while, and with room it goes on where it stood.
    [Theory]
    [MemberData(nameof(Loaders))]
    public async Task Survives_AFullDiskAtEveryWrite(BootLoader kind)
    {
        SystemWorld before = await WithOneAsync(kind);
        int refused = 0;
        for (bool isFull = true; isFull; refused++)
        {
            SystemWorld world = before.Copy();
            world.PowerOn();
            world.Room.Room = refused;
            isFull = await FailsAsync(() => world.UpdateAsync("2"));
            string? starts = SystemReleases.NameOf(world.Partitions[(int)world.Good - 1].Content);
            Assert.Contains(starts, (string[])["1", "2"]);
            world.Room.Room = int.MaxValue;
            Assert.Null(await world.SettleAsync());
            bool isTaken = world.Ledger.State.Committed!.Release == "2";
            if (!isTaken) { Assert.Null(await world.UpdateAsync("2", again: true)); }
            SlotState state = world.Ledger.State;
            Assert.Equal(("2", UpdatePhase.Idle, 2), (world.Runs, state.Phase, world.EpochFloor));
            Assert.Equal(world.Good, world.Running);
        }
        Assert.InRange(refused, 20, 1_000);
    }

    // A sector that cannot be written: nothing is armed; on another medium the same release is taken.
    [Fact]
    public async Task NeverArms_WhatThePartitionDidNotTake()
    {
        SystemWorld before = await WithOneAsync(BootLoader.Tryboot);
        int refused = 0;
        for (bool isBroken = true; isBroken; refused++)
        {
            SystemWorld world = before.Copy();
            world.PowerOn();
            world.Partitions[0].FailsAt = refused;
            isBroken = await FailsAsync(() => world.InstallAsync("2"));
            if (!isBroken) { break; }
            Assert.Equal(UpdatePhase.Writing, world.Ledger.State.Phase);
            Assert.Null(await world.SettleAsync());
            Assert.Equal(("1", SlotName.B), (world.Runs, world.Good));
            world.Partitions[0].FailsAt = null;
            Assert.Null(await world.UpdateAsync("2"));
            Assert.Equal("2", world.Runs);
        }
        Assert.InRange(refused, 2, 100);
    }

    private static async Task<bool> FailsAsync(Func<Task<UpdateReason?>> act)
    {
        try
        {
            Assert.Null(await act());
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task<SystemWorld> WithOneAsync(BootLoader kind)
    {
        var world = new SystemWorld(kind);
        world.PowerOn();
        Assert.Null(await world.UpdateAsync("1"));
        Assert.Equal(("1", SlotName.B), (world.Runs, world.Good));
        return world;
    }
}
