using System.Text;
using Edge.Platform.Updates;
using Edge.Tests.Updates.Releases;
using Edge.Tests.Updates.Tuf;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;
using Xunit.Abstractions;

namespace Edge.Tests.Platform.Updates;

/// <summary>Power cuts from the first byte of metadata to the report: at every operation, with everything,
/// nothing, each one and each two of what no flush held lost, and each write torn.</summary>
/// <remarks>The vendor's root has moved five versions on, and a key was withdrawn on the way. After each
/// cut: a whole version starts, no report says that something was taken that was not, and the update can be
/// finished.</remarks>
public sealed class UpdateCutTests(ITestOutputHelper output) : IDisposable
{
    private const int NewRoots = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-cuts").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Health.Healthy)]
    [InlineData(Health.Unhealthy)]
    public async Task Ends_WhatAnyCutInterrupted(Health verdict)
    {
        (TwoRepositories repositories, IReadOnlyList<DiskOperation> before) = await BeginAsync();
        FetchedMachine whole = await RunAsync(repositories, before, verdict);
        IReadOnlyList<DiskOperation> all = [.. before, .. whole.Disk.Log];
        var points = new CutPoints(all, before.Count);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int cut = 0; cut <= whole.Disk.Log.Count; cut++)
        {
            DiskOperation[] log = [.. all.Take(before.Count + cut)];
            foreach ((HashSet<int> lost, int torn) in MemoryDisk.Losses(log, before.Count))
            {
                Count(counts, points[before.Count + cut], whole.Steps.Where(step => step.At == cut).Select(step => step.Step));
                MemoryDisk after = MemoryDisk.After(log, lost, torn);
                // The same disk leads to the same end.
                if (!seen.Add(after.Fingerprint())) { continue; }
                await CheckAsync(repositories, after, $"{verdict}, cut behind {cut}, lost {string.Join(' ', lost)}, torn {torn}");
            }
        }
        foreach ((string point, int count) in counts) { output.WriteLine($"{point}: {count}"); }
        output.WriteLine($"{whole.Disk.Log.Count} operations, {counts.Values.Sum()} cases, {seen.Count} different disks");
        Assert.InRange(seen.Count, 300, 20_000);
    }

    private static void Count(SortedDictionary<string, int> counts, string point, IEnumerable<string> steps)
    {
        // Where one step has ended and the next has not begun, nothing is written: the place has a name of
        // its own.
        string at = steps.LastOrDefault() switch
        {
            "restart" => "12, 13 armed, not restarted",
            "health" => "17 health check half done",
            "close" => "19 taken or undone, not closed",
            _ => point,
        };
        counts[at] = counts.GetValueOrDefault(at) + 1;
    }

    private static async Task CheckAsync(TwoRepositories repositories, MemoryDisk disk, string where)
    {
        try
        {
            var machine = new FetchedMachine(repositories, disk);
            SlotState found = machine.Ledger.State;
            Assert.Contains(machine.Starts(), (string[])["1.0.0", "1.1.0"]);
            if (found.Committed?.Release == "1.0.0")
            {
                Assert.DoesNotContain("1.1.0", machine.Successes());
                Assert.Equal(1, machine.Floors.EpochOf("app"));
            }
            UpdateReason? reason = await machine.RunAsync("again", Health.Healthy);
            Assert.True(reason is null, reason?.ToString());
            Assert.Equal("1.1.0", machine.Starts());
            Assert.Contains("1.1.0", machine.Successes());
            Assert.Equal(2, machine.Floors.EpochOf("app"));
            Assert.Equal(1 + NewRoots, machine.TrustedRoot("/spool", "vendor"));
            Assert.Equal(1 + NewRoots, machine.TrustedRoot("/slots", "vendor"));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{where}: {exception.Message}", exception);
        }
    }

    // Release 1.0.0 runs, 0.9.0 stands in the other slot; 1.1.0 and five new roots are out.
    private async Task<(TwoRepositories Repositories, IReadOnlyList<DiskOperation> Log)> BeginAsync()
    {
        var repositories = new TwoRepositories(_folder);
        var machine = new FetchedMachine(repositories, new MemoryDisk());
        machine.SetUp();
        foreach (string release in (string[])["0.9.0", "1.0.0"])
        {
            Release(repositories, release, 1);
            Assert.Null(await machine.RunAsync(release, Health.Healthy));
            Assert.Equal(release, machine.Starts());
        }
        for (int i = 0; i < NewRoots; i++)
        {
            if (i == 2) { repositories.Vendor.SetKeys("timestamp", 1, TestKey.Ed25519()); }
            repositories.Vendor.Publish("root");
        }
        Release(repositories, "1.1.0", 2);
        return (repositories, machine.Disk.Log);
    }

    private static void Release(TwoRepositories repositories, string release, long epoch)
    {
        var files = new Dictionary<string, string> { ["edge"] = $"edge {release}", ["lib/common.so"] = "the same", [$"lib/{release}"] = release };
        ReleaseManifest manifest = TestRelease.Of(release, [.. files.Select(file => (file.Key, file.Value))]) with
        {
            Rid = UpdateSetup.Rid, Epoch = epoch,
        };
        foreach (TestRepository repository in (TestRepository[])[repositories.Vendor, repositories.Operator])
        {
            repository.Bodies["timestamp"]["x-edge-time"] = TestRepository.Time(TestRepository.Now.AddDays(release == "1.1.0" ? -1 : -2));
        }
        repositories.Release(manifest, files.ToDictionary(file => file.Key, file => Encoding.UTF8.GetBytes(file.Value)));
    }

    private static async Task<FetchedMachine> RunAsync(
        TwoRepositories repositories, IReadOnlyList<DiskOperation> before, Health verdict)
    {
        var machine = new FetchedMachine(repositories, MemoryDisk.After(before, new HashSet<int>()));
        Assert.Null(await machine.RunAsync("second", verdict));
        return machine;
    }
}
