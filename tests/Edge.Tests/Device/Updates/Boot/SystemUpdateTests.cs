using Edge.Device.Updates.Boot;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Tests.Device.Updates.Boot;

/// <summary>An operating system from the signed index to the commit or the way back, with each boot
/// loader.</summary>
public sealed class SystemUpdateTests
{
    public static TheoryData<BootLoader> Loaders => [BootLoader.Tryboot, BootLoader.Grub, BootLoader.Uboot];

    // Nothing is committed on a board that was just set up, and the system that runs may stand in either
    // slot.
    [Theory]
    [InlineData(BootLoader.Tryboot, SlotName.A)]
    [InlineData(BootLoader.Tryboot, SlotName.B)]
    [InlineData(BootLoader.Grub, SlotName.A)]
    [InlineData(BootLoader.Grub, SlotName.B)]
    [InlineData(BootLoader.Uboot, SlotName.A)]
    [InlineData(BootLoader.Uboot, SlotName.B)]
    public async Task Writes_TheSlotThatDoesNotRun_WhereNothingIsCommitted(BootLoader kind, SlotName installed)
    {
        SystemWorld world = World(kind, installed);
        Assert.Null(await world.InstallAsync("1"));
        Assert.Empty(world.Partitions[(int)installed - 1].Writes);
        Assert.Equal((UpdatePhase.Armed, installed.Other()), (world.Ledger.State.Phase, world.Ledger.State.Candidate!.Release.Slot));
        Assert.Null(await world.SettleAsync());
        Assert.Equal(("1", installed.Other(), installed.Other()), (world.Runs, world.Running!.Value, world.Good));
        Assert.Equal((UpdatePhase.Idle, "1"), (world.Ledger.State.Phase, world.Ledger.State.Committed!.Release));
        Assert.Empty(world.Partitions[(int)installed - 1].Writes);
        Assert.Equal(1, world.EpochFloor);
        string report = world.Report(Assert.Single(world.Reports))!;
        Assert.Contains("\"starts\":[\"boot 2\"]", report, StringComparison.Ordinal);
        Assert.Contains("\"component\":\"os\",\"outcome\":\"committed\"", report, StringComparison.Ordinal);
    }

    // Ten cycles, five of them broken: what is broken never becomes the default, and is not tried again by
    // itself.
    [Theory]
    [MemberData(nameof(Loaders))]
    public async Task Survives_TenUpdatesOfWhichFiveAreBroken(BootLoader kind)
    {
        SystemWorld world = World(kind);
        string good = "installed";
        string[] cycle = ["1", SystemReleases.Hangs, "2", SystemReleases.Sick, "3", SystemReleases.Hangs, "2", SystemReleases.Sick, "3", SystemReleases.Hangs];
        foreach (string release in cycle)
        {
            Assert.Null(await world.UpdateAsync(release, again: true));
            if (release is not (SystemReleases.Hangs or SystemReleases.Sick)) { good = release; }
            Assert.Equal((good, UpdatePhase.Idle), (world.Runs, world.Ledger.State.Phase));
            Assert.Equal(world.Running, world.Good);
        }
        Assert.Equal(3 * 3, world.Starts[SystemReleases.Hangs]);
        Assert.Equal(2, world.Starts[SystemReleases.Sick]);
        Assert.Equal(UpdateRefusal.FailedBefore, (await world.InstallAsync(SystemReleases.Hangs))!.Refusal);
    }

    [Theory]
    [MemberData(nameof(Loaders))]
    public async Task FallsBack_WhenNoGatewayGetsWellOnIt(BootLoader kind)
    {
        SystemWorld world = World(kind);
        Assert.Null(await world.UpdateAsync("1"));
        Assert.Null(await world.UpdateAsync(SystemReleases.Sick));
        Assert.Equal(("1", UpdatePhase.Idle, UpdateRefusal.Unhealthy), (world.Runs, world.Ledger.State.Phase, world.Ledger.State.Failure!.Reason));
        Assert.Equal(1, world.Starts[SystemReleases.Sick]);
        Assert.Contains("\"outcome\":\"fallen-back\"", world.Report(world.Reports.Order(StringComparer.Ordinal).Last())!, StringComparison.Ordinal);
    }

    // What the next release shares with the one that runs is copied; of the other slot's rest nothing is
    // believed.
    [Fact]
    public async Task Fetches_OnlyWhatTheRunningSystemDoesNotHave()
    {
        SystemWorld world = World(BootLoader.Grub);
        Assert.Null(await world.UpdateAsync("1"));
        long before = world.Packs.Travelled;
        Assert.Null(await world.UpdateAsync("2"));
        long travelled = world.Packs.Travelled - before;
        long whole = SystemReleases.ImageOf("2").Index.PackedLength;
        Assert.InRange(travelled, 1, whole - (3 * 4_096));
    }

    // A person has started the other system and kept it: the state says that this is the slot to be written.
    [Theory]
    [MemberData(nameof(Loaders))]
    public async Task Refuses_ToWriteTheSlotThatRuns(BootLoader kind)
    {
        SystemWorld world = World(kind);
        Assert.Null(await world.UpdateAsync("1"));
        Assert.Null(world.Boot.Selector.Settle(SlotName.A));
        await world.RebootAsync("", CancellationToken.None);
        world.PowerOn();
        Assert.Equal("installed", world.Runs);
        byte[] before = [.. world.Partitions[0].Content];
        Assert.Equal(UpdateRefusal.SlotInUse, (await world.InstallAsync("2"))!.Refusal);
        Assert.Equal(before, world.Partitions[0].Content);
        Assert.Throws<InvalidOperationException>(() => world.Slots.Invalidate(SlotName.A));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => world.Slots.FillImagesAsync(SlotName.A, SystemReleases.Found("2"), CancellationToken.None));
    }

    // The same, and the slot is half written already: going on is as wrong as beginning.
    [Fact]
    public async Task Refuses_ToGoOnInASlotThatRunsNow()
    {
        SystemWorld world = World(BootLoader.Grub);
        Assert.Null(await world.UpdateAsync("1"));
        world.Packs.BreaksAfter = world.Packs.Travelled + 4_096;
        Assert.Equal(UpdateRefusal.NotReachable, (await world.InstallAsync("2"))!.Refusal);
        Assert.Equal((UpdatePhase.Writing, SlotName.A), (world.Ledger.State.Phase, world.Ledger.State.Candidate!.Release.Slot));
        world.Packs.BreaksAfter = null;
        world.Lies = new BootEvidence(SlotName.A, SlotName.A, SlotName.A);
        Assert.Null(world.Boot.Selector.Settle(SlotName.A));
        Assert.Equal(UpdateRefusal.SlotInUse, (await world.InstallAsync("2"))!.Refusal);
        Assert.Equal(UpdateRefusal.SlotInUse, (await world.InstallAsync("3"))!.Refusal);
    }

    [Theory]
    [MemberData(nameof(Loaders))]
    public async Task Refuses_EverythingWhileTheWitnessesDisagree(BootLoader kind)
    {
        SystemWorld world = World(kind);
        Assert.Null(await world.InstallAsync("1"));
        world.Lies = new BootEvidence(SlotName.A, SlotName.B, SlotName.A);
        Assert.Equal(UpdateRefusal.BootedSlotUnclear, (await world.InstallAsync("2"))!.Refusal);
        Assert.Equal(UpdateRefusal.BootedSlotUnclear, (await world.SettleAsync())!.Refusal);
        Assert.Equal(UpdatePhase.Armed, world.Ledger.State.Phase);

        // On trial nothing is kept either; a reset ends it in the system before.
        world.Lies = null;
        world.Time.AutoAdvanceAmount = TimeSpan.Zero;
        SystemTrial trial = world.Trial();
        Assert.Null(await trial.RunAsync(CancellationToken.None));
        world.PowerOn();
        Assert.Equal("1", world.Runs);
        world.Lies = new BootEvidence(SlotName.B, SlotName.B, null);
        Assert.Equal(UpdateRefusal.BootedSlotUnclear, (await world.SettleAsync())!.Refusal);
        Assert.Equal(UpdateRefusal.BootedSlotUnclear, world.Trial().Commit()!.Refusal);
        Assert.Equal((SlotName.A, UpdatePhase.Trial), (world.Good, world.Ledger.State.Phase));
        world.Lies = null;
        world.PowerOff();
        world.PowerOn();
        Assert.Equal("installed", world.Runs);
    }

    [Fact]
    public async Task Undoes_WhatTheKernelDidNotVerifyWithTheSignedRootHash()
    {
        ContentHash hash = ContentHash.Of("a tree"u8);
        foreach ((string? seen, bool isKept) in ((string?, bool)[])[(null, false), (ContentHash.Of("another"u8).ToString(), false), (hash.ToString(), true)])
        {
            SystemWorld world = World(BootLoader.Grub);
            Assert.Null(await world.InstallAsync(SystemReleases.Found("1", manifest => manifest with { Verity = hash })));
            world.Verity = seen;
            Assert.Null(await world.SettleAsync());
            Assert.Equal(isKept ? "1" : "installed", world.Runs);
            if (!isKept) { Assert.Contains("root hash", world.Ledger.State.Failure!.Detail, StringComparison.Ordinal); }
        }
    }

    [Fact]
    public async Task Takes_APersonsWordForTheVerdict_AndGoesBackByHand()
    {
        SystemWorld world = World(BootLoader.Uboot);
        Assert.Null(await world.UpdateAsync("1"));
        Assert.Null(await world.InstallAsync(SystemReleases.Sick));
        Assert.Equal(UpdateRefusal.OutOfOrder, world.Trial().Commit()!.Refusal);
        Assert.Null(await world.Trial().RunAsync(CancellationToken.None));
        world.PowerOn();
        Assert.Equal(SystemReleases.Sick, world.Runs);
        Assert.True(world.Ledger.Take(new UpdateEvent.TrialSeen("here")).IsOk);
        Assert.Null(world.Trial().Commit());
        Assert.Null(await world.SettleAsync());
        Assert.Equal((SystemReleases.Sick, UpdatePhase.Idle, SlotName.A), (world.Runs, world.Ledger.State.Phase, world.Good));

        Assert.True(world.Ledger.Take(new UpdateEvent.RollbackRequested(0)).IsOk);
        Assert.Null(await world.SettleAsync());
        Assert.Equal(("1", SlotName.B), (world.Runs, world.Good));
        Assert.Equal("1", world.Ledger.State.Committed!.Release);
    }

    // Between the commands of a person and the watch: the boot loader was told, and then somebody undid it.
    [Fact]
    public async Task GoesBack_FromADefaultThatWasUndoneBeforeItWasCommitted()
    {
        SystemWorld world = World(BootLoader.Grub);
        Assert.Null(await world.InstallAsync("1"));
        Assert.Null(await world.Trial().RunAsync(CancellationToken.None));
        world.PowerOn();
        Assert.True(world.Ledger.Take(new UpdateEvent.TrialSeen("here")).IsOk);
        Assert.Null(world.Boot.Selector.Settle(SlotName.B));
        Assert.True(world.Ledger.Take(new UpdateEvent.RollbackRequested(0)).IsOk);
        Assert.Null(await world.SettleAsync());
        Assert.Equal(("installed", SlotName.A, UpdatePhase.Idle), (world.Runs, world.Good, world.Ledger.State.Phase));
    }

    private static SystemWorld World(BootLoader kind, SlotName installed = SlotName.A)
    {
        byte[][] partitions = [SystemReleases.Installed, new byte[SystemReleases.Installed.Length]];
        if (installed == SlotName.B) { Array.Reverse(partitions); }
        var world = new SystemWorld(kind, partitions: partitions);
        Assert.Null(world.Boot.Selector.Settle(installed));
        world.PowerOn();
        return world;
    }
}
