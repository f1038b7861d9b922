using Edge.Profiles;

namespace Edge.Tests.Profiles;

public class ShippedProfilesTests
{
    public static TheoryData<string> BoardNames => [.. Shipped.Boards.Names];

    public static TheoryData<string> SiteFiles =>
        [.. Directory.GetFiles(Repository.PathOf("hardware-profiles", "sites"), "*.yaml")
            .Where(file => File.ReadLines(file).Contains("site:")).Select(file => Path.GetFileName(file)!)];

    [Theory, MemberData(nameof(BoardNames))]
    public void Reads_BoardWithoutAnError(string name)
    {
        BoardFile file = Shipped.Boards.Find(name)!;
        BoardReading reading = BoardReader.Read(file.Text, file.FileName, name);
        Assert.Empty(reading.Errors.Select(error => error.ToString()));
        Assert.Equal(name, reading.Board!.Name);
    }

    [Theory, MemberData(nameof(SiteFiles))]
    public void Reads_SiteWithoutAnError(string name)
    {
        SiteReading reading = Shipped.Read(Repository.Read("hardware-profiles", "sites", name));
        Assert.Empty(reading.Errors.Select(error => error.ToString()));
        Assert.True(reading.IsUsable);
    }
}
