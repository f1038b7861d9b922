using Edge.Updates;
using Edge.Updates.Slots;
using Xunit.Abstractions;

namespace Edge.Tests.Platform.Updates;

/// <summary>Power cuts at every operation of an update, with everything lost or torn that no flush made durable.</summary>
/// <remarks>After each: a whole and verified version starts, release 1 is never lost before release 2 is committed, a start of
/// the candidate is counted, and the update can be finished.</remarks>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<DiskOperation> Before = CutWorld.Begin();

    [Theory]
    [InlineData(Health.Healthy)]
    [InlineData(Health.Unhealthy)]
    public void Starts_AWholeVersionAfterEveryCut(Health verdict)
    {
        int operations = Operations(verdict), cases = 0;
        for (int cut = 0; cut <= operations; cut++)
        {
            IReadOnlyList<DiskOperation> log = RunUntil(Before, cut, verdict);
            foreach ((HashSet<int> lost, int torn) in MemoryDisk.Losses(log, Before.Count))
            {
                cases++;
                var world = new CutWorld(MemoryDisk.After(log, lost, torn));
                Check(world, $"cut behind {cut} of {operations}, lost {string.Join(' ', lost)}, torn {torn}");
            }
        }
        output.WriteLine($"{operations} operations, {cases} cases");
        Assert.InRange(cases, 1_000, 100_000);
    }

    // The second cut comes while the machine recovers from the first.
    [Fact]
    public void Starts_AWholeVersionAfterTwoCuts()
    {
        int operations = Operations(Health.Healthy), cases = 0;
        for (int cut = 0; cut <= operations; cut++)
        {
            IReadOnlyList<DiskOperation> first = RunUntil(Before, cut, Health.Healthy);
            IReadOnlyList<DiskOperation> durable = WithoutUnflushed(first);
            for (int second = 0; second <= operations; second += 3)
            {
                cases++;
                IReadOnlyList<DiskOperation> log = RunUntil(durable, second, Health.Healthy);
                Check(new CutWorld(MemoryDisk.After(WithoutUnflushed(log), new HashSet<int>())), $"cuts behind {cut} and {second}");
            }
        }
        output.WriteLine($"{cases} cases");
    }

    // A site file that the check refuses: whatever is cut, nothing of it is ever started, and its end is reported.
    [Fact]
    public void Never_StartsWhatTheLookRefused_WhateverIsCut()
    {
        int cases = 0;
        for (int cut = 0; ; cut++)
        {
            var world = new CutWorld(MemoryDisk.After(Before, new HashSet<int>()), CutWorld.Two);
            world.Disk.CutAt = cut;
            bool isCut = false;
            try { world.Run(CutWorld.Two, "second", Health.Healthy); }
            catch (PowerCut) { isCut = true; }
            IReadOnlyList<DiskOperation> log = [.. Before, .. world.Disk.Log];
            foreach ((HashSet<int> lost, int torn) in MemoryDisk.Losses(log, Before.Count))
            {
                cases++;
                var after = new CutWorld(MemoryDisk.After(log, lost, torn), CutWorld.Two);
                Assert.Equal("1", after.Starts("second"));
                Assert.Null(after.Launcher.Begin("third"));
                Assert.Equal("1", after.Starts("third"));
                after.Run(CutWorld.Two, "fourth", Health.Healthy);
                Assert.Equal("1", after.Starts("fourth"));
                Assert.Equal((UpdatePhase.Idle, UpdateRefusal.ContentRefused), (after.Ledger.State.Phase, after.Ledger.State.Failure!.Reason));
            }
            if (!isCut) { break; }
        }
        output.WriteLine($"{cases} cases");
        Assert.InRange(cases, 300, 100_000);
    }

    // The simulated disk must be able to find faults: without its flushes this one loses what it was told to keep.
    [Fact]
    public void Notices_AMissingFlush()
    {
        IReadOnlyList<DiskOperation> log = RunUntil(Before, int.MaxValue, Health.Healthy);
        DiskOperation[] lying = [.. Before, .. log.Skip(Before.Count).Where(operation => !operation.IsFlush)];
        var broken = 0;
        foreach (int lost in MemoryDisk.Unflushed(lying))
        {
            var world = new CutWorld(MemoryDisk.After(lying, new HashSet<int> { lost }));
            if (world.Launcher.Choose("second").Warnings.Count > 0 || world.Slots.Load() == SlotState.Empty) { broken++; }
        }
        Assert.True(broken > 0, "a disk without flushes went unnoticed");
    }

    private static void Check(CutWorld world, string where)
    {
        try
        {
            SlotState found = world.Ledger.State;
            string runs = world.Starts("second");
            Assert.True(runs is "1" or "2", runs);
            if (found.Committed?.Release == "1" && found.Phase != UpdatePhase.Trial) { Assert.Equal("1", runs); }
            if (runs == "2" && found.Phase == UpdatePhase.Trial) { Assert.True(found.Candidate!.TriesLeft < Candidate.Tries); }
            Assert.True(world.EpochFloor <= (found.Committed?.Epoch ?? 0), "the floor rose before the commit");
            Recover(world);
            Assert.Equal("2", world.Starts("last"));
            Assert.Equal(2, world.EpochFloor);
        }
        catch (Exception exception) when (exception is not PowerCut)
        {
            throw new InvalidOperationException($"{where}: {exception.Message}", exception);
        }
    }

    // As the units do it: a start of the service, then the slot writer until the update is closed.
    private static void Recover(CutWorld world)
    {
        Assert.Null(world.Launcher.Begin("after"));
        Assert.True(world.Starts("after") is "1" or "2");
        if (world.Ledger.State.Phase == UpdatePhase.Trial)
        {
            _ = world.Ledger.Take(new UpdateEvent.Judged(new HealthVerdict(Health.Healthy, "")));
        }
        world.Close();
        if (world.Ledger.State.Committed?.Release != "2") { world.Run(CutWorld.Two, "again", Health.Healthy); }
    }

    private static int Operations(Health verdict) => RunUntil(Before, int.MaxValue, verdict).Count - Before.Count;

    private static List<DiskOperation> RunUntil(IReadOnlyList<DiskOperation> before, int cut, Health verdict)
    {
        var world = new CutWorld(MemoryDisk.After(before, new HashSet<int>()));
        world.Disk.CutAt = cut;
        try
        {
            world.Run(CutWorld.Two, "second", verdict);
        }
        catch (PowerCut)
        {
            // What was made until here is in the log.
        }
        return [.. before, .. world.Disk.Log];
    }

    private static List<DiskOperation> WithoutUnflushed(IReadOnlyList<DiskOperation> log)
    {
        var lost = MemoryDisk.Unflushed(log).Where(i => i >= Before.Count).ToHashSet();
        return [.. log.Where((_, i) => !lost.Contains(i))];
    }
}
