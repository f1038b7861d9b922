using Edge.Profiles;

namespace Edge.Benchmarks;

/// <summary>The demo site, whose streams and rules the rows are taken with.</summary>
internal static class Demo
{
    public static string Root { get; } = FindRoot();

    public static string SiteText { get; } =
        File.ReadAllText(Path.Combine(Root, "hardware-profiles", "sites", "demo.yaml"));

    public static BoardShelf Boards { get; } = ReadBoards();

    public static Site Site { get; } = ReadSite();

    private static Site ReadSite()
    {
        SiteReading reading = SiteReader.Read(SiteText, "demo.yaml", Boards);
        return reading.Site ?? throw new InvalidOperationException(string.Join("\n", reading.Errors));
    }

    private static BoardShelf ReadBoards() => new(
        Directory.GetFiles(Path.Combine(Root, "hardware-profiles"), "*.yaml").ToDictionary(
            path => Path.GetFileNameWithoutExtension(path),
            path => new BoardFile(Path.GetFileName(path), File.ReadAllText(path))));

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Edge.sln"))) { folder = Path.GetDirectoryName(folder); }
        return folder ?? throw new InvalidOperationException("Benchmarks run from inside the repository.");
    }
}
