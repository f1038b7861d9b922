using System.Net.Sockets;
using System.Text;
using Edge.Access;
using Edge.Audit;
using Edge.Device.Control;
using Edge.Tests.Access;
using Edge.Tests.Audit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Tests.Device.Control;

public sealed class ControlServerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edge-control");

    private string Path => System.IO.Path.Combine(_folder.FullName, "c.sock");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Status_OverTheSocket_IsTheReportOfTheGateway()
    {
        await using var running = await RunningAsync();
        var answer = await ControlClient.AskAsync(Path, ControlCommand.Status, CancellationToken.None);
        Assert.True(answer.IsOk, answer.ToString());
        Assert.Equal("town-hall", answer.Value.Site);
        Assert.Equal(21.5, answer.Value.Channels.Single().Value);
    }

    [Fact]
    public async Task Stop_ByTheSameUser_StopsOnce()
    {
        await using var running = await RunningAsync();
        Assert.True((await ControlClient.AskAsync(Path, ControlCommand.Stop, CancellationToken.None)).IsOk);
        Assert.Equal(1, running.Stops);
    }

    [Theory]
    [InlineData("nonsense\n")]
    [InlineData("{\"command\":\"format-disk\"}\n")]
    [InlineData("[[[[\n")]
    [InlineData("\n")]
    public async Task Refuses_ARequestItDoesNotKnow_AndGoesOn(string request)
    {
        await using var running = await RunningAsync();
        Assert.Contains("Unknown request", await SendAsync(request), StringComparison.Ordinal);
        Assert.True((await ControlClient.AskAsync(Path, ControlCommand.Status, CancellationToken.None)).IsOk);
    }

    [Fact]
    public async Task Refuses_ARequestOfAnySize_WithoutReadingItAll()
    {
        await using var running = await RunningAsync();
        Assert.Contains("Unknown request", await SendAsync(new string('x', ControlPaths.MaxRequestBytes)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_ACommandThatIsOneByteTooLong()
    {
        await using var running = await RunningAsync();
        const string command = "{\"command\":\"stop\"}";
        string fits = command.PadRight(ControlPaths.MaxRequestBytes - 1) + "\n";
        Assert.Contains("Unknown request", await SendAsync(" " + fits), StringComparison.Ordinal);
        Assert.Equal(0, running.Stops);
        await SendAsync(fits);
        Assert.Equal(1, running.Stops);
    }

    [Fact]
    public async Task Ask_WithoutAGateway_SaysWhatToDo()
    {
        var answer = await ControlClient.AskAsync(Path, ControlCommand.Status, CancellationToken.None);
        Assert.Contains("systemctl status edge", answer.Reason, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(ControlPolicyTests.Cells), MemberType = typeof(ControlPolicyTests))]
    public async Task Obeys_WhomThePageNames_AndNotesWhomItRefused(string command, uint user, bool allowed)
    {
        await using var running = await RunningAsync(new ControlPeer(7, user, user));
        string answer = await SendAsync($"{{\"command\":\"{command}\"}}\n");
        Assert.Equal(allowed, !answer.Contains($"User {user} may not {command}", StringComparison.Ordinal));
        Assert.Equal(command == "stop" && allowed ? 1 : 0, running.Stops);
        (AuditEvent, AuditActor, string, string)[] noted = (allowed, command) switch
        {
            (false, _) => [(AuditEvent.RequestRefused, AuditActor.User(user), command, "")],
            (true, "stop") => [(AuditEvent.RequestGranted, AuditActor.User(user), "stop", "")],
            (true, "incident") => [(AuditEvent.IncidentBundled, AuditActor.User(user), "bundle", "")],
            _ => [],
        };
        Assert.Equal(noted, running.Trail.Entries);
    }

    private async Task<string> SendAsync(string request)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path));
        await socket.SendAsync(Encoding.UTF8.GetBytes(request));
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
    }

    private async Task<Running> RunningAsync(ControlPeer? peer = null)
    {
        var running = new Running(Path, peer);
        await running.Server.StartAsync(CancellationToken.None);
        while (!File.Exists(Path)) { await Task.Yield(); }
        return running;
    }

    private sealed class Running : IAsyncDisposable
    {
        public Running(string path, ControlPeer? peer) => Server = peer is { } known
            ? new ControlServer(
                path, ControlPolicyTests.Own, () => Reports.TownHall, () => Stops++, Trail, TimeProvider.System, NullLogger<ControlServer>.Instance)
            {
                PeerOf = _ => known,
            }
            : new ControlServer(
                path, OwnUser(), () => Reports.TownHall, () => Stops++, Trail, TimeProvider.System, NullLogger<ControlServer>.Instance);

        public RecordedTrail Trail { get; } = new();

        public ControlServer Server { get; }

        public int Stops { get; private set; }

        public async ValueTask DisposeAsync()
        {
            await Server.StopAsync(CancellationToken.None);
            Server.Dispose();
        }

        private static uint OwnUser() => uint.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1],
            System.Globalization.CultureInfo.InvariantCulture);
    }
}
