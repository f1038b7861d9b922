using System.Text.RegularExpressions;

namespace Edge.Tests.Tidy;

/// <summary>Projects point one way; product code never knows the tests.</summary>
public sealed partial class ProjectOrderTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Edge"] = [],
        ["Edge.Platform"] = ["Edge"],
        ["Edge.Device"] = ["Edge.Platform"],
        ["Edge.Host"] = ["Edge.Device"],
        ["Edge.Collector"] = ["Edge.Platform"],
        ["Edge.Operator"] = ["Edge.Platform"],
    };

    [Fact]
    public void References_OnlyTheProjectToTheLeft()
    {
        foreach (var project in Projects("src"))
        {
            string name = Path.GetFileNameWithoutExtension(project.Path);
            Assert.True(MayReference.TryGetValue(name, out var allowed), $"{project.Path}: unknown; extend the order");
            foreach (Match reference in Reference().Matches(project.Text))
            {
                string path = reference.Groups[1].Value.Replace('\\', '/');
                string target = Path.GetFileNameWithoutExtension(path);
                Assert.True(allowed!.Contains(target), $"{project.Path} may not reference {target}");
            }
        }
    }

    [Fact]
    public void Names_EveryProjectInTheSolution()
    {
        string solution = SourceTree.Files.Single(f => f.Path == "Edge.sln").Text.Replace('\\', '/');
        Assert.All(AllProjects(), p => Assert.Contains(p.Path, solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Keeps_VersionsInOnePlace() =>
        Assert.All(AllProjects(), p => Assert.DoesNotMatch(@"PackageReference[^>]*Version=", p.Text));

    private static IEnumerable<TextFile> AllProjects() => Projects("src").Concat(Projects("tests"));

    private static IEnumerable<TextFile> Projects(string folder) =>
        SourceTree.Files
            .Where(f => f.IsBelow(folder) && f.Path.EndsWith(".csproj", StringComparison.Ordinal));

    [GeneratedRegex("<ProjectReference Include=\"([^\"]+)\"")]
    private static partial Regex Reference();
}
