using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;

namespace Edge.Benchmarks;

/// <summary>What a scan of the demo site's rules costs, beside the same comparisons written in C#.</summary>
internal static class RuleRows
{
    private const long Start = 1_000_000;
    private const int Scans = 1_000;

    public static IEnumerable<Row> Take(Measure measure)
    {
        (RuleBook? book, var errors) = RuleBook.Compile(Demo.Site, Demo.SitePath);
        var engine = new RuleEngine(book ?? throw new InvalidOperationException(string.Join("\n", errors)));
        var snapshot = new Snapshot(Demo.Site.Channels.Length, Start);
        long now = Start;
        void Scan()
        {
            Fill(snapshot, now);
            for (int i = 0; i < Scans; i++)
            {
                now++;
                engine.Scan(snapshot, new ReadingTime(now, now, TimeQuality.Synchronised));
            }
        }

        int rules = Demo.Site.Rules.Length;
        engine.Start(new ReadingTime(now, now, TimeQuality.Synchronised));
        double scans = measure.PerCpuSecond(Scan) * Scans;
        int held = 0;
        int[] channels = [.. Names.Select(Index)];
        double plain = measure.PerCpuSecond(() => held += ByHand(snapshot, channels)) * Scans;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Scan();
        double allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Scans;

        string what = $"{rules} rules and {Demo.Site.Actuators.Length} actuators of the demo site, one core";
        yield return new Row(
            "conditions decided", scans * rules, "1/s", what, new Peer("bare comparisons in C#", plain * rules));
        yield return new Row("allocated in a scan", allocated, "B", what, Target: Target.Most(0));
        GC.KeepAlive(held);
    }

    private static readonly string[] Names =
    [
        "cabinet.temperature", "cabinet.humidity", "light.outside", "water.level", "soil.moisture", "air.temperature",
    ];

    private static int ByHand(Snapshot s, int[] c)
    {
        int held = 0;
        for (int i = 0; i < Scans; i++)
        {
            if (s[c[0]].IsUsable && s[c[1]].IsUsable && s[c[0]].Value > 28 && s[c[1]].Value < 90) { held++; }
            if (s[c[2]].IsUsable && s[c[2]].Value < 50) { held++; }
            if (s[c[3]].IsUsable && s[c[3]].Value > 1500) { held++; }
            if (s[c[4]].IsUsable && s[c[5]].IsUsable && s[c[4]].Value < 35 && s[c[5]].Value > 5) { held++; }
            if (s[c[3]].IsUsable && (s[c[3]].Value < 300 || s[c[3]].Value > 1400)) { held++; }
        }
        return held;
    }

    // Fresh inputs for every thousand scans: stale ones would take the short way to the safe state.
    private static void Fill(Snapshot snapshot, long now)
    {
        var time = new ReadingTime(now, now, TimeQuality.Synchronised);
        foreach (ChannelDeclaration channel in Demo.Site.Channels)
        {
            snapshot.Set(new Reading(channel.Index, 20, Quality.Simulated, QualityReason.None, time));
        }
    }

    private static int Index(string name) => Demo.Site.Channels.Single(channel => channel.Name == name).Index;
}
