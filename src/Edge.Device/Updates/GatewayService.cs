using Edge.Access;
using Edge.Device.Control;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Device.Updates;

/// <summary>The gateway of this machine, seen through its control socket and systemd.</summary>
/// <param name="component">Which of its releases is asked for: app, site or os.</param>
public sealed class GatewayService(string socket, string unit, RestartBy restartBy, string component) : IUpdatedService
{
    private const string GuardUnit = "edge-guard.service";

    /// <summary>How long one question may take: a gateway that has not answered by then does not answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    public async Task RestartAsync(CancellationToken cancellation)
    {
        switch (restartBy)
        {
            case RestartBy.Systemctl: _ = await Systemctl.RestartAsync(unit, cancellation); break;
            case RestartBy.Stop: _ = await AskAsync(ControlCommand.Stop, cancellation); break;
            default: break;
        }
    }

    // The guard reads site file and trust folder of what is committed, and is started from it.
    public async Task TellCommittedAsync(CancellationToken cancellation)
    {
        if (restartBy == RestartBy.Systemctl) { _ = await Systemctl.RestartIfRunningAsync(GuardUnit, cancellation); }
    }

    public async Task<HealthSight?> LookAsync(HealthRules rules, SlotRelease release, CancellationToken cancellation)
    {
        var answer = await AskAsync(ControlCommand.Status, cancellation);
        if (!answer.TryGet(out StatusReport report, out _)) { return null; }
        var down = new List<string>();
        foreach (string name in restartBy == RestartBy.Systemctl ? rules.Units : [])
        {
            if (!await IsActiveAsync(name, cancellation)) { down.Add(name); }
        }
        return new HealthSight(
            IsOf(report, release), down, report.Counters.Scans > 0, report.Outbox.Fault, Usable(report));
    }

    public async Task<ChannelCount?> ChannelsAsync(CancellationToken cancellation)
    {
        var answer = await AskAsync(ControlCommand.Status, cancellation);
        return answer.TryGet(out StatusReport report, out _) ? new ChannelCount(Usable(report), report.Channels.Count) : null;
    }

    /// <summary>Who the gateway says it is; null: nobody answers.</summary>
    public async Task<string?> DeviceAsync(CancellationToken cancellation)
    {
        var answer = await AskAsync(ControlCommand.Status, cancellation);
        return answer.TryGet(out StatusReport report, out _) ? report.Device : null;
    }

    private Task<Result<StatusReport, string>> AskAsync(ControlCommand command, CancellationToken cancellation) =>
        ControlClient.AskAsync(socket, command, Patience, cancellation);

    // Where systemd cannot be asked, nobody knows that a unit is well: the deadline decides.
    private static async Task<bool> IsActiveAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return await Systemctl.IsActiveAsync(name, cancellation);
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Which operating system runs, a gateway on it cannot tell: whoever asks has looked at partitions and boot loader.
    private bool IsOf(StatusReport report, SlotRelease release) => component switch
    {
        ReleaseManifest.Os => true,
        ReleaseManifest.Site => report.SiteManifest == release.Manifest.ToString(),
        _ => report.Manifest == release.Manifest.ToString(),
    };

    private static int Usable(StatusReport report) => report.Channels.Count(channel => channel.Value is not null);
}
