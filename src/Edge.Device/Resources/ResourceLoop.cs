using System.Collections.Immutable;
using System.Globalization;
using Edge.Audit;
using Edge.Device.Control;
using Edge.Profiles;
using Edge.Resources;
using Edge.Sensing;
using Microsoft.Extensions.Logging;

namespace Edge.Device.Resources;

/// <summary>Measures every few seconds, and tells the journal and the audit log what became short, what
/// recovered, when the clock jumped, and that a watchdog had started the machine.</summary>
/// <param name="told">Remembers the boot whose reset by a watchdog was told already.</param>
public sealed class ResourceLoop(
    ResourceProbe probe, ImmutableArray<ResourceThreshold> thresholds, BootMark told, IMachineClock clock, IAuditTrail trail,
    TimeProvider time, ILogger<ResourceLoop> logger)
{
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    private readonly ResourceMonitor _monitor = new(thresholds, clock.Now().MonotonicMilliseconds);
    private readonly ClockJumps _jumps = new();
    private volatile IReadOnlyList<ResourceLevel> _levels = [];

    /// <summary>As last measured, in the order of the catalogue; empty before the first time.</summary>
    public IReadOnlyList<ResourceLevel> Levels => _levels;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        TellOfReset();
        while (true)
        {
            Step();
            await Task.Delay(Pace, time, cancellationToken);
        }
    }

    /// <summary>Measures once and tells what is new.</summary>
    public void Step()
    {
        ReadingTime now = clock.Now();
        IReadOnlyList<ResourceLevel> changes = _monitor.Step(probe.Measure(now), now.MonotonicMilliseconds);
        _levels = _monitor.Levels;
        foreach (ResourceLevel level in changes) { Tell(level); }
        long jump = _jumps.Look(now);
        if (jump == 0) { return; }
        string how = $"{(jump > 0 ? "forward" : "back")} by {StatusText.Span(Math.Abs(jump))}";
        Log.ClockJumped(logger, how);
        trail.Record(AuditEvent.ClockSet, AuditActor.Machine, "clock", how);
    }

    /// <summary>Tells once in a boot that a watchdog had started the machine.</summary>
    public void TellOfReset()
    {
        if (!probe.WasResetByWatchdog() || !told.Take(clock.Boot)) { return; }
        Log.ResetByWatchdog(logger);
        trail.Record(AuditEvent.WatchdogReset, AuditActor.Machine, "watchdog");
    }

    /// <summary>A value with its unit, as it is told.</summary>
    public static string Print(ResourceDescription resource, double value) => double.IsNaN(value) ? "-"
        : resource.Unit == Unit.Millisecond ? StatusText.Span((long)value)
        : $"{value.ToString("0.#", CultureInfo.InvariantCulture)} {resource.Unit.Symbol()}".TrimEnd();

    private void Tell(in ResourceLevel level)
    {
        ResourceDescription resource = level.Threshold.Resource;
        bool isShort = level.State == ResourceState.Scarce;
        string value = Print(resource, level.Value);
        string limit = Print(resource, isShort ? level.Threshold.Raise : level.Threshold.Clear);
        if (isShort) { Log.Scarce(logger, resource.Name, value, resource.Measures, limit, resource.Advice); }
        else { Log.Recovered(logger, resource.Name, value, limit); }
        trail.Record(
            isShort ? AuditEvent.ResourceShort : AuditEvent.ResourceRecovered, AuditActor.Edge, resource.Name,
            $"{value} {resource.Measures}; {(isShort ? "short from" : "short until")} {limit}");
    }
}
