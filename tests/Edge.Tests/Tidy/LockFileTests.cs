using System.Text.Json;
using System.Xml.Linq;

namespace Edge.Tests.Tidy;

/// <summary>
/// The lock files are those of the projects: a clean checkout restores in locked mode. That of a native build differs
/// from the ordinary one by the compiler alone.
/// </summary>
public sealed class LockFileTests
{
    [Fact]
    public void Locks_EveryProjectThatAProjectReaches()
    {
        var behind = Directory.GetFiles(Repository.Root, "packages*.lock.json", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/out/", StringComparison.Ordinal))
            .Where(path => LockedProjects(path) != Reached(ProjectBeside(path)).Count)
            .Select(path => Path.GetRelativePath(Repository.Root, path));
        Assert.True(!behind.Any(), "dotnet restore Edge.sln --force-evaluate renews " + string.Join(", ", behind));
    }

    [Theory]
    [InlineData("Edge.Host")]
    [InlineData("Edge.Collector")]
    [InlineData("Edge.Operator")]
    public void Locks_TheSamePackagesForANativeBuild(string project)
    {
        var ordinary = Packages($"src/{project}/packages.lock.json");
        var native = Packages($"src/{project}/packages.aot.lock.json");
        native.RemoveWhere(p => p.Contains("ILCompiler", StringComparison.Ordinal));
        Assert.True(
            ordinary.SetEquals(native),
            $"After a change of packages: dotnet restore src/{project} -p:EdgePublish=aot "
            + "--artifacts-path out/artifacts/aot");
    }

    private static int LockedProjects(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(entry => entry.Value.GetProperty("type").GetString() == "Project")
            .Select(entry => entry.Name).Distinct().Count();
    }

    private static string ProjectBeside(string path) =>
        Directory.GetFiles(Path.GetDirectoryName(path)!, "*.csproj").Single();

    // The projects behind the references of one, and behind theirs; their lock names are not always their file names.
    private static HashSet<string> Reached(string project)
    {
        string folder = Path.GetDirectoryName(project)!;
        return [.. XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFullPath(Path.Combine(folder, reference.Attribute("Include")!.Value)))
            .SelectMany(path => Reached(path).Append(path))];
    }

    private static HashSet<string> Packages(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.PathOf(path)));
        return [.. document.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.TryGetProperty("contentHash", out _))
            .Select(package => $"{package.Name} {package.Value.GetProperty("contentHash").GetString()}")];
    }
}
