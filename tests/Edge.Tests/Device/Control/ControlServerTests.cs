using System.Net.Sockets;
using System.Text;
using Edge.Access;
using Edge.Audit;
using Edge.Device.Control;
using Edge.Tests.Access;
using Edge.Tests.Audit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

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

    // Goal: forty peers of one user who say nothing keep nobody else waiting; time stands still here, so none
    // of them is sent away.
    [Fact]
    public async Task Answers_Others_WhileManyOfOneUserSayNothing()
    {
        int connections = 0;
        await using var running = await RunningAsync(_ => new ControlPeer(7, ++connections <= 40 ? 1_000u
            : 1_001u, 0), new FakeTimeProvider());
        Socket[] silent = [.. Enumerable.Range(0, 40).Select(_ => new Socket(AddressFamily.Unix,
            SocketType.Stream, ProtocolType.Unspecified))];
        try
        {
            foreach (Socket socket in silent) { await socket.ConnectAsync(new UnixDomainSocketEndPoint(
                Path)); }
            var answer = await ControlClient.AskAsync(Path, ControlCommand.Status, CancellationToken.None);
            Assert.True(answer.IsOk, answer.ToString());
            // Of the forty, those beyond their four places were told so.
            Assert.Contains("User 1000 has 4 questions open", await ReadAsync(silent[39]),
                StringComparison.Ordinal);
        }
        finally
        {
            foreach (Socket socket in silent) { socket.Dispose(); }
        }
    }

    [Fact]
    public async Task Frees_APlace_WhenAnAnswerIsGiven()
    {
        await using var running = await RunningAsync(_ => new ControlPeer(7, 1_000, 0),
            new FakeTimeProvider());
        for (int again = 0; again < 3 * ControlPlaces.MostPerUser; again++)
        {
            Assert.Contains("Unknown request", await SendAsync("\n"), StringComparison.Ordinal);
        }
    }

    // Goal: the record names who logged in behind root; whoever is not root cannot name another.
    [Theory]
    [InlineData(0u, 1_234u)]
    [InlineData(ControlPolicyTests.Own, ControlPolicyTests.Own)]
    public async Task Notes_WhoLoggedInBehindRoot_AndBelievesNobodyElse(uint user, uint noted)
    {
        await using var running = await RunningAsync(new ControlPeer(7, user, user));
        await SendAsync("{\"command\":\"stop\",\"login\":1234}\n");
        Assert.Equal([(AuditEvent.RequestGranted, AuditActor.User(noted), "stop", "")],
            running.Trail.Entries);
        Assert.Equal(user == 0 ? 1_234u : user, Person.Of(new ControlPeer(Environment.ProcessId, user,
            0).Saying(1_234)).UserId);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("\"root\"")]
    [InlineData("4294967296")]
    public async Task Refuses_ALoginThatIsNone(string login)
    {
        await using var running = await RunningAsync();
        Assert.Contains("Unknown request", await SendAsync($$"""{"command":"stop","login":{{login}}}""" + "\n"), StringComparison.Ordinal);
        Assert.Equal(0, running.Stops);
    }

    // Found: a socket that had its name before it listened refused who was quick.
    [Fact]
    public async Task Refuses_NobodyWhoFindsTheSocket()
    {
        for (int start = 0; start < 100; start++)
        {
            await using var running = await RunningAsync();
            Assert.Contains("Unknown request", await SendAsync("\n"), StringComparison.Ordinal);
            Assert.Equal([Path], Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!));
        }
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
        return await ReadAsync(socket);
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
    }

    private Task<Running> RunningAsync(ControlPeer? peer = null) =>
        RunningAsync(peer is { } known ? _ => known : null, TimeProvider.System);

    private async Task<Running> RunningAsync(Func<Socket, ControlPeer>? peer, TimeProvider time)
    {
        var running = new Running(Path, peer, time);
        await running.Server.StartAsync(CancellationToken.None);
        while (!File.Exists(Path)) { await Task.Yield(); }
        return running;
    }

    private sealed class Running : IAsyncDisposable
    {
        public Running(string path, Func<Socket, ControlPeer>? peer, TimeProvider time) =>
            Server = peer is { } known
            ? new ControlServer(
                path, ControlPolicyTests.Own, () => Reports.TownHall, () => Stops++, Trail, time,
                    NullLogger<ControlServer>.Instance)
            {
                PeerOf = known,
            }
            : new ControlServer(
                path, OwnUser(), () => Reports.TownHall, () => Stops++, Trail, time,
                    NullLogger<ControlServer>.Instance);

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
