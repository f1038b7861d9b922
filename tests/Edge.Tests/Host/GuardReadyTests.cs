using Edge.Tests.Host.Updates;

namespace Edge.Tests.Host;

// Goal: the units that fetch ask the guard before they use the network, with a command that there is.
public sealed class GuardReadyTests : IDisposable
{
    private readonly string _run = Directory.CreateTempSubdirectory("edge-ready-").FullName;

    public void Dispose() => Directory.Delete(_run, recursive: true);

    [Theory]
    [InlineData("edge-fetch.service", "ExecCondition=/usr/lib/edge/edge guard ready")]
    [InlineData("edge-bell.service", "ExecStartPre=/usr/lib/edge/edge guard ready")]
    public void Asks_TheGuard_BeforeTheNetworkIsUsed(string unit, string line)
    {
        string[] lines = Repository.Read("packaging", "systemd", unit).Split('\n');
        Assert.Contains(line, lines);
        Assert.Contains(lines, each => each.StartsWith("After=", StringComparison.Ordinal)
            && each.EndsWith("edge-guard.service", StringComparison.Ordinal));
    }

    [Fact]
    public void Says_No_WhileThereIsNoGreenReport()
    {
        // A report was green just now, and is gone: nobody has waited for six hours yet.
        File.WriteAllText(Path.Combine(_run, "last-green"), $"{long.MaxValue}");
        (int code, string output) = Ready("virtual-guarded.yaml");
        Assert.Equal(1, code);
        Assert.Contains("there is no report of the guard yet", output, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_run, "report"), "no report");
        Assert.Contains("damaged", Ready("virtual-guarded.yaml").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_Yes_WhereNothingIsEnforced()
    {
        File.WriteAllText(Path.Combine(_run, "last-green"), $"{long.MaxValue}");
        Assert.Equal(0, Ready("demo.yaml").Code);
    }

    private (int Code, string Output) Ready(string site) => UpdatedGateway.Edge(
        "guard", "ready", "--site", Repository.PathOf("hardware-profiles", "sites", site), "--boards",
        Repository.PathOf("hardware-profiles"), "--guard-run", _run);
}
