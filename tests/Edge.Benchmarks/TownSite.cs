using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;

namespace Edge.Benchmarks;

/// <summary>Sites as large as they come: as many channels, actuators and rules as asked for.</summary>
internal static class TownSite
{
    /// <summary>Each rule looks at a channel of its own, and switches one of the actuators.</summary>
    /// <param name="hasOperators">A fifth of the rules each: latch, hysteresis, pulse and cooldown, off-delay
    /// behind held-for, schedule.</param>
    public static RuleBook Compile(int channels, int rules, int actuators, bool hasOperators)
    {
        Site site = new(
            "town", "p", "o", "c", null, Demo.Site.Board, null, GuardMode.ReportOnly, [],
            [.. Enumerable.Range(0, channels).Select(index => new ChannelDeclaration(
                index, $"c{index}", "s", "q", Unit.One, 0.01, Conditioning.None, default))],
            [.. Enumerable.Range(0, actuators).Select(index => new ActuatorDeclaration(
                index, $"a{index}", $"P{index}", ActiveLow: false, SafeOn: false, TimeSpan.FromHours(1), TimeSpan.Zero, TimeSpan.Zero, default))],
            [.. Enumerable.Range(0, rules).Select(index => Rule(index, $"c{index % channels}", $"a{index % actuators}", hasOperators))],
            [], [], null, new OutboxDeclaration(1 << 20), []);
        (RuleBook? book, ImmutableArray<SiteError> errors) = RuleBook.Compile(site, "town.yaml");
        return book ?? throw new InvalidOperationException(string.Join("\n", errors));
    }

    /// <summary>The text of the demo site with so many rules instead of its own.</summary>
    public static string DemoText(int rules)
    {
        string text = Demo.SiteText;
        int from = text.IndexOf("\nrules:", StringComparison.Ordinal);
        int until = text.IndexOf("\nstreams:", StringComparison.Ordinal);
        var made = new StringBuilder(text[..from]).Append("\nrules:\n");
        for (int rule = 0; rule < rules; rule++)
        {
            string actuator = Demo.Site.Actuators[rule % Demo.Site.Actuators.Length].Name;
            made.Append(CultureInfo.InvariantCulture,
                $"  - {{name: r{rule}, actuator: {actuator}, when: water.level > {rule}.5 || air.temperature < 5.0}}\n");
        }

        return made.Append(text.AsSpan(until)).ToString();
    }

    public static void Fill(Snapshot snapshot, long now, double value)
    {
        var time = new ReadingTime(now, now, TimeQuality.Synchronised);
        for (int channel = 0; channel < snapshot.Channels; channel++)
        {
            snapshot.Set(new Reading(channel, value, Quality.Good, QualityReason.None, time));
        }
    }

    private static RuleDeclaration Rule(int index, string channel, string actuator, bool hasOperators)
    {
        var plain = new RuleDeclaration(
            $"r{index}", actuator, $"{channel} > 70.0", default, null, TimeSpan.Zero, 0, SwitchOn: true, default);
        if (!hasOperators) { return plain; }
        return (index % 5) switch
        {
            0 => plain with { Condition = null, Latch = new($"{channel} > 70.0", default, $"{channel} < 60.0", default, false, default) },
            1 => plain with { Condition = null, Hysteresis = new(channel, 70, 60, default) },
            2 => plain with { Pulse = TimeSpan.FromSeconds(5), Cooldown = TimeSpan.FromSeconds(5) },
            3 => plain with { HeldFor = TimeSpan.FromSeconds(2), OffDelay = TimeSpan.FromSeconds(5) },
            _ => plain with { Schedule = EachNight },
        };
    }

    private static ScheduleDeclaration EachNight { get; } =
        new([new(new TimeOnly(22, 0), new TimeOnly(5, 30), ScheduleDays.All, HolidayRule.Same)], default);
}
