using System.Collections.Immutable;
using System.Diagnostics;
using Edge.Device.Buses;
using Edge.Device.Clock;
using Edge.Device.Pins;
using Edge.Device.Rules;
using Edge.Device.Sensing;
using Edge.Platform.Audit;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Benchmarks;

/// <summary>From a reading that crosses a rule's limit to the output line that it switches, by the wall:
/// the running scan loop of the demo site, its rule <c>flood</c>.</summary>
/// <remarks>On a board the wait until the line is read comes before it: half of <c>every</c> in the
/// mean.</remarks>
internal static class LineRows
{
    private const int WarmUp = 50;
    private const int Edges = 1_000;

    public static IEnumerable<Row> Take()
    {
        // A minimum on time is waiting by order.
        Site site = Demo.Site with { Actuators = [.. Demo.Site.Actuators.Select(actuator => actuator with { MinOn = TimeSpan.Zero })] };
        (RuleBook? book, var errors) = RuleBook.Compile(site, Demo.SitePath);
        if (book is null) { throw new InvalidOperationException(string.Join("\n", errors)); }
        using Board board = Demo.OpenBoard(site, Demo.SitePath, TimeProvider.System);
        var clock = new MachineClock();
        using var hub = new ReadingHub(site, clock.Now().MonotonicMilliseconds);
        ImmutableArray<OutputPin> outputs =
            [.. site.Actuators.Select(actuator => board.OpenOutput(actuator.Pin, actuator.ActiveLow, actuator.SafeOn))];
        using var scan = new ScanLoop(book, hub, outputs, clock, new LateAuditTrail(), NullLogger<ScanLoop>.Instance);
        scan.Start(null, []);
        using var stop = new CancellationTokenSource();
        Task loop = scan.RunAsync(() => { }, stop.Token);
        double[] taken = [.. Enumerable.Range(0, WarmUp + Edges)
            .Select(edge => Cross(hub, clock, outputs[Siren], isHigh: edge % 2 == 0).TotalMilliseconds).Skip(WarmUp).Order()];
        stop.Cancel();
        loop.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        string conditions = $"rule flood of the demo site, {Edges} crossings; the wait until a line is read comes on top";
        yield return new Row("reading to output line, p50", taken[Edges / 2], "ms", conditions);
        yield return new Row("reading to output line, p99", taken[Edges * 99 / 100], "ms", conditions);
    }

    private static int Siren => Demo.Site.Actuators.Single(actuator => actuator.Name == "siren").Index;

    private static TimeSpan Cross(ReadingHub hub, MachineClock clock, OutputPin siren, bool isHigh)
    {
        int level = Demo.Site.Channels.Single(channel => channel.Name == "water.level").Index;
        // The loop sleeps again.
        Thread.Sleep(2);
        long start = Stopwatch.GetTimestamp();
        var reading = new Reading(level, isHigh ? 1_600 : 1_000, Quality.Simulated, QualityReason.None, clock.Now());
        hub.Publish([new ConditionedReading(reading, true)]);
        while (siren.IsOn != isHigh)
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(5)) { throw new InvalidOperationException("the siren did not follow"); }
            Thread.Sleep(0);
        }
        return Stopwatch.GetElapsedTime(start);
    }
}
