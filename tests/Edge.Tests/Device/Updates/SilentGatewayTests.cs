using System.Net.Sockets;
using Edge.Access;
using Edge.Device.Control;
using Edge.Device.Updates;
using Edge.Tests.Updates.Releases;
using Edge.Updates;
using Edge.Updates.Slots;

namespace Edge.Tests.Device.Updates;

/// <summary>Whoever holds the control socket cannot keep an update from its end.</summary>
public sealed class SilentGatewayTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);
    private static readonly SlotRelease Release = new(SlotName.A, "1.0.0", ContentHash.Of("manifest"u8), 1, 1);

    private readonly string _root = Directory.CreateTempSubdirectory("edge-silent-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public SilentGatewayTests()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen(8);
    }

    private string Path => System.IO.Path.Combine(_root, "c.sock");

    private GatewayService Service => new(Path, "edge.service", RestartBy.Stop, "app") { Patience = Patience };

    public void Dispose()
    {
        _listener.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task ASocketThatNeverAnswers_IsNoAnswer()
    {
        Assert.Null(await Service.LookAsync(TestRelease.Health, Release, CancellationToken.None));
        Assert.Null(await Service.ChannelsAsync(CancellationToken.None));
        Assert.Null(await Service.DeviceAsync(CancellationToken.None));
        await Service.RestartAsync(CancellationToken.None);
        var asked = await ControlClient.AskAsync(Path, ControlCommand.Status, Patience, CancellationToken.None);
        Assert.Contains("has not answered within 0.2 s", asked.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AByteNowAndThen_IsNoAnswer()
    {
        using var ending = new CancellationTokenSource();
        Task dripping = DripAsync(ending.Token);
        Assert.Null(await Service.LookAsync(TestRelease.Health, Release, CancellationToken.None));
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => dripping);
    }

    // Who asked to stop is not told of a gateway that does not answer.
    [Fact]
    public async Task WhoIsStopped_StopsAtOnce()
    {
        using var stopped = new CancellationTokenSource();
        Task<Result<StatusReport, string>> asked = ControlClient.AskAsync(Path, ControlCommand.Status, stopped.Token);
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task ASystemctlThatHangs_IsEnded()
    {
        Assert.Equal(Systemctl.NoAnswer, await Systemctl.RunAsync("sleep", ["600"], Patience, CancellationToken.None));
        Assert.Equal(3, await Systemctl.RunAsync("sh", ["-c", "exit 3"], TimeSpan.FromMinutes(1), CancellationToken.None));
    }

    private async Task DripAsync(CancellationToken cancellation)
    {
        using Socket client = await _listener.AcceptAsync(cancellation);
        while (true)
        {
            _ = await client.SendAsync(" "u8.ToArray(), cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellation);
        }
    }
}
