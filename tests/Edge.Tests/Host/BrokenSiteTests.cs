using System.CommandLine;
using Edge.Host.Commands;
using Edge.Platform.Profiles;

namespace Edge.Tests.Host;

public sealed class BrokenSiteTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edge-broken-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("edge: 1\nsite: [")]
    [InlineData("edge: 1\nsite: {id: x}\nunknown: 1\n")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Starts_NothingOfABrokenSite(string? text)
    {
        string site = Path.Combine(_root, "site.yaml");
        if (text is not null) { File.WriteAllText(site, text); }
        string state = Path.Combine(_root, "state");
        string socket = Path.Combine(_root, "c.sock");
        ParseResult parsed = new RootCommand { RunCommand.Create() }.Parse(
            ["run", "--site", site, "--state", state, "--trust", _root, "--socket", socket]);
        Assert.Equal(1, await parsed.InvokeAsync());
        Assert.False(Path.Exists(state));
        Assert.False(Path.Exists(socket));
    }

    [Theory]
    [InlineData("pin: GPIO17", "pin: GPIO99", "GPIO99")]
    [InlineData("actuators:", "actuators:\n  - {name: lamp, pin: GPIO17, safe: off, max-input-age: 10s}", "GPIO17")]
    [InlineData("sensors:", "sensors:\n  - {name: twin, driver: bme280, bus: i2c-1, address: 0x76, every: 1s, channels: []}", "0x76")]
    [InlineData("air.temperature > 10.0", "air.temprature > 10.0", "did you mean 'air.temperature'?")]
    public async Task Names_WhatIsWrongInASite_AndStartsNothing(string good, string wrong, string told)
    {
        string site = Path.Combine(_root, "site.yaml");
        string text = TestSite.Text("1MiB");
        Assert.Contains(good, text, StringComparison.Ordinal);
        File.WriteAllText(site, text.Replace(good, wrong, StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_root, "scenario.yaml"), TestSite.Scenario(""));
        CheckedSite read = CheckedSite.Read(site, Repository.PathOf("hardware-profiles"));
        Assert.Contains(read.Errors, error => error.ToString().Contains(told, StringComparison.Ordinal));
        string state = Path.Combine(_root, "state");
        ParseResult parsed = new RootCommand { RunCommand.Create() }.Parse(
        [
            "run", "--site", site, "--boards", Repository.PathOf("hardware-profiles"), "--state", state, "--trust", _root,
            "--socket", Path.Combine(_root, "c.sock"),
        ]);
        Assert.Equal(1, await parsed.InvokeAsync());
        Assert.False(Path.Exists(state));
    }

    [Theory]
    [InlineData("--socket", "")]
    [InlineData("--socket", "no/c.sock")]
    [InlineData("--report", "")]
    [InlineData("--report", "no/r.json")]
    public async Task Starts_NothingWhereItCouldNotWrite(string option, string path)
    {
        string state = Path.Combine(_root, "state");
        List<string> arguments =
        [
            "run", "--site", Repository.PathOf("hardware-profiles", "sites", "demo.yaml"), "--state", state, "--trust", _root,
            option, Path.Combine(_root, path),
        ];
        if (option != "--socket") { arguments.AddRange(["--socket", Path.Combine(_root, "c.sock")]); }
        Assert.Equal(1, await new RootCommand { RunCommand.Create() }.Parse(arguments).InvokeAsync());
        Assert.False(Path.Exists(state));
    }
}
