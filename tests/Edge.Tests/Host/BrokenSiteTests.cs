using System.CommandLine;
using Edge.Host.Commands;

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
