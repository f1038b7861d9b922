using System.Diagnostics;
using Edge.Rules.Cel;
using Edge.Sensing;

namespace Edge.Benchmarks;

/// <summary>What one condition costs, and how long many take to load.</summary>
internal static class ConditionRows
{
    private const int Runs = 1_000;
    private const int Loaded = 10_000;
    private const long MaxAge = 10_000;
    private const string Threshold = "water.level > 1500.0 && air.temperature < 35.0";

    private static readonly string[] Names = ["air.temperature", "air.humidity", "soil.moisture", "water.level"];

    public static IEnumerable<Row> Take(Measure measure)
    {
        CelScan scan = Scan();
        foreach ((string name, string condition, double least) in new[]
        {
            ("condition: a threshold of two channels", Threshold, 5_000_000.0),
            ("condition: one comparison", "water.level > 1500.0", 5_000_000.0),
            ("condition: arithmetic", "(air.temperature - 32.0) / 1.8 > air.humidity * 0.5 || soil.moisture < 35.0", 0),
            ("condition: a text and a list", "quality(water.level) in ['good', 'simulated']", 0),
        })
        {
            CelProgram program = Compile(condition);
            double each = measure.PerCpuSecond(() => Repeat(program, scan)) * Runs;
            yield return new Row(name, each, "1/s", condition.Replace("|", "\\|", StringComparison.Ordinal), Target: least > 0 ? Target.Least(least) : null);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Repeat(program, scan);
            yield return new Row("allocated by it", (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Runs, "B", "", Target: Target.Most(0));
        }

        var watch = Stopwatch.StartNew();
        long memory = GC.GetTotalMemory(forceFullCollection: true);
        CelProgram[] programs = [.. Enumerable.Range(0, Loaded).Select(number => Compile($"{Threshold} || soil.moisture > {number}.5"))];
        double seconds = watch.Elapsed.TotalSeconds;
        double bytes = GC.GetTotalMemory(forceFullCollection: true) - memory;
        yield return new Row("10,000 conditions loaded", seconds, "s", $"{Threshold} and one more", Target: Target.Most(2));
        yield return new Row("their memory", bytes / 1e6, "MB", "", Target: Target.Most(100));
        GC.KeepAlive(programs);
    }

    private static void Repeat(CelProgram program, CelScan scan)
    {
        for (int run = 0; run < Runs; run++) { program.Run(scan, MaxAge); }
    }

    private static CelProgram Compile(string condition) =>
        CelProgram.Compile(condition, Site).Program ?? throw new InvalidOperationException(condition);

    private static CelEnvironment Site { get; } = CelEnvironment.Standard
        .With(Names.Select((name, index) => CelVariable.Channel(name, index, Unit.One)))
        .With(Edge.Rules.SiteFunctions.All());

    private static CelScan Scan()
    {
        var snapshot = new Snapshot(Names.Length, 0);
        var time = new ReadingTime(1_000, 1_000, TimeQuality.Synchronised);
        for (int channel = 0; channel < Names.Length; channel++)
        {
            snapshot.Set(new Reading(channel, 20 + (500 * channel), Quality.Good, QualityReason.None, time));
        }

        return new CelScan(snapshot) { Now = new ReadingTime(2_000, 2_000, TimeQuality.Synchronised) };
    }
}
