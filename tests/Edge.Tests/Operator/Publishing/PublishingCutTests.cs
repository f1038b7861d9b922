using Edge.Operator.Publishing;
using Edge.Tests.Platform.Updates;
using Xunit.Abstractions;

namespace Edge.Tests.Operator.Publishing;

/// <summary>Power cuts at every operation of a publication, with everything lost or torn that no flush made durable.</summary>
/// <remarks>After each: a machine sees the state before or the state after and all of its contents, and the same call ends
/// what was begun.</remarks>
public sealed class PublishingCutTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Shows_TheStateBeforeOrAfter_WhereverThePowerGoes()
    {
        var disk = new MemoryDisk();
        using PublishingWorld world = await PublishingWorld.FoundedAsync(disk);
        Dictionary<string, byte[]> machine = new((await SeeAsync(world, disk, new ScratchStore(world.Town.FirstRoot!))).Documents);
        world.Want("1.0.0");
        world.SignByTwo(world.Town);
        world.Halt(isSet: true);
        IReadOnlyList<DiskOperation> before = [.. disk.Log];
        int operations = (await RunUntilAsync(world, before, int.MaxValue)).Count - before.Count, cases = 0, seenAfter = 0;
        for (int cut = 0; cut <= operations; cut++)
        {
            IReadOnlyList<DiskOperation> log = await RunUntilAsync(world, before, cut);
            foreach ((HashSet<int> lost, int torn) in MemoryDisk.Losses(log, before.Count))
            {
                cases++;
                MemoryDisk after = MemoryDisk.After(log, lost, torn);
                try
                {
                    if (await CheckAsync(world, after, machine) == 2) { seenAfter++; }
                }
                catch (Exception exception) when (exception is not PowerCut)
                {
                    throw new InvalidOperationException(
                        $"cut behind {cut} of {operations}, lost {string.Join(' ', lost)}, torn {torn}: {exception.Message}", exception);
                }
            }
        }
        output.WriteLine($"{operations} operations, {cases} cases, {seenAfter} of them show the state after");
        Assert.InRange(seenAfter, 1, cases - 1);
    }

    /// <returns>The version that a machine sees.</returns>
    private static async Task<long> CheckAsync(PublishingWorld world, MemoryDisk disk, Dictionary<string, byte[]> machine)
    {
        long seen = Versions(await SeeAsync(world, disk, Remembered(machine)));
        RepositoryFolder folder = world.TownOn(disk);
        var ended = await world.PublishAsync(folder);
        Assert.True(ended.IsOk || ended.Reason.Contains("nothing is staged", StringComparison.Ordinal), ended.ToString());
        Assert.Equal(2, Versions(await SeeAsync(world, disk, Remembered(machine))));
        Assert.Null(await world.VerifyAsync(folder));
        Assert.Empty(folder.StagedRoles);
        Assert.Empty(folder.StagedContents());
        return seen;
    }

    private static ScratchStore Remembered(Dictionary<string, byte[]> machine)
    {
        var store = new ScratchStore();
        store.Apply([.. machine.Select(each => new Edge.Updates.Tuf.TufChange(each.Key, each.Value))]);
        return store;
    }

    /// <summary>What a machine knows after it looked; everything holds, contents included.</summary>
    private static async Task<ScratchStore> SeeAsync(PublishingWorld world, MemoryDisk disk, ScratchStore known)
    {
        Assert.Null(await RepositoryCheck.OfEverything(world.TownOn(disk))
            .RunAsync(known, new Dictionary<string, byte[]>(), world.Time.GetUtcNow(), CancellationToken.None));
        return known;
    }

    /// <summary>Of both roles the same version: never half of a publication.</summary>
    private static long Versions(ScratchStore known)
    {
        MetadataDocument snapshot = MetadataDocument.Read("snapshot", known.Documents["snapshot"], "snapshot").Value;
        Assert.Equal(snapshot.Announced(Roles.Rollout), snapshot.Announced(Roles.Halt));
        return snapshot.Announced(Roles.Halt)!.Value;
    }

    private static async Task<List<DiskOperation>> RunUntilAsync(PublishingWorld world, IReadOnlyList<DiskOperation> before, int cut)
    {
        MemoryDisk disk = MemoryDisk.After(before, new HashSet<int>());
        disk.CutAt = cut;
        try
        {
            Assert.True((await world.PublishAsync(world.TownOn(disk))).IsOk);
        }
        catch (PowerCut)
        {
            // What was made until here is in the log.
        }
        return [.. before, .. disk.Log];
    }
}
