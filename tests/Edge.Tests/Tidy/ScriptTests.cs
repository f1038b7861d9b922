using System.Diagnostics;

namespace Edge.Tests.Tidy;

/// <summary>Shell scripts parse, are executable and stop at an error.</summary>
public sealed class ScriptTests
{
    private static IEnumerable<TextFile> Scripts() =>
        SourceTree.Files.Where(f => f.Text.StartsWith("#!/usr/bin/env bash", StringComparison.Ordinal));

    [Fact]
    public void Finds_TheScripts() => Assert.Contains(Scripts(), s => s.Path == "scripts/test");

    [Fact]
    public void Parses_EveryScript() => Assert.All(Scripts(), script =>
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-n", script.Path])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardError = true,
        })!;
        string problem = bash.StandardError.ReadToEnd();
        bash.WaitForExit();
        Assert.True(bash.ExitCode == 0, problem);
    });

    [Fact]
    public void Refuses_UnsetVariables() =>
        Assert.All(Scripts(), s => Assert.Matches(@"(?m)^set -e?uo pipefail$", s.Text));

    [Fact]
    public void Lets_ScriptsRun() => Assert.All(Scripts(), s => Assert.True(
        OperatingSystem.IsWindows()
        || File.GetUnixFileMode(Repository.PathOf(s.Path)).HasFlag(UnixFileMode.UserExecute),
        $"chmod +x {s.Path}"));
}
