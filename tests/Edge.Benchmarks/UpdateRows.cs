using System.Globalization;
using Edge.Tests.Updates.Tuf;
using Edge.Updates.Tuf;

namespace Edge.Benchmarks;

/// <summary>What it costs a gateway to learn from signed metadata what it may run.</summary>
internal static class UpdateRows
{
    private const int Delegations = 50;
    private const int TargetsEach = 10;

    public static IEnumerable<Row> Take(Measure measure)
    {
        TestRepository repository = Repository(out int bytes);
        string what = $"one repository, each role with {TargetsEach} targets, P-256, {bytes / 1024} KiB of metadata, one core";
        double whole = measure.PerCpuSecond(() => Refresh(repository, repository.NewStore()));
        yield return new Row(
            $"update: refresh, {Delegations} delegations", 1_000 / whole, "ms", $"first refresh: {what}", Target: Target.Most(200));

        MemoryStore store = repository.NewStore();
        Refresh(repository, store);
        double again = measure.PerCpuSecond(() => Refresh(repository, store));
        yield return new Row(
            "update: refresh, nothing new", 1_000 / again, "ms", "the same, from stored metadata", Target: Target.Most(200));
    }

    // Nothing waits: the repository is in memory, so all of the work is done by the calling thread.
    private static void Refresh(TestRepository repository, MemoryStore store)
    {
        repository.Requests.Clear();
        TufSession session = new TufClient(repository, store)
            .RefreshAsync(TestRepository.Now, CancellationToken.None).GetAwaiter().GetResult().Value;
        for (int i = 0; i < Delegations; i++)
        {
            TargetPath path = TargetPath.From(Name(i, TargetsEach - 1)).Value;
            _ = session.FindAsync(path, CancellationToken.None).GetAwaiter().GetResult().Value;
        }
    }

    private static TestRepository Repository(out int bytes)
    {
        var repository = new TestRepository(TestKey.P256);
        string[] roles = [.. Enumerable.Range(0, Delegations).Select(i => $"role-{i}")];
        for (int i = 0; i < Delegations; i++)
        {
            repository.Delegate("targets", roles[i], TestKey.P256(), $"role-{i}/*");
            for (int j = 0; j < TargetsEach; j++) { repository.AddTarget(roles[i], Name(i, j), [(byte)j]); }
        }
        repository.Publish([.. roles, "targets", "snapshot", "timestamp"]);
        bytes = repository.Files.Where(f => !f.Key.StartsWith("1.t", StringComparison.Ordinal)).Sum(f => f.Value.Length);
        return repository;
    }

    private static string Name(int role, int target) =>
        string.Create(CultureInfo.InvariantCulture, $"role-{role}/file-{target}.bin");
}
