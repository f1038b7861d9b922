using Edge.Audit;
using Edge.Device.Control;
using Edge.Profiles;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Edge.Host;

/// <summary>One run of a gateway from the first scan to the last delivery.</summary>
/// <remarks>systemd hears READY after the first scan that saw a reading, WATCHDOG with each scan, STOPPING
/// at the end. A loop that fails for a reason nobody foresaw ends the process: systemd starts it
/// anew.</remarks>
internal sealed class GatewayRun(Gateway gateway, GatewayOptions options, ILoggerFactory logs, TimeProvider time)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(30);

    /// <summary>What happened longer ago is under a signed head.</summary>
    private static readonly TimeSpan SignEvery = TimeSpan.FromMinutes(10);

    private readonly ILogger _logger = logs.CreateLogger<GatewayRun>();
    private readonly SystemdNotifier _systemd = new();
    private bool _ready;

    /// <summary>Until the end asked for. False: readings or events were lost, because nothing could be
    /// sealed.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var status = new StatusSource(gateway, time);
        using var control = new ControlServer(
            options.Socket, Libc.UserId, status.Read, stop.Cancel, gateway.Events, time, logs.CreateLogger<ControlServer>(), gateway.Desk,
            gateway.Modes)
        {
            SignLog = SignLog,
        };
        Announce();
        var lastRun = new LastRun(options, gateway.Clock.Boot);
        lastRun.Begin(gateway.Trail, gateway.Site.Id);
        if (options.For is { } duration) { stop.CancelAfter(duration); }
        await RunLoopsAsync(control, stop.Token);
        _systemd.Notify(ServiceState.Stopping);
        Log.Stopping(_logger, options.Drain.TotalSeconds);
        gateway.RuleState.Save(gateway.Scan.Shutdown());
        gateway.Events.Write(all: true);
        gateway.Trail.Record(AuditEvent.GatewayStopped, AuditActor.Edge, Product.Version);
        lastRun.End();
        bool sealedAll = gateway.Seal.SealAll();
        gateway.Events.Write(all: true);
        if (!sealedAll) { TellOfLoss(); }
        if (gateway is { Uplink: { } uplink, Gate: null or { IsOpen: true } }) { await uplink.DrainAsync(options.Drain, CancellationToken.None); }
        await control.StopAsync(CancellationToken.None);
        Log.Stopped(_logger, gateway.Outbox.State().Records);
        if (options.Report is { } path) { RunReport.Write(path, status.Read()); }
        return sealedAll;
    }

    private void SignLog()
    {
        gateway.Events.Write();
        gateway.Audit?.SignHead();
    }

    /// <summary>Writes nothing where nothing happened.</summary>
    private async Task SignLogsAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (true)
        {
            SignLog();
            await Task.Delay(SignEvery, time, cancellationToken);
        }
    }

    private void TellOfLoss()
    {
        long left = gateway.Hub.Buffers.Sum(buffer => (long)buffer.Readings + buffer.Events);
        Log.LostAtTheEnd(_logger, left, gateway.Writer.Problem ?? $"the outbox stores nothing ({PlainWords.Of($"{gateway.Writer.Fault}")})");
    }

    private void Announce()
    {
        Site site = gateway.Site;
        Log.Runs(
            _logger, Product.Version, site.Id, gateway.Device?.ToString() ?? "unknown", site.Sensors.Length, site.Channels.Length, site.Rules.Length);
        if (site.Guard == GuardMode.ReportOnly) { Log.NotEnforced(_logger); }
    }

    private async Task RunLoopsAsync(ControlServer control, CancellationToken cancellationToken)
    {
        await control.StartAsync(CancellationToken.None);
        List<Task> loops =
        [
            RunUplinkAsync(cancellationToken),
            gateway.Scan.RunAsync(Scanned, cancellationToken),
            gateway.Seal.RunAsync(cancellationToken),
            gateway.RuleState.RunAsync(cancellationToken),
            gateway.Events.RunAsync(cancellationToken),
            SignLogsAsync(cancellationToken),
            gateway.Resources.RunAsync(cancellationToken),
            gateway.GuardNews.RunAsync(cancellationToken),
            .. gateway.UpdateNews.Select(news => news.RunAsync(cancellationToken)),
            .. gateway.Samplers.Select(sampler => sampler.RunAsync(cancellationToken)),
            .. gateway.Reports is { } reports ? [reports.RunAsync(cancellationToken)] : Array.Empty<Task>(),
            .. gateway.AuditReports is { } audit ? [audit.RunAsync(cancellationToken)] : Array.Empty<Task>(),
        ];
        try
        {
            await await Task.WhenAny(loops);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The orderly end.
        }

        foreach (Task loop in loops)
        {
            try
            {
                await loop;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The same.
            }
        }

        if (gateway.Uplink is { } sending) { await sending.StopAsync(CancellationToken.None); }
    }

    /// <summary>Starts the uplink once its collector is known: looks again after 1 s, then doubling to 30
    /// s.</summary>
    private async Task RunUplinkAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = FirstLook;
        while (gateway.OpenUplink(logs, time) is { } problem)
        {
            Log.UplinkWaits(_logger, problem, (int)wait.TotalSeconds);
            await Task.Delay(wait, time, cancellationToken);
            wait = wait * 2 < LongestLook ? wait * 2 : LongestLook;
        }

        if (gateway.Gate is { } gate) { await gate.RunAsync(cancellationToken); }
        if (gateway.Uplink is { } uplink) { await uplink.StartAsync(CancellationToken.None); }
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
    }

    private void Scanned()
    {
        _systemd.Notify(ServiceWatchdog);
        gateway.KeepAlive.Note();
        if (_ready || gateway.Hub.FirstReadingAt < 0) { return; }
        _ready = true;
        _systemd.Notify(ServiceState.Ready);
    }

    private static readonly ServiceState ServiceWatchdog = new("WATCHDOG=1");
}
