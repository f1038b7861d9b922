using Edge.Access;
using Edge.Device.Control;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Device.Updates;

/// <summary>The gateway of this machine, seen through its control socket and systemd.</summary>
public sealed class GatewayService(string socket, string unit, RestartBy restartBy) : IUpdatedService
{
    public async Task RestartAsync(CancellationToken cancellation)
    {
        switch (restartBy)
        {
            case RestartBy.Systemctl: _ = await Systemctl.RestartAsync(unit, cancellation); break;
            case RestartBy.Stop: _ = await ControlClient.AskAsync(socket, ControlCommand.Stop, cancellation); break;
            default: break;
        }
    }

    public async Task<HealthSight?> LookAsync(HealthRules rules, SlotRelease release, CancellationToken cancellation)
    {
        var answer = await ControlClient.AskAsync(socket, ControlCommand.Status, cancellation);
        if (!answer.TryGet(out StatusReport report, out _)) { return null; }
        var down = new List<string>();
        foreach (string name in rules.Units)
        {
            if (restartBy == RestartBy.Systemctl && !await Systemctl.IsActiveAsync(name, cancellation)) { down.Add(name); }
        }
        return new HealthSight(
            report.Manifest == release.Manifest.ToString(), down, report.Counters.Scans > 0, report.Outbox.Fault, Usable(report));
    }

    public async Task<int?> UsableChannelsAsync(CancellationToken cancellation)
    {
        var answer = await ControlClient.AskAsync(socket, ControlCommand.Status, cancellation);
        return answer.TryGet(out StatusReport report, out _) ? Usable(report) : null;
    }

    /// <summary>Who the gateway says it is; null: nobody answers.</summary>
    public async Task<string?> DeviceAsync(CancellationToken cancellation)
    {
        var answer = await ControlClient.AskAsync(socket, ControlCommand.Status, cancellation);
        return answer.TryGet(out StatusReport report, out _) ? report.Device : null;
    }

    private static int Usable(StatusReport report) => report.Channels.Count(channel => channel.Value is not null);
}
