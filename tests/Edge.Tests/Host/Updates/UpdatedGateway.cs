using System.Diagnostics;
using System.Net;
using Edge.Audit;
using Edge.Device.Control;
using Edge.Host;
using Edge.Host.Updates;
using Edge.Platform.Audit;
using Edge.Platform.Updates;
using Edge.Tests.Audit;
using Edge.Tests.Device.Control;
using Edge.Tests.Platform.Updates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Tests.Host.Updates;

/// <summary>The real executable with its own folders, a web server on loopback, and a supervisor that starts what
/// <c>edge launch</c> chooses. No rights are needed.</summary>
internal sealed class UpdatedGateway : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edge-host-update").FullName;
    private readonly WebApplication _web;
    private readonly ControlServer _control;

    private UpdatedGateway()
    {
        Repositories = new TwoRepositories(Path.Combine(_root, "web"));
        Folders = new UpdateFolders(Path.Combine(_root, "slots"), Path.Combine(_root, "spool"), Path.Combine(_root, "setup"));
        _web = Serve(Repositories.Folder);
        uint user = uint.Parse(Run("/usr/bin/id", ["-u"]).Output, System.Globalization.CultureInfo.InvariantCulture);
        _control = new ControlServer(Socket, user, Report, Restart, new LateAuditTrail(), TimeProvider.System, NullLogger<ControlServer>.Instance);
    }

    public TwoRepositories Repositories { get; }

    public UpdateFolders Folders { get; }

    /// <summary>A gateway whose outbox does not take readings is not healthy.</summary>
    public string? OutboxFault { get; set; }

    /// <summary>What the started releases have printed, the newest last.</summary>
    public List<string> Started { get; } = [];

    private string Socket => Path.Combine(_root, "control.sock");

    private string Running => Path.Combine(_root, "running");

    private static string Executable => Path.Combine(AppContext.BaseDirectory, "edge");

    public static async Task<UpdatedGateway> StartAsync()
    {
        var gateway = new UpdatedGateway();
        await gateway._web.StartAsync();
        await gateway._control.StartAsync(CancellationToken.None);
        while (!File.Exists(gateway.Socket)) { await Task.Yield(); }
        TwoRepositories.SetUp(gateway.Repositories, gateway.Folders, gateway._web.Urls.Single());
        return gateway;
    }

    public static (int Code, string Output) Edge(params string[] arguments) => Run(Executable, arguments);

    /// <summary>As systemd starts it: with a name of the start.</summary>
    public static (int Code, string Output) EdgeIn(string start, params string[] arguments) =>
        Run("/usr/bin/env", [$"INVOCATION_ID={start}", Executable, .. arguments]);

    public (int Code, string Output) Update(params string[] more) => Edge(
        ["update", "install", "--slots", Folders.Slots, "--spool", Folders.Spool, "--setup", Folders.Setup, "--socket", Socket,
            "--restart-by", "stop", "--fetch-as", Environment.UserName, .. more]);

    /// <summary>Looks, and installs nothing.</summary>
    public (int Code, string Output) Check(params string[] more) => Edge(
        ["update", "check", "--slots", Folders.Slots, "--spool", Folders.Spool, "--setup", Folders.Setup,
            "--fetch-as", Environment.UserName, .. more]);

    /// <summary>What a gateway would find for its audit log: of the slot writer, then of the fetcher.</summary>
    public (AuditEvent Event, AuditActor Actor, string Subject, string Detail)[] Recorded()
    {
        var trail = new RecordedTrail();
        string state = Directory.CreateDirectory(Path.Combine(_root, "state")).FullName;
        var options = new GatewayOptions("", null, state, "", "", null, null, default, Folders.Slots, Spool: Folders.Spool);
        foreach (SpoolNews news in UpdateNews.Of(options, trail, TimeProvider.System, NullLoggerFactory.Instance)) { news.Step(); }
        return trail.Entries;
    }

    /// <summary>As a supervisor: what the launcher chooses runs; here it is a script that ends at once.</summary>
    public void Restart()
    {
        File.Delete(Running);
        Started.Add(Edge("launch", "--slots", Folders.Slots, "run", "--report", Running).Output);
    }

    /// <summary>As the unit of the gateway does it after the machine was started: the start is counted by root, then the choice runs.</summary>
    public void Start(string name, string root)
    {
        File.Delete(Running);
        (int code, string output) = EdgeIn(name, "slot", "begin", "--slots", Folders.Slots, "--setup", Folders.Setup, "--root", root);
        Assert.True(code == 0, output);
        Started.Add(EdgeIn(name, "launch", "--slots", Folders.Slots, "--begun", "run", "--report", Running).Output);
    }

    public async ValueTask DisposeAsync()
    {
        await _control.StopAsync(CancellationToken.None);
        _control.Dispose();
        await _web.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private StatusReport Report() => Reports.TownHall with
    {
        Manifest = File.Exists(Running) ? File.ReadAllText(Running).Trim() : null,
        Counters = Reports.TownHall.Counters with { Scans = 100 },
        Outbox = Reports.TownHall.Outbox with { Fault = OutboxFault },
    };

    private static (int Code, string Output) Run(string file, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    private static WebApplication Serve(string folder)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication web = builder.Build();
        web.Run(async context =>
        {
            string file = Path.Combine(folder, context.Request.Path.Value!.TrimStart('/'));
            context.Response.StatusCode = File.Exists(file) ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            if (File.Exists(file)) { await context.Response.SendFileAsync(file); }
        });
        return web;
    }
}
