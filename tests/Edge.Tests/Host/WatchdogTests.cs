using Edge.Device.Kernel;
using Edge.Host.Commands;
using Edge.Host.Doctor;
using Edge.Platform.CommandLine;
using Edge.Profiles;

namespace Edge.Tests.Host;

/// <summary>The board's watchdog is systemd's exactly where the board profile declares one, and the doctor says whether it
/// works.</summary>
public sealed class WatchdogTests : IDisposable
{
    private static readonly Site Real = ScanSite.Site with
    {
        Board = ScanSite.Site.Board with { Kind = BoardKind.Linux, WatchdogDevice = "/dev/watchdog0" },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-watchdog-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("active\n", "Good", "bcm2835_wdt) starts the board anew after 30 s")]
    [InlineData("inactive\n", "Doubtful", "nobody feeds")]
    [InlineData(null, "Doubtful", "does not say")]
    public void Says_WhetherSomebodyFeedsIt(string? state, string health, string text)
    {
        var files = new Dictionary<string, string?>
        {
            ["watchdog0/state"] = state, ["watchdog0/identity"] = "bcm2835_wdt\n", ["watchdog0/timeout"] = "30\n",
        };
        Finding finding = WatchdogExamination.Look(Real, file => files.GetValueOrDefault(file))!;
        Assert.Equal(("watchdog", health), (finding.Subject, finding.Health.ToString()));
        Assert.Contains(text, finding.State, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_WhatToDoWhereTheDeviceIsMissing()
    {
        Finding finding = WatchdogExamination.Look(Real, _ => null)!;
        Assert.Contains("dtparam=watchdog=on", finding.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Looks_AtNoneWhereTheBoardDeclaresNone() => Assert.Null(WatchdogExamination.Look(
        Real with { Board = Real.Board with { WatchdogDevice = null } }, _ => throw new InvalidOperationException("It was looked at.")));

    [Fact]
    public void Calls_TheFirstOneByBothNames() => Assert.Equal(
        WatchdogUse.Running, WatchdogHandover.Look("/dev/watchdog", file => file == "watchdog0/state" ? "active" : null).Use);

    [Fact]
    public async Task Says_WhatWouldBeWritten_AndWritesNothing()
    {
        string file = Path.Combine(_folder, "watchdog.conf");
        string site = Repository.PathOf("hardware-profiles", "sites", "virtual.yaml");
        Assert.Equal(0, await CommandFrame.RunAsync(HostCommands.Create(), ["watchdog", "--site", site, "--file", file, "--dry-run"]));
        Assert.False(File.Exists(file));
        string settings = WatchdogHandover.Settings("/dev/watchdog0");
        Assert.Contains("\nWatchdogDevice=/dev/watchdog0\nRuntimeWatchdogSec=30s\nRebootWatchdogSec=300s\n", settings, StringComparison.Ordinal);
    }

    // Nothing is declared and nothing stands there: systemd is not asked, and no rights are needed.
    [Fact]
    public async Task Changes_NothingWhereTheBoardDeclaresNone()
    {
        string file = Path.Combine(_folder, "watchdog.conf");
        string site = Repository.PathOf("hardware-profiles", "sites", "demo.yaml");
        Assert.Equal(0, await CommandFrame.RunAsync(HostCommands.Create(), ["watchdog", "--site", site, "--file", file]));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void Runs_WithEachStartOfTheGateway()
    {
        Assert.Contains("Wants=edge-watchdog.service", Repository.Read("packaging", "systemd", "edge.service"), StringComparison.Ordinal);
        Assert.Contains(
            $"ReadWritePaths={Path.GetDirectoryName(WatchdogHandover.DropIn)}\n",
            Repository.Read("packaging", "systemd", "edge-watchdog.service"), StringComparison.Ordinal);
    }
}
