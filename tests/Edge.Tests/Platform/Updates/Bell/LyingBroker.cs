using System.Net;
using System.Net.Sockets;
using Edge.Updates.Bell;

namespace Edge.Tests.Platform.Updates.Bell;

/// <summary>A broker on loopback that greets, takes a subscription, and then does what a test says.</summary>
internal sealed class LyingBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<NetworkStream, int, CancellationToken, Task> _act;
    private readonly Task _served;

    /// <param name="act">What follows the subscription; the number counts connections from 1.</param>
    public LyingBroker(Func<NetworkStream, int, CancellationToken, Task> act)
    {
        _act = act;
        _listener.Start();
        _served = ServeAsync();
    }

    public int Connections { get; private set; }

    public BellSetup Setup => new(
        "operator", "127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, IsEncrypted: false, "town", null, null, null, TimeSpan.Zero);

    /// <summary>A message as a broker hands it on.</summary>
    public static byte[] Message(ReadOnlySpan<byte> payload, string topic = "town")
    {
        byte[] sent = MqttPackets.Publish(1, topic, payload);
        MqttHeader header = MqttPackets.ReadHeader(sent)!.Value.Value;
        // At most once has no packet id.
        int id = header.Size + 2 + topic.Length;
        byte[] body = [.. sent[header.Size..id], .. sent[(id + 2)..]];
        var length = new List<byte>();
        for (int left = body.Length; ; left >>= 7)
        {
            length.Add((byte)((left & 0x7F) | (left > 0x7F ? 0x80 : 0)));
            if (left <= 0x7F) { break; }
        }
        return [0x31, .. length, .. body];
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _served;
        _end.Dispose();
    }

    // A client that went away must not keep the next one waiting: each is served for itself.
    private async Task ServeAsync()
    {
        var served = new List<Task>();
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                served.Add(ServeAsync(client, ++Connections));
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task ServeAsync(TcpClient client, int connection)
    {
        using TcpClient held = client;
        try
        {
            NetworkStream stream = client.GetStream();
            await SkipAsync(stream);
            await stream.WriteAsync(new byte[] { 0x20, 3, 0, 0, 0 }, _end.Token);
            await SkipAsync(stream);
            await stream.WriteAsync(new byte[] { 0x90, 4, 0, 1, 0, 0 }, _end.Token);
            await _act(stream, connection, _end.Token);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // The client went away, or the test is over.
        }
    }

    private async Task SkipAsync(NetworkStream stream)
    {
        var header = new byte[2];
        await stream.ReadExactlyAsync(header, _end.Token);
        await stream.ReadExactlyAsync(new byte[header[1]], _end.Token);
    }
}
