using System.Globalization;
using System.Text.RegularExpressions;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;
using Edge.Tests.Profiles;

namespace Edge.Tests.Rules;

/// <summary>The fenced examples of docs/rules.md, and how each kind of them is played.</summary>
internal static partial class RulesPage
{
    public static IReadOnlyList<(string Kind, string Text)> Blocks { get; } =
        [.. Fence().Matches(Repository.Read("docs", "rules.md")).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    private static string Base { get; } = Blocks.Single(block => block.Kind == "yaml site").Text;

    /// <summary>The site of the page with the rules, and where it has some the actuators, of an example.</summary>
    public static (RuleBook? Book, string Errors) Compile(string example)
    {
        bool hasActuators = example.StartsWith("actuators:", StringComparison.Ordinal);
        string site = hasActuators ? Base[..Base.IndexOf("actuators:", StringComparison.Ordinal)] : Base;
        SiteReading reading = Shipped.Read(site + example);
        (RuleBook? book, var more) = RuleBook.Compile(reading.Site!, "site.yaml");
        return (book, string.Concat(SiteErrors.InOrder(reading.Errors.Concat(more)).Select(error => $"{error}\n")));
    }

    /// <summary>Rows of a block: a name, and what stands in each of its columns.</summary>
    public static Dictionary<string, string[]> Rows(string block) => block.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(words => words[0], words => words[1..]);

    /// <summary>A diagram with the verdicts of rules and the states of actuators that the engine gives for its channels.</summary>
    public static Dictionary<string, string[]> Play(RuleBook book, Dictionary<string, string[]> rows)
    {
        Site site = book.Site;
        var engine = new RuleEngine(book);
        var snapshot = new Snapshot(site.Channels.Length, 0);
        ReadingTime[] times = [.. TimesOf(rows, site)];
        engine.Start(times[0] with { MonotonicMilliseconds = 0 });
        var played = rows.ToDictionary(row => row.Key, row => (string[])row.Value.Clone());
        for (int column = 0; column < times.Length; column++)
        {
            ReadingTime now = times[column];
            if (played.TryGetValue("clock", out string[]? clocks)) { clocks[column] = ClockOf(site, now); }
            foreach (ChannelDeclaration channel in site.Channels.Where(channel => rows.ContainsKey(channel.Name)))
            {
                snapshot.Set(Reading(channel.Index, rows[channel.Name][column], now));
            }

            engine.Scan(snapshot, now);
            for (int rule = 0; rule < site.Rules.Length; rule++)
            {
                if (!played.TryGetValue(site.Rules[rule].Name, out string[]? verdicts)) { continue; }
                verdicts[column] = engine.VerdictOf(rule).ToString().ToLowerInvariant();
            }

            foreach (ActuatorDeclaration actuator in site.Actuators.Where(actuator => played.ContainsKey(actuator.Name)))
            {
                played[actuator.Name][column] = engine.IsOn(actuator.Index) ? "on" : "off";
            }
        }

        return played;
    }

    private static Reading Reading(int channel, string value, ReadingTime now) => value == "?"
        ? Edge.Sensing.Reading.Bad(channel, QualityReason.NoAnswer, now)
        : new Reading(channel, double.Parse(value, CultureInfo.InvariantCulture), Quality.Good, QualityReason.None, now);

    /// <summary>Seconds, or dates with the time of day in UTC or, where it says only that, by the clock of the
    /// site.</summary>
    private static IEnumerable<ReadingTime> TimesOf(Dictionary<string, string[]> rows, Site site)
    {
        if (rows.TryGetValue("second", out string[]? seconds))
        {
            return seconds.Select(second => long.Parse(second, CultureInfo.InvariantCulture) * 1_000)
                .Select(milliseconds => new ReadingTime(milliseconds, milliseconds, TimeQuality.Synchronised));
        }

        bool isUtc = rows.TryGetValue("utc", out string[]? times);
        long[] moments = [.. rows["date"].Zip(times ?? rows["clock"], (date, time) => Unix(date, time, isUtc ? TimeZoneInfo.Utc : site.TimeZone))];
        return moments.Select(moment => new ReadingTime(1_000 + moment - moments[0], moment, TimeQuality.Synchronised));
    }

    private static long Unix(string date, string time, TimeZoneInfo zone)
    {
        var local = DateTime.Parse($"{date}T{time}:00", CultureInfo.InvariantCulture);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUnixTimeMilliseconds();
    }

    private static string ClockOf(Site site, ReadingTime now) => TimeZoneInfo
        .ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(now.UnixMilliseconds), site.TimeZone).ToString("HH:mm", CultureInfo.InvariantCulture);

    [GeneratedRegex("^```([a-z ]+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
