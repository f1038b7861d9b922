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
        engine.Start(At("0"));
        var played = rows.ToDictionary(row => row.Key, row => (string[])row.Value.Clone());
        for (int column = 0; column < rows["second"].Length; column++)
        {
            ReadingTime now = At(rows["second"][column]);
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

    private static ReadingTime At(string second)
    {
        long milliseconds = long.Parse(second, CultureInfo.InvariantCulture) * 1_000;
        return new ReadingTime(milliseconds, milliseconds, TimeQuality.Synchronised);
    }

    [GeneratedRegex("^```([a-z ]+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
