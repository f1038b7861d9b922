using Edge.Profiles;

namespace Edge.Tests.Profiles;

/// <summary>The profiles and sites that the repository ships.</summary>
internal static class Shipped
{
    public static BoardShelf Boards { get; } =
        new(Directory.GetFiles(Repository.PathOf("hardware-profiles"), "*.yaml")
        .ToDictionary(NameOf, file => new BoardFile(Path.GetFileName(file), File.ReadAllText(file))));

    public static string DemoText { get; } = Repository.Read("hardware-profiles", "sites", "demo.yaml");

    public static SiteReading Read(string text) => SiteReader.Read(text, "site.yaml", Boards);

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);
}
