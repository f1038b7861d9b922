using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Host.Commands;
using Edge.Keys;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Edge.Host.Guard;

/// <summary>The guard as a service: systemd hears READY after the first report, so that the network waits for
/// it.</summary>
internal static class ResidentGuard
{
    /// <summary>Since the kernel started. The first round may take three minutes on a slow board (TimeoutStartSec of the unit), and
    /// only behind it the line is looked at.</summary>
    private static readonly TimeSpan PresenceWindow = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(GuardOptions options, CancellationToken cancellation)
    {
        using ILoggerFactory logs = RunCommand.Logs(LogLevel.Information);
        try
        {
            var parts = new GuardParts(options, new GuardSpool(options.Folders.Run, new LogTrail(logs.CreateLogger("Edge.Guard"))));
            using FolderLock? acting = parts.Hold();
            if (acting is null) { return CommandFrame.Refuse("Another guard is at work."); }
            if (!parts.Signer().TryGet(out SigningIdentity signer,
                out string problem)) { return CommandFrame.Refuse(problem); }
            using SigningIdentity own = signer;
            UndoLedger ledger = parts.Ledger();
            var loop = new GuardLoop(
                parts.Cycle(ledger), parts.Policy, own, new ChangeSigns([options.SiteSlots]),
                    new FileWatch(options.Folders.State), parts.Trail, TimeProvider.System);
            var systemd = new SystemdNotifier();
            await loop.RunAsync(() => systemd.Notify(ServiceState.Ready), known =>
                AwaitTechnician(parts, options, known), cancellation);
            systemd.Notify(ServiceState.Stopping);
            return CommandFrame.Done;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return CommandFrame.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse($"{exception.Message}\nThe guard needs root.");
        }
    }

    /// <summary>In the first five minutes of a boot: is somebody there? Then the declared console asks for a token.</summary>
    /// <returns>False while it is to be asked again: the pins of a board may come late, and so may a technician.</returns>
    private static bool AwaitTechnician(GuardParts parts, GuardOptions options, GuardPolicy policy)
    {
        var door = new TechnicianDoor(options.UsedTokens, options.Folders.Run, parts.Clock.Boot);
        bool isOver = parts.Clock.Now().MonotonicMilliseconds > PresenceWindow.TotalMilliseconds;
        if (isOver || policy.Hardening.Technician is not { } technician || door.IsSomebodyThere) { return true; }
        try
        {
            if (!PresenceLine.IsHeld(policy.Board, technician)) { return false; }
        }
        catch (IOException)
        {
            return false;
        }
        door.NotePresence();
        parts.Trail.Record(new(GuardEventKind.TechnicianPresent, technician.Pin,
            $"{technician.Console} asks for a token in this boot"));
        TechnicianConsole.Start(technician.Console);
        return true;
    }
}
