using Edge.Hardening;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Edge.Host.Guard;

/// <summary>Keeps the uplink closed until the guard's report is green, and closes it again where it is not
/// for long
/// (<see cref="UplinkValve"/>).</summary>
/// <remarks>Not one packet goes to a collector while it is closed: the loop that makes connections does not
/// run. What
/// drifts is told first: it closes minutes later (docs/adr/0013).</remarks>
internal sealed class GuardedUplink(
    IHostedService uplink, Func<Result<Verified<GuardReport>, GateRefusal>> judge, TimeProvider time,
        ILogger<GuardedUplink> logger)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenWhileOpen = TimeSpan.FromSeconds(5);

    private readonly UplinkValve _valve = new();
    private volatile string _why = GateRefusal.NoReport.Words();
    private volatile bool _isOpen;

    public bool IsOpen => _isOpen;

    /// <summary>Why it is closed, and what to do; without meaning while it is open.</summary>
    public string Why => _why;

    /// <summary>Looks until the token ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        GateRefusal? told = null;
        long start = time.GetTimestamp();
        while (true)
        {
            Result<Verified<GuardReport>, GateRefusal> seen = judge();
            bool wasOpen = _isOpen;
            _isOpen = _valve.Look(seen.IsOk, time.GetElapsedTime(start));
            _why = seen.IsOk
                ? $"the guard's report is green again; the uplink opens when it has been for {_valve.Needed.TotalMinutes:0} min"
                : seen.Reason.Words();
            if (_isOpen && !wasOpen)
            {
                Log.UplinkOpened(logger, seen.Value.Value.Number, seen.Value.Value.Entries.Length);
                await uplink.StartAsync(CancellationToken.None);
            }
            else if (wasOpen && !_isOpen)
            {
                Log.UplinkClosedAgain(logger, _why);
                await uplink.StopAsync(CancellationToken.None);
            }
            else if (!_isOpen && !seen.IsOk && told != seen.Reason) { Log.UplinkClosed(logger, _why); }

            told = seen.IsOk ? null : seen.Reason;
            await Task.Delay(_isOpen ? BetweenWhileOpen : Between, time, cancellationToken);
        }
    }
}
