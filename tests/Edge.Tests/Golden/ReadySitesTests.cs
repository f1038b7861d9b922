using Edge.Host.Replay;
using Edge.Platform.Profiles;
using Edge.Profiles;
using Edge.Rules;
using Edge.Rules.Replay.Plot;

namespace Edge.Tests.Golden;

// Goal: each ready site does in its scenario what its page says, and not a line of it changes unnoticed.
public sealed class ReadySitesTests
{
    [Theory]
    [InlineData("street-light", 2)]
    [InlineData("frost-guard", 1)]
    [InlineData("flood-warning", 1)]
    [InlineData("irrigation", 2)]
    [InlineData("ventilation", 1)]
    [InlineData("waste-bin", 2)]
    public void Keeps_TheTimelineOfAScenario(string name, int days)
    {
        RuleBook book = Open(name);
        Replayed played = Play(book, name, days);
        GoldenFile.Matches(ReplayOutput.Text(played, null), "tests", "Edge.Tests", "Golden", $"site-{name}.txt");
    }

    [Fact]
    public void Keeps_ThePictureOfAStreetLight()
    {
        RuleBook book = Open("street-light");
        Replayed played = Play(book, "street-light", 2);
        GoldenFile.Matches(TimelinePlot.Draw(book, played.Timeline, played.Samples), "docs", "street-light.svg");
    }

    // Every actuator of every site was switched by a rule in its scenario: the scenario tries something.
    [Theory]
    [InlineData("street-light", 2)]
    [InlineData("frost-guard", 1)]
    [InlineData("ventilation", 1)]
    public void Tries_EveryActuator(string name, int days)
    {
        Replayed played = Play(Open(name), name, days);
        Assert.All(played.Timeline.Site.Actuators, actuator => Assert.Contains(
            played.Timeline.Entries, entry => entry.Event.Actuator == actuator.Index && entry.Event.Rule >= 0));
    }

    private static Replayed Play(RuleBook book, string name, int days)
    {
        string file = Repository.PathOf("hardware-profiles", "sites", $"{name}-scenario.yaml");
        var source = new ReplaySource.OfScenario(File.ReadAllText(file), file, new DateOnly(2026, 3, 20), TimeSpan.FromDays(days));
        Result<Replayed, string> played = source.Play(book, name);
        Assert.True(played.IsOk, played.IsOk ? "" : played.Reason);
        return played.Value;
    }

    private static RuleBook Open(string name)
    {
        string file = Repository.PathOf("hardware-profiles", "sites", $"{name}.yaml");
        SiteReading reading = SiteFiles.Read(file, SiteFiles.UsualBoardFolders(file));
        Assert.Empty(reading.Errors.Select(error => error.ToString()));
        (RuleBook? book, var errors) = RuleBook.Compile(reading.Site!, file);
        Assert.Empty(errors.Select(error => error.ToString()));
        return book!;
    }
}
