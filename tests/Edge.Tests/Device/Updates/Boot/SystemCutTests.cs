using Edge.Tests.Platform.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Slots;
using Xunit.Abstractions;

namespace Edge.Tests.Device.Updates.Boot;

/// <summary>Power cuts at every operation of an update of the operating system, on the data disk, the
/// partitions and what the boot loader
/// reads, with everything lost or torn that no flush made durable.</summary>
/// <remarks>After each: a whole and verified system starts, release 1 is never lost before release 2 is
/// committed, and the update can be
/// finished without hands.</remarks>
public sealed class SystemCutTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(BootLoader.Tryboot, "2")]
    [InlineData(BootLoader.Grub, "2")]
    [InlineData(BootLoader.Uboot, "2")]
    [InlineData(BootLoader.Tryboot, SystemReleases.Sick)]
    [InlineData(BootLoader.Grub, SystemReleases.Sick)]
    [InlineData(BootLoader.Uboot, SystemReleases.Sick)]
    public async Task Starts_AWholeSystemAfterEveryCut(BootLoader kind, string release)
    {
        SystemWorld before = await WithOneAsync(kind);
        int cases = 0, cuts = 0;
        for (bool isCut = true; isCut; cuts++)
        {
            SystemWorld world = before.Copy();
            isCut = await RunUntilAsync(world, cuts, release);
            foreach ((SystemWorld after, string lost) in world.AfterCut())
            {
                cases++;
                await CheckAsync(after, $"{kind}, {release}: cut behind {cuts}, lost on {lost}");
            }
        }
        output.WriteLine($"{kind}, {release}: {cuts - 1} operations, {cases} cases");
        Assert.InRange(cases, 300, 100_000);
    }

    // The second cut comes while the machine recovers from the first.
    [Theory]
    [InlineData(BootLoader.Tryboot)]
    [InlineData(BootLoader.Grub)]
    [InlineData(BootLoader.Uboot)]
    public async Task Starts_AWholeSystemAfterTwoCuts(BootLoader kind)
    {
        SystemWorld before = await WithOneAsync(kind);
        int cases = 0;
        bool isCut = true;
        for (int first = 0; isCut; first += 3)
        {
            SystemWorld world = before.Copy();
            isCut = await RunUntilAsync(world, first, "2");
            bool isCutAgain = true;
            for (int second = 0; isCutAgain; second += 5)
            {
                SystemWorld again = world.Copy();
                isCutAgain = await RunUntilAsync(again, second, "2");
                cases++;
                await CheckAsync(again.Copy(), $"{kind}: cuts behind {first} and {second}");
            }
        }
        output.WriteLine($"{kind}: {cases} cases");
        Assert.InRange(cases, 100, 100_000);
    }

    // The worlds must be able to find faults: a slot writer that forgets to flush its partition starts what
    // is not whole.
    [Fact]
    public async Task Notices_AMissingFlushOfAPartition()
    {
        SystemWorld world = (await WithOneAsync(BootLoader.Grub)).Copy();
        world.PowerOn();
        world.Begin(int.MaxValue);
        Assert.Null(await world.InstallAsync("2"));
        byte[] half = [.. world.Partitions[0].Content];
        half.AsSpan(9 * 4_096, 4_096).Clear();
        var lying = new SystemWorld(BootLoader.Grub, world.Copy().Disk, [half, world.Partitions[1].Content], [.. world.Boot.Disks.Select(d => d.Content)]);
        Assert.Null(lying.Boot.Selector.Arm(SlotName.A));
        Assert.Throws<InvalidOperationException>(lying.PowerOn);
    }

    private static async Task CheckAsync(SystemWorld world, string where)
    {
        try
        {
            SlotState found = world.Ledger.State;
            Assert.True(world.EpochFloor <= (found.Committed?.Epoch ?? 0), "the floor rose before the commit");
            world.PowerOn();
            if (found.Committed?.Release == "2") { Assert.Equal("2", world.Runs); }
            if (found.Phase is UpdatePhase.Fetching or UpdatePhase.Writing or UpdatePhase.Written or UpdatePhase.Armed) { Assert.Equal("1", world.Runs); }
            Assert.Null(await world.SettleAsync());
            Assert.Equal(world.Good, world.Running);
            if (world.Ledger.State.Committed?.Release != "2") { Assert.Null(await world.UpdateAsync("2", again: true)); }
            Assert.Equal(("2", UpdatePhase.Idle, 2), (world.Runs, world.Ledger.State.Phase, world.EpochFloor));
            Assert.Equal(world.Good, world.Running);
            Assert.Equal(world.Ledger.State.Committed!.Slot, world.Running);
        }
        catch (Exception exception) when (exception is not PowerCut)
        {
            throw new InvalidOperationException($"{where}: {exception.Message}", exception);
        }
    }

    // As the units do it: a start, what was under way, then the release.
    private static async Task<bool> RunUntilAsync(SystemWorld world, int cut, string release)
    {
        world.Begin(cut);
        try
        {
            world.PowerOn();
            Assert.Null(await world.SettleAsync());
            if (world.Ledger.State.Committed?.Release == release) { return false; }
            Assert.Null(await world.UpdateAsync(release, again: true));
            return false;
        }
        catch (PowerCut)
        {
            return true;
        }
    }

    private static async Task<SystemWorld> WithOneAsync(BootLoader kind)
    {
        var world = new SystemWorld(kind);
        world.PowerOn();
        Assert.Null(await world.UpdateAsync("1"));
        return world;
    }
}
