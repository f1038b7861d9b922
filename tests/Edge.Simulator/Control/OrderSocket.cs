using System.Net.Sockets;
using System.Text;
using Edge.Simulator.Lines;

namespace Edge.Simulator.Control;

/// <summary>Takes orders over a Unix socket: a line, then <c>ok</c> or <c>no</c> and the text, then the
/// end.</summary>
internal static class OrderSocket
{
    public const string Done = "ok";
    public const string Refused = "no";

    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Serves until cancelled, several at a time: one may wait while another changes
    /// something.</summary>
    /// <exception cref="SocketException">The path cannot be had.</exception>
    public static async Task ServeAsync(string path, OrderBook book, CancellationToken cancellationToken)
    {
        // A socket file outlives a killed process; the path belongs to this simulator alone.
        File.Delete(path);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, OnlyOwner);
        listener.Listen(backlog: 16);
        var running = new List<Task>();
        try
        {
            while (true)
            {
                Socket peer = await listener.AcceptAsync(cancellationToken);
                running.RemoveAll(each => each.IsCompleted);
                running.Add(AnswerAsync(peer, book, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(running);
            File.Delete(path);
        }
    }

    /// <summary>Gives an order to a running simulator.</summary>
    /// <exception cref="SocketException">None runs there.</exception>
    /// <exception cref="IOException">It ended in the middle.</exception>
    public static async Task<Result<Answer, Refusal>> AskAsync(
        string path, string order, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(order + "\n"), cancellationToken);
        using var reader = new StreamReader(stream);
        string? how = await reader.ReadLineAsync(cancellationToken);
        string text = await reader.ReadToEndAsync(cancellationToken);
        return how switch
        {
            Done => new Answer(text),
            Refused => new Refusal(text.TrimEnd('\n')),
            _ => throw new IOException("The simulator ended before it answered."),
        };
    }

    private static async Task AnswerAsync(Socket peer, OrderBook book, CancellationToken cancellationToken)
    {
        try
        {
            using var channel = new LineChannel(new NetworkStream(peer, ownsSocket: true));
            if (await channel.ReadAsync(cancellationToken) is not { } order) { return; }
            Result<Answer, Refusal> result = await book.DoAsync(order, cancellationToken);
            string text = result.TryGet(out Answer answer, out Refusal refusal) ? answer.Text : refusal.Text;
            await channel.WriteAsync($"{(result.IsOk ? Done : Refused)}\n{text}", cancellationToken);
        }
        catch (Exception ended) when (ended is IOException or InvalidDataException or OperationCanceledException)
        {
            // Whoever ordered has gone; the order stands.
        }
    }
}
