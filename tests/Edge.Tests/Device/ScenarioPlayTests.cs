using Edge.Device.Rules;
using Edge.Rules;
using Edge.Rules.Replay;
using Edge.Sensing;
using Edge.Tests.Profiles;

namespace Edge.Tests.Device;

public sealed class ScenarioPlayTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 6, 21, 0, 0, 0, TimeSpan.Zero);
    private static readonly string Scenario = Repository.Read("hardware-profiles", "sites", "demo-day.yaml");

    [Fact]
    public void Plays_TheDemoTwiceTheSame()
    {
        Timeline first = Play(out List<Reading> readings);
        Timeline second = Play(out List<Reading> again);
        Assert.Equal(Text(first), Text(second));
        Assert.Equal(readings, again);
        Assert.Contains(first.Entries, entry => entry.Event is { On: true, Rule: >= 0 }
            && first.Site.Rules[entry.Event.Rule].Name == "flood");
        Assert.All(readings, reading => Assert.False(
            first.Site.Channels[reading.Channel].Name.StartsWith("host", StringComparison.Ordinal)));
        Assert.Contains(readings, reading => reading.Quality == Quality.Simulated);
    }

    [Fact]
    public void Tells_WhatIsWrongWithAScenario()
    {
        var play = new ScenarioPlay(Demo(), "edge: 2\n", "day.yaml");
        Assert.StartsWith("day.yaml:1:", play.Run(Midnight, TimeSpan.FromSeconds(1)).Reason, StringComparison.Ordinal);
    }

    private static Timeline Play(out List<Reading> readings)
    {
        List<Reading> read = readings = [];
        var play = new ScenarioPlay(Demo(), Scenario, "demo-day.yaml") { Read = read.Add };
        return play.Run(Midnight, TimeSpan.FromSeconds(20)).Value;
    }

    private static RuleBook Demo() => RuleBook.Compile(Shipped.Read(Shipped.DemoText).Site!, "demo.yaml").Book!;

    private static string Text(Timeline timeline)
    {
        var text = new StringWriter();
        TimelineText.WriteEntries(timeline, text);
        TimelineText.WriteCoverage(timeline, text);
        return text.ToString();
    }
}
