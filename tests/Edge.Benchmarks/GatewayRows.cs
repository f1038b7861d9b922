using Edge.Device.Control;

namespace Edge.Benchmarks;

/// <summary>The shipped gateway as a whole: how fast it starts, how much memory it keeps.</summary>
internal static class GatewayRows
{
    public static IEnumerable<Row> Start(string executable, int rounds)
    {
        List<CounterReport> starts = [.. Enumerable.Range(0, rounds).Select(_ => StartOnce(executable))];
        string conditions = $"demo site, first start with new keys, median of {rounds}, by the wall";
        yield return new Row(
            "start to first reading", Measure.Median(starts.Select(start => (double)start.StartToFirstReadingMs)), "ms",
            conditions, Target: Target.Most(300));
        yield return new Row(
            "start to first durable batch", Measure.Median(starts.Select(start => (double)start.StartToFirstBatchMs)), "ms",
            conditions, Target: Target.Most(1_000));
    }

    public static IEnumerable<Row> Memory(string executable, TimeSpan time)
    {
        string site = Path.Combine(Demo.Root, "tests", "Edge.Benchmarks", "twenty-channels.yaml");
        using var gateway = new Gateway(executable, site);
        gateway.WaitFor(report => report.Counters.Readings > 0);
        Gateway.Wait(time);
        int channels = gateway.WaitFor(_ => true).Channels.Count;
        yield return new Row(
            "memory (PSS)", gateway.PssMebibytes(), "MiB",
            $"{channels} channels each 10 s, after {time.TotalMinutes:0.#} minutes, collector away", Target: Target.Most(40));
    }

    private static CounterReport StartOnce(string executable)
    {
        using var gateway = new Gateway(executable, Demo.SitePath);
        return gateway.WaitFor(report => report.Counters.StartToFirstBatchMs > 0).Counters;
    }
}
