using Edge.Platform.Files;
using Edge.Platform.Profiles;
using Edge.Profiles;
using Edge.Tests.Profiles;

namespace Edge.Tests.Platform.Profiles;

public sealed class SiteFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-sites").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Reads_ShippedSiteWithTheBoardsAboveIt()
    {
        string path = Repository.PathOf("hardware-profiles", "sites", "demo.yaml");
        SiteReading reading = SiteFiles.Read(path, SiteFiles.UsualBoardFolders(path));
        Assert.True(reading.IsUsable, string.Join('\n', reading.Errors));
    }

    [Fact]
    public void Reports_MissingFileAsAMistake()
    {
        SiteReading reading = SiteFiles.Read(Path.Combine(_folder, "none.yaml"), []);
        Assert.Equal("no such file", Assert.Single(reading.Errors).Problem);
        Assert.Null(reading.Site);
    }

    [Fact]
    public void Reports_FolderAsAMistake() =>
        Assert.StartsWith("cannot be read", SiteFiles.ReadText(_folder).Reason.Problem, StringComparison.Ordinal);

    [Fact]
    public void Refuses_BytesThatAreNoText() =>
        Assert.Equal("not a text", SiteFiles.ReadText(Write("a.yaml", [0x61, 0xff])).Reason.Problem);

    [Fact]
    public void Refuses_OneByteMoreThanTheLimit()
    {
        Assert.True(SiteFiles.ReadText(Write("a.yaml", new byte[SiteLimits.MaxFileBytes])).IsOk);
        Assert.Equal("file too large",
            SiteFiles.ReadText(Write("b.yaml", new byte[SiteLimits.MaxFileBytes + 1])).Reason.Problem);
    }

    // The words must not depend on what is there.
    [Theory]
    [InlineData("../none.yaml")]
    [InlineData("/proc/self/status")]
    public void Reads_NoHolidaysOutsideTheFolderOfTheSite(string holidays)
    {
        string text = SmallSite.Text.Replace("board: simulated", $"board: simulated\nholidays: {holidays}", StringComparison.Ordinal);
        string path = Write("site.yaml", System.Text.Encoding.UTF8.GetBytes(text));
        SiteReading reading = SiteFiles.Read(path, [Repository.PathOf("hardware-profiles")]);
        Assert.Equal("path leaves the folder of the site file", Assert.Single(reading.Errors).Problem);
        Assert.Null(reading.Site!.HolidaysPath);
    }

    [Fact]
    public void Says_WhatIsMissing()
    {
        string file = Path.Combine(_folder, "none", "none.csv");
        Assert.Equal("there is no such folder", FileTrouble.Of(file, Assert.Throws<DirectoryNotFoundException>(() => File.OpenRead(file))));
        file = Path.Combine(_folder, "none.csv");
        Assert.Equal("there is no such file", FileTrouble.Of(file, Assert.Throws<FileNotFoundException>(() => File.OpenRead(file))));
    }

    [Fact]
    public void Takes_FirstBoardOfAName()
    {
        string first = Directory.CreateDirectory(Path.Combine(_folder, "first")).FullName;
        Write("first/mine.yaml", "first"u8.ToArray());
        Write("mine.yaml", "second"u8.ToArray());
        Write("other.yaml", "\uFEFFother"u8.ToArray());
        BoardShelf shelf = SiteFiles.ReadBoards([Path.Combine(_folder, "missing"), first, _folder]);
        Assert.Equal(["mine", "other"], shelf.Names);
        Assert.Equal("first", shelf.Find("mine")!.Text);
        Assert.Equal("other", shelf.Find("other")!.Text);
    }

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
