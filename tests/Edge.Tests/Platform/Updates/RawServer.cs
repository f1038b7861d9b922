using System.Net.Sockets;
using System.Text;

namespace Edge.Tests.Platform.Updates;

/// <summary>A web server on loopback that sends exactly the bytes it is told to, then hangs up.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly LoopbackListener _listener;

    public RawServer()
    {
        _listener = new LoopbackListener(AnswerAsync);
        Address = new Uri($"http://127.0.0.1:{_listener.Start()}/base/");
    }

    public Uri Address { get; }

    /// <summary>The answer to a path; null: silence.</summary>
    public Dictionary<string, byte[]?> Answers { get; } = [];

    /// <summary>After an answer the connection stays open and silent.</summary>
    public bool Stalls { get; set; }

    public List<string> Paths { get; } = [];

    public void Put(string path, string head, byte[] body) =>
        Answers["/base/" + path] = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nConnection: close\r\n\r\n"), .. body];

    public void Put(string path, byte[] body) => Put(path, $"200 OK\r\nContent-Length: {body.Length}", body);

    public void Dispose() => _listener.Dispose();

    private async Task AnswerAsync(NetworkStream stream, CancellationToken end)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        string path = (await reader.ReadLineAsync(end) ?? "  ").Split(' ')[1];
        while (await reader.ReadLineAsync(end) is { Length: > 0 }) { }
        lock (Paths) { Paths.Add(path); }
        byte[]? answer = Answers.GetValueOrDefault(path, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        if (answer is null) { await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end); }
        await stream.WriteAsync(answer!, end);
        if (Stalls) { await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end); }
    }
}
