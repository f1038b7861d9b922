using Edge.Profiles;

namespace Edge.Tests.Profiles;

// Goal: a person who made many mistakes reads one list and mends them all.
public class BrokenSitesTests
{
    [Theory]
    [InlineData("flood")]
    [InlineData("meadow")]
    public void Lists_EveryMistakeInOneGo(string name)
    {
        string[] folder = ["tests", "Edge.Tests", "Profiles", "Broken"];
        SiteReading reading = SiteReader.Read(
            Repository.Read([.. folder, $"{name}.yaml"]), $"{name}.yaml", Shipped.Boards);
        Assert.False(reading.IsUsable);
        string list = string.Concat(reading.Errors.Select(error => $"{error}\n"));
        GoldenFile.Matches(list, [.. folder, $"{name}.errors.txt"]);
    }

    [Fact]
    public void Names_TheLineThatATabIndents()
    {
        SiteError error = Assert.Single(Shipped.Read(SmallSite.Text.Replace("\n  ", "\n\t", StringComparison.Ordinal)).Errors);
        string[] lines = SmallSite.Text.Replace("\n  ", "\n\t", StringComparison.Ordinal).Split('\n');
        Assert.StartsWith("\t", lines[error.At.Line - 1], StringComparison.Ordinal);
        Assert.Contains("tab", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_WhereItLookedForBoards()
    {
        var nowhere = new BoardShelf(new Dictionary<string, BoardFile>(), "/etc/edge/boards", "/opt/boards");
        IEnumerable<SiteError> errors = SiteReader.Read(SmallSite.Text, "site.yaml", nowhere).Errors;
        Assert.Contains(errors, error => error.Expected.Contains("none is in /etc/edge/boards, /opt/boards", StringComparison.Ordinal));
    }
}
