using Edge.Device.Updates.Boot;
using Edge.Tests.Platform.Updates;
using Edge.Tests.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Tests.Device.Updates.Boot;

/// <summary>Each selector against a model of its boot loader: what it starts after every cut.</summary>
public sealed class BootSelectorTests
{
    private static readonly DateTimeOffset Built = new(2024, 5, 17, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<BootLoader> Loaders => [BootLoader.Tryboot, BootLoader.Grub, BootLoader.Uboot];

    [Theory]
    [MemberData(nameof(Loaders))]
    public void Starts_ATrialOnce_AndWhatIsKeptFromThenOn(BootLoader kind)
    {
        var machine = BootMachine.Of(kind);
        Assert.Equal(new BootChoice(SlotName.A, null), machine.Selector.Read().Value);
        Assert.Equal(SlotName.A, machine.Start());

        machine.ArmAndReboot(SlotName.B);
        Assert.Equal(SlotName.B, machine.Start());
        Assert.Equal(SlotName.A, machine.Start());
        Assert.Equal(SlotName.A, machine.Start());

        machine.ArmAndReboot(SlotName.B);
        Assert.Equal(SlotName.B, machine.Start());
        Assert.Null(machine.Selector.Settle(SlotName.B));
        for (int i = 0; i < 5; i++) { Assert.Equal(SlotName.B, machine.Start()); }
        Assert.Equal(new BootChoice(SlotName.B, null), machine.Selector.Read().Value);

        machine.ArmAndReboot(SlotName.A);
        Assert.Equal(SlotName.A, machine.Start());
        Assert.Equal(SlotName.B, machine.Start());
    }

    // Ten updates, five of them broken: what is broken is started once and never becomes the default.
    [Theory]
    [MemberData(nameof(Loaders))]
    public void Survives_TenUpdatesOfWhichFiveAreBroken(BootLoader kind)
    {
        var machine = BootMachine.Of(kind);
        SlotName good = SlotName.A;
        for (int update = 0; update < 10; update++)
        {
            machine.ArmAndReboot(good.Other());
            Assert.Equal(good.Other(), machine.Start());
            if (update % 2 == 0)
            {
                Assert.Null(machine.Selector.Settle(good.Other()));
                good = good.Other();
            }
            Assert.Equal(good, machine.Start());
        }
    }

    // The default before, or the one that is settled: whatever a cut in the middle leaves. And it can be done
    // again.
    [Theory]
    [MemberData(nameof(Loaders))]
    public void Settle_LeavesTheOneOrTheOther_WhereverThePowerGoes(BootLoader kind)
    {
        int cases = Cut(kind, machine => machine.ArmAndReboot(SlotName.B), machine => Assert.Null(machine.Selector.Settle(SlotName.B)), machine =>
        {
            SlotName first = machine.Start();
            Assert.Equal(machine.Selector.Read().Value.Default, machine.Start());
            Assert.Contains(first, (SlotName[])[SlotName.A, SlotName.B]);
            Assert.Null(machine.Selector.Settle(SlotName.B));
            Assert.Equal(SlotName.B, machine.Start());
            Assert.Equal(SlotName.B, machine.Start());
        });
        Assert.InRange(cases, 3, 200);
    }

    // The last good slot never loses its last try: after a cut while a trial is armed, it is the one that is
    // started in the end.
    [Theory]
    [MemberData(nameof(Loaders))]
    public void Arm_NeverCostsTheDefault_WhereverThePowerGoes(BootLoader kind)
    {
        int cases = Cut(kind, _ => { }, machine => machine.ArmAndReboot(SlotName.B), machine =>
        {
            _ = machine.Start();
            for (int i = 0; i < 4; i++) { Assert.Equal(SlotName.A, machine.Start()); }
            machine.ArmAndReboot(SlotName.B);
            Assert.Equal(SlotName.B, machine.Start());
            Assert.Equal(SlotName.A, machine.Start());
        });
        Assert.InRange(cases, 1, 200);
    }

    // What the boot loader itself writes can be cut, too.
    [Theory]
    [InlineData(BootLoader.Grub)]
    [InlineData(BootLoader.Uboot)]
    public void TheLoader_NeverLosesTheDefault_WhereverThePowerGoes(BootLoader kind)
    {
        int cases = Cut(kind, machine => machine.ArmAndReboot(SlotName.B), machine => machine.Start(), machine =>
        {
            for (int i = 0; i < 3; i++) { machine.Start(); }
            Assert.Equal(SlotName.A, machine.Start());
            Assert.Equal(SlotName.A, machine.Selector.Read().Value.Default);
        });
        Assert.InRange(cases, 2, 200);
    }

    [Fact]
    public void Grub_StartsTheDefault_WhenItsFirstBlockIsGone()
    {
        var machine = BootMachine.Of(BootLoader.Grub);
        Assert.Null(machine.Selector.Settle(SlotName.B));
        machine.Disks[0].Content.AsSpan().Fill(0xFF);
        Assert.Equal(SlotName.B, machine.Start());
        Assert.Equal(new BootChoice(SlotName.B, null), machine.Selector.Read().Value);
        machine.ArmAndReboot(SlotName.A);
        Assert.Equal(SlotName.A, machine.Start());
        Assert.Equal(SlotName.B, machine.Start());
        machine.Disks[0].Content.AsSpan().Clear();
        machine.Disks[1].Content.AsSpan().Clear();
        Assert.Equal(UpdateRefusal.SelectorDamaged, machine.Selector.Read().Reason.Refusal);
    }

    [Fact]
    public void Uboot_KeepsWhatOthersHaveInTheEnvironment()
    {
        var machine = BootMachine.Of(BootLoader.Uboot);
        Assert.Null(machine.Selector.Settle(SlotName.B));
        byte[] second = machine.Disks[0].Content[4_096..8_192];
        UbootEnvironment written = UbootEnvironment.Read(second).Value;
        Assert.Equal("run distro_bootcmd", written["bootcmd"]);
        Assert.Equal(1, written.Flag);
    }

    // What is kept stands in both copies: U-Boot starts it with either of them, and it is written anew when
    // one is lost.
    [Theory]
    [InlineData(0)]
    [InlineData(4_096)]
    public void Uboot_StartsTheDefault_WhenEitherCopyIsGone(int at)
    {
        var machine = BootMachine.Of(BootLoader.Uboot);
        for (int update = 0; update < 300; update++)
        {
            SlotName kept = update % 2 == 0 ? SlotName.B : SlotName.A;
            machine.ArmAndReboot(kept);
            Assert.Equal(kept, machine.Start());
            Assert.Null(machine.Selector.Settle(kept));
            machine.Disks[0].Content.AsSpan(at, 512).Clear();
            Assert.Equal(kept, machine.Start());
            Assert.Equal(new BootChoice(kept, null), machine.Selector.Read().Value);
            Assert.Null(machine.Selector.Settle(kept));
            Assert.Equal("run distro_bootcmd", UbootEnvironment.Read(machine.Disks[0].Content.AsSpan(at, 4_096)).Value["bootcmd"]);
        }
    }

    // As long as boot.json allows, and where its copies begin anywhere.
    [Theory]
    [InlineData(UbootEnvironment.MaxBytes, 0)]
    [InlineData(524_288, 4_096)]
    [InlineData(524_288, 512)]
    [InlineData(262_144, 1_536)]
    public void Uboot_ChangesAnEnvironmentOfAnyLength(int size, int at)
    {
        var disk = new MemoryBlocks(new byte[at + (2 * size) + 4_096]);
        new UbootEnvironment(0, [new("bootcmd", "run distro_bootcmd"), new("edge_slot", "a")]).TryWrite(size)!.CopyTo(disk.Content, at);
        var selector = new UbootSelector(disk, new UbootPlaces(at, at + size, size));
        Assert.Null(selector.Arm(SlotName.B));
        Assert.Equal(new BootChoice(SlotName.A, SlotName.B), selector.Read().Value);
        Assert.Null(selector.Settle(SlotName.B));
        Assert.Equal(new BootChoice(SlotName.B, null), selector.Read().Value);
    }

    // One of two copies lies on a sector that cannot be read: the other one counts, and what is written takes its place.
    [Theory]
    [InlineData(BootLoader.Grub)]
    [InlineData(BootLoader.Uboot)]
    public void Passes_OverACopyThatCannotBeRead(BootLoader kind)
    {
        var machine = BootMachine.Of(kind);
        Assert.Null(machine.Selector.Settle(SlotName.B));
        machine.Disks[0].UnreadableAt = 0;
        Assert.Equal(new BootChoice(SlotName.B, null), machine.Selector.Read().Value);
        Assert.Null(machine.Selector.Settle(SlotName.A));
        Assert.Equal(new BootChoice(SlotName.A, null), machine.Selector.Read().Value);
    }

    // What was written and cannot be read back is said, and is no fault that ends the process.
    [Fact]
    public void Says_ThatTheMediumDoesNotGiveWhatWasWritten()
    {
        var first = new MemoryBlocks(new byte[1_024]) { UnreadableAt = 7, StaysUnreadable = true };
        var selector = new GrubSelector(first, new MemoryBlocks(new byte[1_024]));
        Assert.Equal(UpdateRefusal.SelectorDamaged, selector.Settle(SlotName.A)?.Refusal);
    }

    // An outdated EEPROM ignores the argument of the reboot, starts another slot than it was told to, and a
    // commit after that points to an
    // empty partition.
    [Theory]
    [InlineData("2021-04-29")]
    [InlineData(null)]
    public void Tryboot_RefusesToArm_WithFirmwareThatWasNotTested(string? built)
    {
        DateTimeOffset? firmware = built is null ? null : DateTimeOffset.Parse($"{built}T00:00:00Z", null);
        var machine = BootMachine.Of(BootLoader.Tryboot);
        var selector = new TrybootSelector(machine.Disks[0], 2, 3, firmware, BootSetup.DefaultFirmwareFrom);
        Assert.Equal(UpdateRefusal.FirmwareTooOld, selector.Arm(SlotName.B)?.Refusal);
        Assert.Null(new TrybootSelector(machine.Disks[0], 2, 3, Built, BootSetup.DefaultFirmwareFrom).Arm(SlotName.B));
    }

    // One sector of the partition changes by one write; the file system does not.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tryboot_WritesOneSector(bool isFat32)
    {
        byte[] disk = FatDisk.With(new AutobootFile(2, 3).Write(), isFat32, out int at);
        var blocks = new MemoryBlocks([.. disk]);
        Assert.Null(new TrybootSelector(blocks, 2, 3, Built, Built).Settle(SlotName.B));
        (long place, byte[] bytes) = Assert.Single(blocks.Writes);
        Assert.Equal((at, 512), (place, bytes.Length));
        Assert.Equal(1, blocks.Flushed);
        new AutobootFile(3, 2).Write().CopyTo(disk, at);
        Assert.Equal(disk, blocks.Content);
    }

    [Fact]
    public void Tryboot_RefusesPartitionsThatAreNoSlots()
    {
        var blocks = new MemoryBlocks(FatDisk.With(new AutobootFile(2, 4).Write(), isFat32: false, out _));
        Assert.Equal(UpdateRefusal.SelectorDamaged, new TrybootSelector(blocks, 2, 3, Built, Built).Read().Reason.Refusal);
    }

    [Fact]
    public void Fat_RefusesWhatIsNotOne()
    {
        byte[] sector = new AutobootFile(2, 3).Write();
        Assert.Equal(UpdateRefusal.SelectorDamaged, Find(new byte[100_000]).Reason.Refusal);
        Assert.False(Find([]).IsOk);
        Assert.Contains("has not 512 bytes", Find(FatDisk.With(sector, false, out _, length: 200)).Reason.Detail, StringComparison.Ordinal);
        Assert.Contains("there is no", Find(FatDisk.With(sector, true, out _, name: "AUTOBOOTOLD")).Reason.Detail, StringComparison.Ordinal);
    }

    // No byte of the file system leads the write anywhere outside of the partition.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fat_LeadsNowhereElse_WithAnyChangedByte(bool isFat32)
    {
        byte[] valid = FatDisk.With(new AutobootFile(2, 3).Write(), isFat32, out _);
        int[] places = [.. Enumerable.Range(0, 64), 510, 511, .. Enumerable.Range((isFat32 ? 32 + (2 * 548) : 7) * 512, 192)];
        foreach (int place in places)
        {
            foreach (byte value in (byte[])[0, 1, 2, 0x7F, 0x80, 0xFF])
            {
                byte[] disk = [.. valid];
                disk[place] = value;
                if (Find(disk).TryGet(out long at, out _)) { Assert.InRange(at, 512, disk.Length - 512); }
            }
        }
    }

    private static Result<long, UpdateReason> Find(byte[] disk)
    {
        var blocks = new MemoryBlocks(disk);
        return FatVolume.SectorOf(blocks.Read, disk.Length, "AUTOBOOT.TXT");
    }

    // Every prefix of the writes; of those that no flush held each one and two lost, each torn at a sector.
    private static int Cut(BootLoader kind, Action<BootMachine> before, Action<BootMachine> act, Action<BootMachine> check)
    {
        int cases = 0;
        for (int cut = 0; ; cut++)
        {
            var machine = BootMachine.Of(kind);
            before(machine);
            machine.Begin(cut);
            bool isCut = false;
            try
            {
                act(machine);
            }
            catch (PowerCut)
            {
                isCut = true;
            }
            foreach (BootMachine after in machine.AfterCut())
            {
                cases++;
                check(after);
            }
            if (!isCut) { return cases; }
        }
    }
}
