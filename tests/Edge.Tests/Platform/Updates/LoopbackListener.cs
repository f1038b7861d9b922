using System.Net;
using System.Net.Sockets;

namespace Edge.Tests.Platform.Updates;

/// <summary>Takes connections on a free port of loopback and gives each to <paramref name="answer"/>; who is given one reads
/// and writes until it has had enough, and may wait for ever: the end of the listener cancels it.</summary>
internal sealed class LoopbackListener(Func<NetworkStream, CancellationToken, Task> answer) : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    /// <summary>From now on connections are taken. Returns the port.</summary>
    public int Start()
    {
        _listener.Start();
        _ = AcceptAsync();
        return ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) { _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_end.Token)); }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the listener was disposed of
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await answer(client.GetStream(), _end.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // the client has gone
            }
        }
    }
}
