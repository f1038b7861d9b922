using System.Net;
using Edge.Device.Simulation;
using Edge.Simulator.Control;
using Edge.Simulator.Serve;
using Edge.Tests.Device;

namespace Edge.Tests.Simulator;

/// <summary>A served board on loopback, with the same profile as <see cref="TestBoard"/>.</summary>
internal sealed class OutsideBoard : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly SimulatorServer _server;
    private readonly Task _serving;

    /// <param name="time">The clock of the devices; the connections have the real one.</param>
    public OutsideBoard(string? scenario, TimeProvider time)
    {
        Bench = new(TestBoard.Profile, SimulatedHardware.Create(TestBoard.Profile, scenario, "test.yaml", time).Value, time);
        _server = new(Bench, new(IPAddress.Loopback, 0));
        At = _server.Listen();
        Orders = new(Bench, _server);
        _serving = _server.RunAsync(_end.Token);
    }

    public IPEndPoint At { get; }

    public Workbench Bench { get; }

    public OrderBook Orders { get; }

    public TinyUsbKernel Import(string bus)
    {
        var kernel = new TinyUsbKernel(At);
        Assert.True(kernel.TryImport(bus));
        return kernel;
    }

    /// <summary>What an order says; a refusal fails the test.</summary>
    public async Task<string> OrderAsync(string order) =>
        (await Orders.DoAsync(order, CancellationToken.None)).Value.Text.TrimEnd('\n');

    public async Task<string> RefusalAsync(string order) =>
        (await Orders.DoAsync(order, CancellationToken.None)).Reason.Text;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _server.Dispose();
        Bench.Dispose();
        _end.Dispose();
    }
}
