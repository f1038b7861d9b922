using System.Text.RegularExpressions;

namespace Edge.Tests.Tidy;

/// <summary>The number of a log event is for ever: people and alarms depend on it.</summary>
public sealed partial class EventIdTests
{
    private const string Golden = "tests/Edge.Tests/Tidy/event-ids.txt";
    private const string HowToUpdate =
        $"To accept: EDGE_WRITE_GOLDEN=1 scripts/test --filter {nameof(EventIdTests)}, then read what changed "
        + $"in {Golden}. A number that was ever released keeps its meaning; a new event takes a new one.";

    [Fact]
    public void Equals_TheGoldenList()
    {
        string[] actual = [.. Events().OrderBy(e => e.Id).Select(e => $"{e.Id} {e.Name}")];
        if (Environment.GetEnvironmentVariable("EDGE_WRITE_GOLDEN") == "1")
        {
            File.WriteAllLines(Repository.PathOf(Golden), actual);
        }
        string[] golden = File.ReadAllLines(Repository.PathOf(Golden));
        string[] changes =
        [
            .. actual.Except(golden).Select(a => "+ " + a),
            .. golden.Except(actual).Select(g => "- " + g),
        ];
        Assert.True(changes.Length == 0, $"{string.Join("\n", changes)}\n{HowToUpdate}");
    }

    [Fact]
    public void Uses_EveryNumberOnce()
    {
        var doubles = Events().GroupBy(e => e.Id).Where(g => g.Count() > 1)
            .Select(g => $"{g.Key}: {string.Join(", ", g.Select(e => e.Name))}");
        Assert.True(!doubles.Any(), string.Join("\n", doubles));
    }

    [Fact]
    public void Stays_InTheBlockOfItsFolder()
    {
        var strays = Events().Where(e => e.Id / 1_000 != Block(e.Path))
            .Select(e => $"{e.Path}: {e.Id} is not in the block {Block(e.Path)}000");
        Assert.True(!strays.Any(), string.Join("\n", strays));
    }

    private static int Block(string path) => path.Split('/') switch
    {
        ["src", "Edge.Collector", ..] => 5,
        [_, _, "Control", ..] or ["src", "Edge.Host", ..] => 7,
        [_, _, "Rules", ..] => 2,
        [_, _, "Keys" or "Sealing", ..] => 3,
        [_, _, "Outbox" or "Uplink", ..] => 4,
        [_, _, "Updates", ..] => 6,
        [_, _, "Audit", ..] => 8,
        [_, _, "Hardening", ..] => 9,
        [_, _, "Sensing", ..] or ["src", "Edge.Device", ..] => 1,
        _ => 0,
    };

    private static IEnumerable<(int Id, string Name, string Path)> Events() =>
        from file in SourceTree.Sources
        where file.IsBelow("src")
        from Match match in Event().Matches(file.Text)
        let owner = string.Join('.', file.Parts[1..^1])
        select (int.Parse(match.Groups[1].Value, null), $"{owner}.{match.Groups[2].Value}", file.Path);

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)[\s\S]*?\bpartial void (\w+)\(")]
    private static partial Regex Event();
}
