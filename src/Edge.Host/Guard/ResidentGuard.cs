using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Host.Commands;
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

    private static readonly ServiceState ServiceWatchdog = new("WATCHDOG=1");

    public static async Task<int> RunAsync(GuardOptions options, CancellationToken cancellation)
    {
        using ILoggerFactory logs = RunCommand.Logs(LogLevel.Information);
        try
        {
            var parts = new GuardParts(options, new GuardSpool(options.Folders.Run, new LogTrail(logs.CreateLogger("Edge.Guard"))));
            using FolderLock? acting = Hold(parts, out bool isFree);
            if (!isFree) { return CommandFrame.Refuse("Another guard is at work."); }
            using GuardSigner signer = parts.Signer();
            var systemd = new SystemdNotifier();
            GuardCycle cycle = parts.Cycle(parts.Ledger(), Alive);
            var rounds = new GuardRounds(cycle, parts.Policy, parts.Bare, () => options.SiteNow().File, signer,
                parts.Trail, TimeProvider.System);
            var loop = new GuardLoop(
                cycle, rounds, signer, new ChangeSigns([options.SiteSlots]),
                    new FileWatch(options.Folders.State), parts.Trail,
                TimeProvider.System, () => NoteTime(parts, options), Alive);
            await loop.RunAsync(() => systemd.Notify(ServiceState.Ready), known =>
                AwaitTechnician(parts, options, known), cancellation);
            systemd.Notify(ServiceState.Stopping);
            return CommandFrame.Done;

            // From the loop and from each step: a guard that hangs is started anew (WatchdogSec of the unit).
            void Alive() => systemd.Notify(ServiceWatchdog);
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

    /// <summary>For the door of a later boot, whose clock may run behind.</summary>
    private static void NoteTime(GuardParts parts, GuardOptions options)
    {
        try
        {
            new TechnicianDoor(options.UsedTokens, options.Folders.Run, parts.Clock.Boot).NoteTime(parts.Clock.Now());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The time that was noted before holds; a full disk tells of itself.
        }
    }

    /// <summary>A full /run keeps root from taking the lock, not from its work: systemd starts one guard
    /// only.</summary>
    private static FolderLock? Hold(GuardParts parts, out bool isFree)
    {
        try
        {
            FolderLock? taken = parts.Hold();
            isFree = taken is not null;
            return taken;
        }
        catch (UnauthorizedAccessException exception) when (Environment.IsPrivilegedProcess)
        {
            parts.Trail.Record(new(GuardEventKind.Failed, "lock", exception.Message));
            isFree = true;
            return null;
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

        try
        {
            door.NotePresence();
            parts.Trail.Record(new(GuardEventKind.TechnicianPresent, technician.Pin,
                $"{technician.Console} asks for a token in this boot"));
            TechnicianConsole.Start(technician.Console);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The guard goes on: what is off stays off.
            parts.Trail.Record(new(GuardEventKind.Failed, technician.Console, exception.Message));
        }

        return true;
    }
}
