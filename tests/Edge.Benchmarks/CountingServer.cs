using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Edge.Tests.Platform.Updates;

namespace Edge.Benchmarks;

/// <summary>A web server on loopback that serves a folder with the headers of a common one, keeps
/// connections open, and counts every byte of HTTP in both directions.</summary>
/// <remarks>Header names and the form of their values are those that nginx 1.22 sends for a static
/// file.</remarks>
internal sealed class CountingServer : IDisposable
{
    private const string NotFoundPage =
        "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n"
        + "<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n";

    private readonly LoopbackListener _listener;
    private readonly string _folder;
    private long _bytes;
    private int _requests;

    public CountingServer(string folder)
    {
        _folder = folder;
        _listener = new LoopbackListener(AnswerAllAsync);
        Address = $"http://127.0.0.1:{_listener.Start()}";
    }

    public string Address { get; }

    /// <summary>Requests and their bytes, answers and theirs, since the last call.</summary>
    public (long Bytes, int Requests) Take() =>
        (Interlocked.Exchange(ref _bytes, 0), Interlocked.Exchange(ref _requests, 0));

    public void Dispose() => _listener.Dispose();

    private async Task AnswerAllAsync(NetworkStream stream, CancellationToken end)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (await reader.ReadLineAsync(end) is { Length: > 0 } first)
        {
            await AnswerAsync(stream, reader, first, end);
        }
    }

    private async Task AnswerAsync(NetworkStream stream, StreamReader reader, string first, CancellationToken end)
    {
        long asked = first.Length + 2;
        string? known = null;
        (long From, long? End) range = (0, null);
        while (await reader.ReadLineAsync(end) is { } line)
        {
            asked += line.Length + 2;
            if (line.Length == 0) { break; }
            if (line.StartsWith("If-None-Match: ", StringComparison.OrdinalIgnoreCase))
            {
                known = line["If-None-Match: ".Length..];
            }
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
            {
                string[] ends = line["Range: bytes=".Length..].Split('-');
                range = (long.Parse(ends[0], CultureInfo.InvariantCulture), ends[1].Length == 0 ? null : long.Parse(ends[1], CultureInfo.InvariantCulture) + 1);
            }
        }
        var file = new FileInfo(Path.Combine(_folder, first.Split(' ')[1].TrimStart('/')));
        (string head, byte[] body) = Answer(file, known, range);
        byte[] start = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {head}Server: nginx/1.22.1\r\nDate: {DateTimeOffset.UnixEpoch:R}\r\nConnection: keep-alive\r\n\r\n");
        Interlocked.Add(ref _bytes, asked + start.Length + body.Length);
        Interlocked.Increment(ref _requests);
        await stream.WriteAsync(start, end);
        await stream.WriteAsync(body, end);
    }

    private static (string Head, byte[] Body) Answer(FileInfo file, string? known, (long From, long? End) range)
    {
        if (!file.Exists)
        {
            return ($"404 Not Found\r\nContent-Type: text/html\r\nContent-Length: {NotFoundPage.Length}\r\n", Encoding.ASCII.GetBytes(NotFoundPage));
        }
        byte[] whole = File.ReadAllBytes(file.FullName);
        string tag =
            $"\"{new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeSeconds():x}-{whole.Length:x}\"";
        string about = $"Last-Modified: {file.LastWriteTimeUtc:R}\r\nETag: {tag}\r\n";
        if (tag == known) { return ($"304 Not Modified\r\n{about}", []); }
        string type = file.Extension == ".json" ? "application/json" : "application/octet-stream";
        long end = range.End ?? whole.Length;
        return range.From > 0 || range.End is not null
            ? ($"206 Partial Content\r\nContent-Type: {type}\r\nContent-Length: {end - range.From}\r\n"
                + $"{about}Content-Range: bytes {range.From}-{end - 1}/{whole.Length}\r\n", whole[(int)range.From..(int)end])
            : ($"200 OK\r\nContent-Type: {type}\r\nContent-Length: {whole.Length}\r\n{about}Accept-Ranges: bytes\r\n", whole);
    }
}
