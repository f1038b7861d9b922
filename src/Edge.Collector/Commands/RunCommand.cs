using System.CommandLine;
using System.Net;
using System.Text.Json;
using Edge.Collector.Api;
using Edge.Collector.Enrolment;
using Edge.Platform.CommandLine;

namespace Edge.Collector.Commands;

/// <summary><c>edge-collector run</c>: receives until SIGTERM or Ctrl-C.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Option<string> data = CollectorOption.Data();
        Option<IPEndPoint> listen = CollectorOption.Address(
            "--listen", "https", "https://127.0.0.1:8443", "Where gateways deliver");
        Option<IPEndPoint> page = CollectorOption.Address(
            "--page", "http", "http://127.0.0.1:8080", "Where the page and its JSON interface are");
        Option<bool> anywhere = new("--page-anywhere") { Description = "Let the page, which has no login, be reached from other machines" };
        Option<bool> json = CollectorOption.Json();
        var command = new Command("run", "Receive, verify, store and receipt what gateways deliver; show the page.")
        {
            data, listen, page, anywhere, json,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new CollectorOptions(
                new CollectorFolder(parsed.GetValue(data)!), parsed.GetValue(listen)!, parsed.GetValue(page)!, parsed.GetValue(anywhere)),
            parsed.GetValue(json), cancellationToken));
        return command.WithExample("edge-collector run --data ./collector --listen https://0.0.0.0:8443 --page http://127.0.0.1:8080");
    }

    private static async Task<int> RunAsync(CollectorOptions options, bool json, CancellationToken cancellationToken)
    {
        Result<CollectorServer, string> started = await CollectorServer.StartAsync(
            options, TimeProvider.System, Logging, cancellationToken);
        if (!started.TryGet(out CollectorServer server, out string reason)) { return CommandFrame.Refuse(reason); }
        await using (server)
        {
            var ready = new ReadyLine("edge-collector", server.ListenAddress.ToString(), server.PageAddress.ToString());
            Console.WriteLine(json
                ? JsonSerializer.Serialize(ready, ApiJson.Default.ReadyLine)
                : $"ready: gateways deliver at {ready.Listen}, the page is at {ready.Page}");
            await Console.Out.FlushAsync(CancellationToken.None);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return CommandFrame.Done;
    }

    // Facts are on standard output, everything else on standard error.
    private static void Logging(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // a start that fails is told once, in words
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
        });
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
