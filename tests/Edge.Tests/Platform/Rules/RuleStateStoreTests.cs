using System.Collections.Immutable;
using Edge.Platform.Rules;
using Edge.Platform.Updates;
using Edge.Rules;
using Edge.Tests.Platform.Updates;
using Edge.Tests.Rules;

namespace Edge.Tests.Platform.Rules;

public sealed class RuleStateStoreTests
{
    private const string Folder = "/state";

    private static readonly EngineMemory Old = RuleStates.Golden;
    private static readonly EngineMemory New = Old with
    {
        Rules = [Old.Rules[1] with { PulseMs = -1, IsPulseSpent = true }], Overrides = [], Modes = RuleStates.WithModes.Modes,
    };

    [Fact]
    public void Loads_NothingWhereNothingWasSaved()
    {
        var disk = new MemoryDisk();
        disk.MakeFolder(Folder);
        Assert.Equal((null, null), new RuleStateStore(disk, Folder).Load());
    }

    // Method: every number of operations of a second save is made, then every loss of what was not flushed.
    [Fact]
    public void Has_TheOldOrTheNewStateAfterEveryCut()
    {
        var first = new MemoryDisk();
        first.MakeFolder(Folder);
        first.FlushFolder("/");
        new RuleStateStore(first, Folder).Save(Old);
        int before = first.Log.Count;
        var seen = new HashSet<string>();
        int cuts = 0;
        bool isWhole = false;
        for (int cut = 0; !isWhole; cut++)
        {
            var disk = MemoryDisk.After(first.Log, ImmutableHashSet<int>.Empty);
            disk.CutAt = cut;
            isWhole = TrySave(disk);
            DiskOperation[] log = [.. first.Log, .. disk.Log];
            foreach ((HashSet<int> lost, int torn) in MemoryDisk.Losses(log, before))
            {
                (EngineMemory? memory, string? problem) = new RuleStateStore(MemoryDisk.After(log, lost, torn), Folder).Load();
                Assert.Null(problem);
                string found = RuleStates.Shown(memory!);
                Assert.Contains(found, new[] { RuleStates.Shown(Old), RuleStates.Shown(New) });
                Assert.True(!isWhole || found == RuleStates.Shown(New), "a save that returned is durable");
                seen.Add(found);
                cuts++;
            }
        }

        Assert.Equal(2, seen.Count);
        Assert.InRange(cuts, 12, int.MaxValue);
    }

    [Fact]
    public void Sets_AsideWhatItCannotRead()
    {
        var disk = new MemoryDisk();
        disk.MakeFolder(Folder);
        disk.Replace($"{Folder}/rule-state", [1, 2, 3]);
        var store = new RuleStateStore(disk, Folder);
        (EngineMemory? memory, string? problem) = store.Load();
        Assert.Null(memory);
        Assert.Contains("rule-state.unusable", problem, StringComparison.Ordinal);
        Assert.Equal((null, null), store.Load());
        store.Save(New);
        Assert.Equal(RuleStates.Shown(New), RuleStates.Shown(store.Load().Memory!));
        Assert.Equal("010203", Convert.ToHexString(disk.ReadAll($"{Folder}/rule-state.unusable", 10)!));
    }

    private static bool TrySave(MemoryDisk disk)
    {
        try
        {
            new RuleStateStore(disk, Folder).Save(New);
            return true;
        }
        catch (PowerCut)
        {
            return false;
        }
    }
}
