using System.Text.Json;

namespace Edge.Tests.Tidy;

/// <summary>The lock file of a native build differs from the ordinary one by the compiler alone.</summary>
public sealed class LockFileTests
{
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

    private static HashSet<string> Packages(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.PathOf(path)));
        return [.. document.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.TryGetProperty("contentHash", out _))
            .Select(package => $"{package.Name} {package.Value.GetProperty("contentHash").GetString()}")];
    }
}
