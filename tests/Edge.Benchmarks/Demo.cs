using Edge.Device.Buses;
using Edge.Platform.Profiles;
using Edge.Profiles;

namespace Edge.Benchmarks;

/// <summary>The demo site, whose streams and rules the rows are taken with.</summary>
internal static class Demo
{
    public static string Root { get; } = FindRoot();

    public static string SitePath { get; } = Path.Combine(Root, "hardware-profiles", "sites", "demo.yaml");

    public static string SiteText { get; } = File.ReadAllText(SitePath);

    public static BoardShelf Boards { get; } = SiteFiles.ReadBoards([Path.Combine(Root, "hardware-profiles")]);

    public static Site Site { get; } = ReadSite();

    public static StreamDeclaration Weather { get; } = Site.Streams.Single(stream => stream.Name == "weather");

    /// <summary>A folder on the disk of the repository, not in memory; the caller deletes it.</summary>
    public static string NewFolder() =>
        Directory.CreateDirectory(Path.Combine(Root, "out", "bench-" + Path.GetRandomFileName())).FullName;

    /// <summary>The board of a site, with its scenario where it is simulated.</summary>
    public static Board OpenBoard(Site site, string sitePath, TimeProvider time)
    {
        string? scenario = site.ScenarioPath is { } name
            ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(sitePath))!, name)
            : null;
        string? text = scenario is null ? null : File.ReadAllText(scenario);
        Result<Board, string> opened = Board.Open(site.Board, text, scenario, time);
        return opened.IsOk ? opened.Value : throw new InvalidOperationException(opened.Reason);
    }

    private static Site ReadSite()
    {
        SiteReading reading = SiteReader.Read(SiteText, SitePath, Boards);
        return reading.Site ?? throw new InvalidOperationException(string.Join("\n", reading.Errors));
    }

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Edge.sln"))) { return folder; }
        }
        throw new InvalidOperationException("Benchmarks run from inside the repository.");
    }
}
