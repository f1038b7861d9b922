using Edge.Hardening;
using Edge.Platform.Uplink;
using Microsoft.Extensions.Logging;

namespace Edge.Host.Guard;

/// <summary>Keeps the uplink closed until the guard's report is green; then opens it for the rest of this
/// start.</summary>
/// <remarks>Not one packet goes to a collector before: the loop that makes connections is not started. Once
/// open it stays open: what
/// drifts later has to be told to somebody (docs/adr/0013).</remarks>
internal sealed class GuardedUplink(
    UplinkLoop uplink, Func<Result<Verified<GuardReport>, GateRefusal>> judge, TimeProvider time,
        ILogger<GuardedUplink> logger)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private volatile string _why = GateRefusal.NoReport.Words();
    private volatile bool _isOpen;

    public bool IsOpen => _isOpen;

    /// <summary>Why it is closed, and what to do; without meaning once it is open.</summary>
    public string Why => _why;

    /// <summary>Looks every second until the report is green, then waits for the end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        GateRefusal? told = null;
        while (true)
        {
            if (judge().TryGet(out Verified<GuardReport> report, out GateRefusal refusal))
            {
                Log.UplinkOpened(logger, report.Value.Number, report.Value.Entries.Length);
                _isOpen = true;
                await uplink.StartAsync(CancellationToken.None);
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            }
            _why = refusal.Words();
            if (told != refusal) { Log.UplinkClosed(logger, _why); }
            told = refusal;
            await Task.Delay(Between, time, cancellationToken);
        }
    }
}
