using System.CommandLine;
using System.Globalization;
using System.Net;
using Edge.Platform.CommandLine;

namespace Edge.Simulator.Commands;

/// <summary><c>edge-simulator web</c>: a folder over HTTP, as any web server shows it.</summary>
/// <remarks>GET of whole files and of <c>Range: bytes=N-</c>; loopback only. Nothing outside the folder is shown.</remarks>
internal static class WebCommand
{
    public static Command Create()
    {
        Argument<string> folder = new("folder") { Description = "What is shown" };
        Option<int> port = new("--port") { Description = "On 127.0.0.1", Required = true };
        Option<string?> log = new("--log") { Description = "File for a line of each request: status, bytes, path" };
        var command = new Command("web", "Show a folder over HTTP on this machine, until it is ended.") { folder, port, log };
        command.SetAction((parsed, cancellation) =>
            RunAsync(Path.GetFullPath(parsed.GetValue(folder)!), parsed.GetValue(port), parsed.GetValue(log), cancellation));
        return command.WithExample("edge-simulator web ./public --port 8090");
    }

    private static async Task<int> RunAsync(string folder, int port, string? log, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder)) { return CommandFrame.Refuse($"There is no folder {folder}."); }
        using var listener = new HttpListener();
        listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        try
        {
            listener.Start();
        }
        catch (HttpListenerException exception)
        {
            return CommandFrame.Refuse($"127.0.0.1:{port}: {exception.Message}");
        }
        using StreamWriter? lines = log is null ? null : new StreamWriter(log) { AutoFlush = true };
        using CancellationTokenRegistration ends = cancellation.Register(listener.Stop);
        Console.WriteLine("ready");
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                HttpListenerContext context = await listener.GetContextAsync();
                long sent = await AnswerAsync(folder, context, cancellation);
                lines?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{context.Response.StatusCode} {sent} {context.Request.Url?.AbsolutePath}"));
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The listener was stopped, or whoever asked has gone.
            }
        }
        return CommandFrame.Done;
    }

    private static async Task<long> AnswerAsync(string folder, HttpListenerContext context, CancellationToken cancellation)
    {
        using HttpListenerResponse response = context.Response;
        // A file's own name may hold escapes: the path is taken as it is on the disk, unescaped once.
        string file = Path.GetFullPath(Path.Combine(folder, Uri.UnescapeDataString(context.Request.Url!.AbsolutePath).TrimStart('/')));
        bool isShown = context.Request.HttpMethod == "GET" && file.StartsWith(folder + "/", StringComparison.Ordinal) && File.Exists(file);
        if (!isShown)
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            return 0;
        }
        await using FileStream content = File.OpenRead(file);
        long from = From(context.Request.Headers["Range"], content.Length);
        if (from > 0)
        {
            response.StatusCode = (int)HttpStatusCode.PartialContent;
            response.Headers["Content-Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{content.Length - 1}/{content.Length}");
        }
        content.Position = from;
        response.ContentLength64 = content.Length - from;
        await content.CopyToAsync(response.OutputStream, cancellation);
        return content.Length - from;
    }

    private static long From(string? range, long length) =>
        range is ['b', 'y', 't', 'e', 's', '=', .. var rest] && rest.EndsWith('-')
        && long.TryParse(rest[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long from) && from < length
            ? from
            : 0;
}
