using System.CommandLine;
using Edge.Device.Control;
using Edge.Platform.CommandLine;
using Edge.Platform.Profiles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Edge.Host.Commands;

/// <summary><c>edge run</c>: the gateway itself.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan DefaultDrain = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        Option<string> site = SiteOptions.Site();
        Option<string?> boards = SiteOptions.Boards();
        Option<string> state = SiteOptions.State();
        Option<string> trust = SiteOptions.Trust();
        Option<string> socket = ControlOptions.Socket();
        Option<TimeSpan?> duration = DurationOption.Create("--for", "Stop by itself after this time");
        Option<TimeSpan?> drain = DurationOption.Create("--drain", "How long the end may wait for deliveries; 10s by default");
        Option<string?> report = new("--report") { Description = "Write the figures of the run to this file at its end" };
        Option<string> slots = new UpdateOptions().Slots;
        Option<bool> quiet = new("--quiet") { Description = "Log warnings and errors only" };
        Option<bool> verbose = new("--verbose") { Description = "Log each step of a record, too: sealed, stored, offered, receipted, settled" };
        var command = new Command("run", "Run the gateway: sensors, rules, sealing, delivery.")
        {
            site, boards, state, trust, socket, duration, drain, report, slots, quiet, verbose,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new GatewayOptions(
                parsed.GetValue(site)!, parsed.GetValue(boards), parsed.GetValue(state)!, parsed.GetValue(trust)!,
                parsed.GetValue(socket)!, parsed.GetValue(duration), parsed.GetValue(report), parsed.GetValue(drain) ?? DefaultDrain,
                Path.GetFullPath(parsed.GetValue(slots)!)),
            parsed.GetValue(verbose) ? LogLevel.Debug : parsed.GetValue(quiet) ? LogLevel.Warning : LogLevel.Information, cancellationToken));
        return command.WithExample("edge run --site /etc/edge/site.yaml");
    }

    private static async Task<int> RunAsync(GatewayOptions options, LogLevel least, CancellationToken cancellationToken)
    {
        CheckedSite site = CheckedSite.Read(options.Site, options.Boards);
        if (!site.Errors.IsEmpty || site is not { Site: not null, Rules: not null })
        {
            return CommandFrame.Refuse($"{string.Join('\n', site.Errors)}\nNothing was started.");
        }

        if ((ControlSocket.Obstacle(options.Socket) ?? ReportObstacle(options.Report)) is { } obstacle)
        {
            return CommandFrame.Refuse($"{obstacle}\nNothing was started.");
        }

        using ILoggerFactory logs = Logs(least);
        Result<Gateway, string> opened = Gateway.Open(site.Site, site.Rules, options, logs, TimeProvider.System);
        if (!opened.IsOk) { return CommandFrame.Refuse(opened.Reason); }
        using Gateway gateway = opened.Value;
        bool sealedAll = await new GatewayRun(gateway, options, logs, TimeProvider.System).RunAsync(cancellationToken);
        return sealedAll ? CommandFrame.Done : CommandFrame.Refused;
    }

    private static string? ReportObstacle(string? path)
    {
        if (path is null) { return null; }
        if (Directory.Exists(path)) { return $"--report: {path} is a folder; name a file."; }
        return Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))
            ? null
            : $"--report: the folder of {path} is missing; make it first.";
    }

    /// <summary>To standard error, in the form that the journal understands where it listens.</summary>
    internal static ILoggerFactory Logs(LogLevel least) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(least);
        if (JournalStream.TakesStandardError()) { builder.AddSystemdConsole(); }
        else { builder.AddSimpleConsole(console => { console.SingleLine = true; console.TimestampFormat = "HH:mm:ss "; }); }
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
