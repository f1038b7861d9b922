using Edge.Profiles;

namespace Edge.Tests.Profiles;

public class SiteErrorTests
{
    private static readonly SiteError Full =
        new("a.yaml", new(3, 5), "evry", "unknown key", "a key of a sensor", "every");

    [Fact]
    public void Prints_OneLineWithPlaceTextExpectationAndNearestName() => Assert.Equal(
        "a.yaml:3:5: unknown key: 'evry'; expected a key of a sensor; did you mean 'every'?", Full.ToString());

    [Fact]
    public void Prints_OnlyWhatIsKnown() =>
        Assert.Equal("a.yaml:1:1: file too large",
            new SiteError("a.yaml", new(1, 1), "", "file too large", "").ToString());

    [Fact]
    public void Prints_NothingThatMovesTheCursor()
    {
        string printed = (Full with { Text = "a\u001b[2J\nb\u202e" + new string('x', 100) }).ToString();
        Assert.Contains("'a\uFFFD[2J\uFFFDb\uFFFDxxx", printed, StringComparison.Ordinal);
        Assert.Contains("x...'", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_JsonWithEveryField()
    {
        Assert.Equal("""[{"file":"a.yaml","line":3,"column":5,"problem":"unknown key","text":"evry","""
            + "\"expected\":\"a key of a sensor\",\"nearest\":\"every\"}]", SiteErrors.ToJson([Full]));
        Assert.Contains("\"nearest\":null", SiteErrors.ToJson([Full with { Nearest = null }]),
            StringComparison.Ordinal);
    }
}
