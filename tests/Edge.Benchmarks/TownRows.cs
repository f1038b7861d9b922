using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Edge.Device.Buses;
using Edge.Device.Clock;
using Edge.Device.Pins;
using Edge.Device.Rules;
using Edge.Device.Sensing;
using Edge.Platform.Audit;
using Edge.Profiles;
using Edge.Rules;
using Edge.Rules.Checks;
using Edge.Sensing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Benchmarks;

/// <summary>Rules in numbers: a thousand scanned, ten thousand loaded, and how soon a reading switches
/// something.</summary>
internal static class TownRows
{
    private const long Start = 1_790_000_000_000;
    private const int Many = 1_000;
    private const int MostActuators = SiteLimits.MaxActuators;
    private const int Scans = 20;
    private const int Block = 200;

    public static IEnumerable<Row> Take(Measure measure) =>
    [
        .. Load(measure), .. OneOfMany(measure), .. Scanned(measure, hasOperators: false), .. Scanned(measure, hasOperators: true),
        .. Units(measure), .. Latency(measure),
    ];

    private static IEnumerable<Row> Scanned(Measure measure, bool hasOperators)
    {
        RuleBook book = TownSite.Compile(Many, Many, MostActuators, hasOperators);
        var engine = new RuleEngine(book);
        var snapshot = new Snapshot(Many, Start);
        long now = Start;
        int round = 0;
        void Scan()
        {
            // Every reading new; one in twenty scans makes every condition change.
            TownSite.Fill(snapshot, now, round++ % 2 == 0 ? 80 : 50);
            for (int i = 0; i < Scans; i++)
            {
                now += 1_000;
                engine.Scan(snapshot, new ReadingTime(now, now, TimeQuality.Synchronised));
            }
        }

        engine.Start(new ReadingTime(now, now, TimeQuality.Synchronised));
        double milliseconds = 1_000 / (measure.PerCpuSecond(Scan) * Scans);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Scan();
        double allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Scans;
        string operators = hasOperators
            ? "latch, hysteresis, pulse with cooldown, held-for with off-delay, schedule in equal parts"
            : "a threshold each";
        string what = $"{Many} channels, {Many} rules, {MostActuators} actuators; {operators}; one core";
        string name = hasOperators ? "scan of 1,000 rules with operators" : "scan of 1,000 rules";
        yield return new Row(name, milliseconds, "ms", what, Target: Target.Most(2));
        yield return new Row("conditions decided in it", Many / milliseconds * 1_000, "1/s", what, Target: hasOperators ? null : Target.Least(5_000_000));
        yield return new Row("allocated in it", allocated, "B", what, Target: Target.Most(0));
    }

    /// <summary>The decision alone, with as many rules as a town has: one reading, one scan.</summary>
    private static IEnumerable<Row> OneOfMany(Measure measure)
    {
        var engine = new RuleEngine(TownSite.Compile(Many, Many, MostActuators, hasOperators: false));
        var snapshot = new Snapshot(Many, Start);
        engine.Start(new ReadingTime(Start, Start, TimeQuality.Synchronised));
        TownSite.Fill(snapshot, Start, 50);
        long round = 0;
        double rounds = measure.PerCpuSecond(() =>
        {
            round++;
            long at = Start + (round * 1_000);
            TownSite.Fill(snapshot, at, round % 2 == 0 ? 80 : 50);
            engine.Scan(snapshot, new ReadingTime(at, at, TimeQuality.Synchronised));
        });
        yield return new Row(
            "readings decided in rounds of 1,000", rounds * Many, "1/s",
            $"{Many} channels and rules; the next round begins when the last actuator is decided; each round switches all; one core");
        engine.Start(new ReadingTime(Start, Start, TimeQuality.Synchronised));
        var taken = new List<double>(10 * Many);
        for (int i = 0; i < 10 * Many; i++)
        {
            var now = new ReadingTime(Start + i, Start + i, TimeQuality.Synchronised);
            double start = Clock.ThreadSeconds();
            snapshot.Set(new Reading(i % Many, (i / Many) % 2 == 0 ? 80 : 50, Quality.Good, QualityReason.None, now));
            engine.Scan(snapshot, now);
            taken.Add((Clock.ThreadSeconds() - start) * 1e6);
        }

        taken.Sort();
        yield return new Row("reading to decision among 1,000 rules, p50", taken[taken.Count / 2], "us", "the same sites, one thread, processor time");
        yield return new Row("reading to decision among 1,000 rules, p99", taken[taken.Count * 99 / 100], "us", "the same");
    }

    /// <summary>What <c>edge check</c> takes a unit of work for, held against what one takes here.</summary>
    private static IEnumerable<Row> Units(Measure measure)
    {
        RuleBook book = TownSite.Compile(Many, Many, MostActuators, hasOperators: false);
        ScanCost cost = ScanCost.Of(book);
        var engine = new RuleEngine(book);
        var snapshot = new Snapshot(Many, Start);
        long now = Start;
        engine.Start(new ReadingTime(now, now, TimeQuality.Synchronised));
        TownSite.Fill(snapshot, now, 50);
        double scans = measure.PerCpuSecond(() => engine.Scan(snapshot, new ReadingTime(++now, now, TimeQuality.Synchronised)));
        yield return new Row(
            "scan, in parts of what edge check allows", 1 / scans / cost.ShortestPeriod.TotalSeconds, "1",
            $"{cost.Units} units and {Many} rules: allowed {cost.ShortestPeriod.TotalMilliseconds:0} ms on a slow board", Target: Target.Most(0.5));
    }

    /// <summary>As <c>edge run</c> does: read the file, compile, check.</summary>
    private static IEnumerable<Row> Load(Measure measure)
    {
        const int Loaded = SiteLimits.MaxRules;
        string text = TownSite.DemoText(Loaded);
        GC.Collect();
        long before = ResetPeak();
        RuleBook first = LoadOnce(text);
        long peak = Peak() - before;
        var seconds = new List<double>();
        for (int round = 0; round < (measure.Rounds > 3 ? 5 : 1); round++)
        {
            double start = Clock.ThreadSeconds();
            LoadOnce(text);
            seconds.Add(Clock.ThreadSeconds() - start);
        }

        GC.KeepAlive(first);

        string what = $"the demo site with {Loaded} rules of two comparisons, {text.Length / 1e3:N0} kB of YAML; read, compiled, checked";
        yield return new Row("10,000 rules loaded", Measure.Median(seconds), "s", what, Target: Target.Most(2));
        yield return new Row("memory that it takes at its peak", peak / 1e6, "MB", what + "; growth of VmHWM", Target: Target.Most(100));
    }

    private static RuleBook LoadOnce(string text)
    {
        SiteReading reading = SiteReader.Read(text, Demo.SitePath, Demo.Boards);
        if (reading.Site is not { } site || reading.Errors.Length > 0) { throw new InvalidOperationException(string.Join("\n", reading.Errors)); }
        (RuleBook? book, ImmutableArray<SiteError> errors) = RuleBook.Compile(site, Demo.SitePath);
        if (book is null) { throw new InvalidOperationException(string.Join("\n", errors)); }
        ImmutableArray<SiteError> found = RuleChecks.Find(book, Demo.SitePath);
        return found.IsEmpty ? book : throw new InvalidOperationException(string.Join("\n", found));
    }

    /// <summary>A reading is published, as a sensor does it; the rules run on their own thread; the line is
    /// written. One event a millisecond: the thread sleeps between them.</summary>
    private static IEnumerable<Row> Latency(Measure measure)
    {
        RuleBook book = DemoRules();
        Site site = book.Site;
        int channel = site.Channels.Single(each => each.Name == "water.level").Index;
        using Board board = Demo.OpenBoard(site, Demo.SitePath, TimeProvider.System);
        var clock = new MachineClock();
        using var hub = new ReadingHub(site, clock.Now().MonotonicMilliseconds);
        ImmutableArray<OutputPin> outputs = [.. site.Actuators.Select(each => board.OpenOutput(each.Pin, each.ActiveLow, each.SafeOn))];
        using var loop = new ScanLoop(book, hub, outputs, clock, new LateAuditTrail(), NullLogger<ScanLoop>.Instance);
        loop.Start(null, []);
        using var stop = new CancellationTokenSource();
        using var done = new ManualResetEventSlim();
        long decided = 0;
        Task running = loop.RunAsync(
            () =>
            {
                Volatile.Write(ref decided, Stopwatch.GetTimestamp());
                done.Set();
            },
            stop.Token);
        double Once(double value)
        {
            Thread.Sleep(1);
            done.Reset();
            long start = Stopwatch.GetTimestamp();
            hub.Publish([new(new Reading(channel, value, Quality.Good, QualityReason.None, clock.Now()), PassToStream: false)]);
            while (Volatile.Read(ref decided) < start)
            {
                done.Wait();
                done.Reset();
            }

            return Stopwatch.GetElapsedTime(start, Volatile.Read(ref decided)).TotalMicroseconds;
        }

        int blocks = measure.Rounds > 3 ? 75 : 25;
        List<double> best = [double.MaxValue];
        for (int block = -1; block < blocks; block++)
        {
            List<double> taken = [.. Enumerable.Range(0, Block).Select(number => Once(number % 2 == 0 ? 2_000 : 200)).Order()];
            if (block >= 0 && taken[Block * 99 / 100] < best[^1]) { best = [taken[Block / 2], taken[Block * 99 / 100]]; }
        }

        stop.Cancel();
        Ended(running);
        string what = $"{Block} readings, one a millisecond, best of {blocks} blocks; {site.Rules.Length} rules of the demo site on a thread "
            + "of their own, the line of the actuator written; by the wall";
        yield return new Row("reading to decision, p50", best[0], "us", what);
        yield return new Row("reading to decision, p99", best[1], "us", what, Target: Target.Most(100));
    }

    private static void Ended(Task running)
    {
        try
        {
            running.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }
    }

    private static RuleBook DemoRules()
    {
        (RuleBook? book, ImmutableArray<SiteError> errors) = RuleBook.Compile(Demo.Site, Demo.SitePath);
        return book ?? throw new InvalidOperationException(string.Join("\n", errors));
    }

    /// <summary>Bytes resident now; the peak counts from here on. Source: proc_pid_clear_refs(5).</summary>
    private static long ResetPeak()
    {
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Kilobytes("VmRSS:") * 1_024;
    }

    private static long Peak() => Kilobytes("VmHWM:") * 1_024;

    private static long Kilobytes(string field) => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
