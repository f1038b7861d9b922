using System.Net;
using System.Net.Sockets;
using Edge.Simulator.Usb;

namespace Edge.Simulator.Serve;

/// <summary>The one port on which kernels import adapters and agents talk about lines, told apart by the
/// first byte.</summary>
/// <remarks>It belongs on loopback or into the guest's own network: whoever reaches it may do
/// everything.</remarks>
internal sealed class SimulatorServer(Workbench bench, IPEndPoint at) : IDisposable
{
    /// <summary>Connections at a time: eight adapters, an agent, and their successors after a power
    /// cut.</summary>
    public const int MaxConnections = 32;

    private const byte UsbIpBegins = UsbIp.Version >> 8;
    private static readonly TimeSpan PatienceWithPeer = TimeSpan.FromSeconds(5);

    private readonly Socket _listener = new(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    private readonly Lock _lock = new();
    private LineSession? _agent;
    private int _connections;

    /// <summary>Starts to listen.</summary>
    /// <returns>Where; the port is a real one, also where 0 was asked for.</returns>
    /// <exception cref="SocketException">The address cannot be had.</exception>
    public IPEndPoint Listen()
    {
        _listener.Bind(at);
        _listener.Listen(MaxConnections);
        return (IPEndPoint)_listener.LocalEndPoint!;
    }

    /// <summary>Serves until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync(cancellationToken);
                conversations.RemoveAll(each => each.IsCompleted);
                if (Interlocked.Increment(ref _connections) > MaxConnections)
                {
                    Interlocked.Decrement(ref _connections);
                    client.Dispose();
                    continue;
                }
                conversations.Add(ServeAsync(client, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(conversations);
        }
    }

    /// <summary>Pulls an adapter out or puts it back.</summary>
    public void SetPlugged(UsbPort port, bool isPlugged)
    {
        if (isPlugged) { port.Plug(); }
        else { port.Unplug(); }
        lock (_lock) { _agent?.TellPlug(port, isPlugged); }
    }

    /// <summary>The gateway lost its power: nobody will say goodbye.</summary>
    public void ForgetGateway()
    {
        lock (_lock)
        {
            _agent?.End();
            _agent = null;
        }
        bench.GatewayWent();
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(Socket client, CancellationToken cancellationToken)
    {
        try
        {
            client.NoDelay = true;
            client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            byte[] first = new byte[1];
            using (var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                patience.CancelAfter(PatienceWithPeer);
                if (await client.ReceiveAsync(first, SocketFlags.Peek, patience.Token) == 0) { return; }
            }
            using var stream = new NetworkStream(client);
            await (first[0] == UsbIpBegins
                ? new UsbIpSession(client, stream, bench.Ports).RunAsync(cancellationToken)
                : TalkAsync(client, cancellationToken));
        }
        catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException
            or InvalidDataException or OperationCanceledException)
        {
            // Gone, pulled out or not one of ours: all the same to us, the next one is served.
        }
        finally
        {
            client.Dispose();
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task TalkAsync(Socket client, CancellationToken cancellationToken)
    {
        using var session = new LineSession(client, bench);
        lock (_lock)
        {
            // The one before has lost its power without telling.
            _agent?.End();
            _agent = session;
        }
        try
        {
            await session.RunAsync(cancellationToken);
        }
        finally
        {
            bool isLast;
            lock (_lock)
            {
                isLast = _agent == session;
                if (isLast) { _agent = null; }
            }
            if (isLast) { bench.GatewayWent(); }
        }
    }
}
