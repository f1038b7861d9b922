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
}
