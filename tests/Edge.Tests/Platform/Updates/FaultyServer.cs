using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Edge.Tests.Platform.Updates;

/// <summary>What goes wrong with one answer.</summary>
public enum NetworkFault
{
    None = 0,
    NotFound,
    Gone,
    Busy,
    /// <summary>Half of the body, then nothing more, and the connection stays open.</summary>
    Silence,
    /// <summary>Half of the body, then the connection ends.</summary>
    Cut,
    /// <summary>The whole file for a range that was asked for.</summary>
    WholeForRange,
    /// <summary>A correct answer 206 of which the range ends earlier than asked for.</summary>
    ShortRange,
    /// <summary>An answer 206 that begins a byte before what was asked for, and says so.</summary>
    OverlappingRange,
    /// <summary>An answer 206 with other bytes of the file than it says.</summary>
    WrongOffset,
    WrongContent,
}

/// <summary>A web server on loopback that serves a folder, ranges included, and fails as it is
/// told.</summary>
internal sealed class FaultyServer : IDisposable
{
    private readonly LoopbackListener _listener;
    private readonly string _folder;

    public FaultyServer(string folder)
    {
        _folder = folder;
        _listener = new LoopbackListener(AnswerAsync);
        Address = new Uri($"http://127.0.0.1:{_listener.Start()}/");
    }

    public Uri Address { get; }

    /// <summary>The fault of an answer, by its path; a range was asked for or not.</summary>
    public Func<string, bool, NetworkFault> Fault { get; set; } = (_, _) => NetworkFault.None;

    /// <summary>Every request since the last <see cref="Forget"/>: path, first byte, bytes of the body that
    /// were sent.</summary>
    public List<(string Path, long From, int Sent)> Requests { get; } = [];

    /// <summary>Called when the server has fallen silent, with the path and how far it has sent the
    /// file.</summary>
    public Func<string, long, Task>? Silent { get; set; }

    public int Sent(string part)
    {
        lock (Requests)
        {
            return Requests.Where(request => request.Path.Contains(part, StringComparison.Ordinal)).Sum(request => request.Sent);
        }
    }

    public int Asked(string part)
    {
        lock (Requests)
        {
            return Requests.Count(request => request.Path.Contains(part, StringComparison.Ordinal));
        }
    }

    public void Forget()
    {
        lock (Requests) { Requests.Clear(); }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AnswerAsync(NetworkStream stream, CancellationToken cancellation)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        string path = (await reader.ReadLineAsync(cancellation) ?? "  ").Split(' ')[1].TrimStart('/');
        long from = 0, end = long.MaxValue;
        while (await reader.ReadLineAsync(cancellation) is { Length: > 0 } line)
        {
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
            {
                string[] range = line["Range: bytes=".Length..].Split('-');
                from = long.Parse(range[0], CultureInfo.InvariantCulture);
                if (range[1].Length > 0) { end = 1 + long.Parse(range[1], CultureInfo.InvariantCulture); }
            }
        }
        string file = Path.Combine(_folder, path);
        NetworkFault fault = Fault(path, from > 0 || end != long.MaxValue);
        (string head, byte[] body) =
            File.Exists(file) ? Answer(File.ReadAllBytes(file), (int)from, end, fault) : Empty("404 Not Found");
        bool ends = fault is NetworkFault.Silence or NetworkFault.Cut;
        byte[] sent = ends ? body[..(body.Length / 2)] : body;
        lock (Requests) { Requests.Add((path, from, sent.Length)); }
        byte[] start = Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        bool isMute = fault == NetworkFault.Silence && !File.Exists(file);
        if (!isMute) { await stream.WriteAsync(start, cancellation); }
        await stream.WriteAsync(sent, cancellation);
        if (fault != NetworkFault.Silence) { return; }
        if (Silent is not null) { await Silent(path, from + sent.Length); }
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
    }

    private static (string Head, byte[] Body) Answer(byte[] whole, int from, long until, NetworkFault fault)
    {
        switch (fault)
        {
            case NetworkFault.NotFound: return Empty("404 Not Found");
            case NetworkFault.Gone: return Empty("410 Gone");
            case NetworkFault.Busy: return Empty("503 Service Unavailable");
            case NetworkFault.WrongContent: whole = [.. whole.Select(b => (byte)(b ^ 1))]; break;
        }
        if ((from == 0 && until == long.MaxValue) || fault == NetworkFault.WholeForRange) { return ("200 OK", whole); }
        if (from >= whole.Length)
        {
            return Empty($"416 Range Not Satisfiable\r\nContent-Range: bytes */{whole.Length}");
        }
        int last = (int)Math.Min(until, whole.Length);
        (int start, int end) = fault switch
        {
            NetworkFault.ShortRange => (from, from + ((last - from + 1) / 2)),
            NetworkFault.OverlappingRange => (from - 1, last),
            _ => (from, last),
        };
        string head = $"206 Partial Content\r\nContent-Range: bytes {start}-{end - 1}/{whole.Length}";
        return fault == NetworkFault.WrongOffset
            ? (head, [.. whole[(start - 1)..(end - 1)]])
            : (head, whole[start..end]);
    }

    private static (string Head, byte[] Body) Empty(string head) => (head, []);
}
