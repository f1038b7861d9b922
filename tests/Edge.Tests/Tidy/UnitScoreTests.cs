using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Edge.Tests.Tidy;

/// <summary>Each unit has no more rights than its job: its exposure, as systemd itself counts it, may only go
/// down.</summary>
/// <remarks>docs/security.md has the numbers and why they are what they are.</remarks>
public sealed partial class UnitScoreTests
{
    private static readonly Dictionary<string, double> Limits = new()
    {
        ["edge.service"] = 1.6, ["edge-guard.service"] = 3.5, ["edge-fetch.service"] = 1.8,
            ["edge-slot.service"] = 1.4,
        ["edge-collector.service"] = 1.2, ["edge-bell.service"] = 1.8,
        ["edge-watchdog.service"] = 1.2, ["edge-os-slot.service"] = 1.9, ["edge-os-deadline.service"] = 1.2, ["edge-packs@.service"] = 1.8,
    };

    public static TheoryData<string> Units => [.. Limits.Keys];

    [Theory, MemberData(nameof(Units))]
    public async Task Exposes_NoMoreThanItMay(string unit)
    {
        string folder = Directory.CreateTempSubdirectory("edge-unit-").FullName;
        try
        {
            File.Copy(Repository.PathOf("packaging", "systemd", unit), Path.Combine(folder, unit));
            using Process process = Process.Start(new ProcessStartInfo("systemd-analyze",
                ["security", "--no-pager", "--offline=true", Path.Combine(folder, unit)])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Match score = Overall().Match(text);
            Assert.True(score.Success, $"{text}{await error}");
            Assert.InRange(double.Parse(score.Groups[1].Value, CultureInfo.InvariantCulture), 0,
                Limits[unit]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Judges_EveryServiceThatIsShipped() => Assert.Equal(
        SourceTree.Files.Where(file => file.IsBelow("packaging/systemd")
            && file.Path.EndsWith(".service", StringComparison.Ordinal))
            .Select(file => Path.GetFileName(file.Path)).Where(name =>
                name != "edge-technician@.service").Order(StringComparer.Ordinal),
        Limits.Keys.Order(StringComparer.Ordinal));

    [GeneratedRegex(@"exposure level for [^:]+: ([0-9.]+)")]
    private static partial Regex Overall();
}
