using Edge.Updates;
using Edge.Updates.Slots;
using Edge.Updates.Trust;
using Xunit.Abstractions;

namespace Edge.Tests.Platform.Updates;

/// <summary>Every boot is cut at a random operation, and what no flush held is lost at random, a thousand
/// times.</summary>
/// <remarks>At each boot a whole version starts, a committed one is never another than what was committed,
/// and updates go through all the same.</remarks>
public sealed class CutLoopTests(ITestOutputHelper output)
{
    private const int Cuts = 1_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Survives_AThousandCutsInARow(int seed)
    {
        var dice = new Random(seed);
        MemoryDisk disk = MemoryDisk.After(CutWorld.Begin(), new HashSet<int>());
        (int cuts, int updates, int undone) = (0, 0, 0);
        for (int boot = 1; cuts < Cuts; boot++)
        {
            Assert.InRange(boot, 1, 3 * Cuts);
            var world = new CutWorld(MemoryDisk.After([], new HashSet<int>(), start: disk));
            string before = world.Ledger.State.Committed!.Release;
            Assert.Contains(world.Starts($"look {boot}"), (string[])["1", "2", "3"]);
            world.Disk.CutAt = dice.Next(0, 90);
            try
            {
                FoundRelease next = before == "2" ? CutWorld.Three : CutWorld.Two;
                Health verdict = dice.Next(4) == 0 ? Health.Unhealthy : Health.Healthy;
                Assert.Null(world.Launcher.Begin($"boot {boot}"));
                if (world.Ledger.State.Phase == UpdatePhase.Trial) { Judge(world, verdict); }
                world.Close();
                if (world.Ledger.State.Committed!.Release == before)
                {
                    world.Run(next, $"start {boot}", verdict);
                }
                if (world.Ledger.State.Committed!.Release != before) { updates++; } else { undone++; }
                disk = MemoryDisk.After(world.Disk.Log, new HashSet<int>(), start: disk);
            }
            catch (PowerCut)
            {
                cuts++;
                HashSet<int> lost = [.. MemoryDisk.Unflushed(world.Disk.Log).Where(_ => dice.Next(2) == 0)];
                disk = MemoryDisk.After(world.Disk.Log, lost, start: disk);
            }
        }
        output.WriteLine($"{cuts} cuts, {updates} updates and {undone} undone in between");
        Assert.InRange(updates, 10, Cuts);
    }

    private static void Judge(CutWorld world, Health verdict) =>
        _ = world.Ledger.Take(new UpdateEvent.Judged(new HealthVerdict(verdict, "as the dice say")));
}
