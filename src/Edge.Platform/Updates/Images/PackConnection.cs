using System.Net.Sockets;

namespace Edge.Platform.Updates.Images;

/// <summary>The slot writer's connection to the fetcher: one for all repositories and addresses, opened at the first
/// question, and anew after a fault.</summary>
/// <param name="socket">The path of the fetcher's socket.</param>
public sealed class PackConnection(string socket) : IDisposable
{
    private NetworkStream? _stream;

    public string Path => socket;

    /// <summary>Throws <see cref="SocketException"/> where nobody listens.</summary>
    public async Task<Stream> OpenAsync(CancellationToken cancellation)
    {
        if (_stream is not null) { return _stream; }
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await client.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            client.Dispose();
            throw;
        }
        _stream = new NetworkStream(client, ownsSocket: true);
        return _stream;
    }

    /// <summary>Nobody knows what comes next on it: the next question has a connection of its own.</summary>
    public void Drop()
    {
        _stream?.Dispose();
        _stream = null;
    }

    public void Dispose() => Drop();
}
