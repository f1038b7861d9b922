using System.Diagnostics;

namespace Edge.Benchmarks;

/// <summary>Warm-up, then rounds; the median of the rounds counts.</summary>
/// <param name="RoundSeconds">How long one round lasts.</param>
internal sealed record Measure(int Rounds, double RoundSeconds)
{
    public static Measure Full { get; } = new(Rounds: 9, RoundSeconds: 0.5);

    public static Measure Quick { get; } = new(Rounds: 3, RoundSeconds: 0.1);

    /// <summary>How many times a second of processor time the action runs, on one core.</summary>
    public double PerCpuSecond(Action action) => Rate(action, Clock.ThreadSeconds);

    /// <summary>How many times a second by the wall; for what waits on a disk.</summary>
    public double PerSecond(Action action)
    {
        var watch = Stopwatch.StartNew();
        return Rate(action, () => watch.Elapsed.TotalSeconds);
    }

    /// <summary>The middle one of several figures.</summary>
    public static double Median(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted[sorted.Length / 2];
    }

    private double Rate(Action action, Func<double> now)
    {
        _ = Round(action, now);
        return Median(Enumerable.Range(0, Rounds).Select(_ => Round(action, now)));
    }

    private double Round(Action action, Func<double> now)
    {
        double start = now(), elapsed;
        long count = 0;
        do
        {
            action();
            count++;
            elapsed = now() - start;
        }
        while (elapsed < RoundSeconds);
        return count / elapsed;
    }
}
