using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Host.Commands;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Edge.Host.Guard;

/// <summary>The guard as a service: systemd hears READY after the first report, and lets the network wait for
/// that.</summary>
internal static class ResidentGuard
{
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
            var notices = new StartNotices(text => systemd.Notify(new ServiceState(text)));
            TechnicianCall call = Call(parts, options);
            // Before all else, and once more in each round: whoever holds the line waits for no first round, and for no guard that ends in it.
            bool isAnswered = parts.Policy().TryGet(out GuardPolicy first, out _) && call.Look(first);
            GuardCycle cycle = parts.Cycle(parts.Ledger(), notices.StillAlive);
            var rounds = new GuardRounds(cycle, parts.Policy, parts.Bare, () => options.SiteNow().File, signer,
                parts.Trail, TimeProvider.System);
            var loop = new GuardLoop(
                cycle, rounds, signer, new ChangeSigns([options.SiteSlots]),
                    new FileWatch(options.Folders.State), parts.Trail,
                TimeProvider.System, () => NoteTime(parts, options), notices.StillAlive);
            await loop.RunAsync(notices.Ready, known => isAnswered || call.Look(known), cancellation);
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

    private static TechnicianCall Call(GuardParts parts, GuardOptions options) => new(
        new TechnicianDoor(options.UsedTokens, options.Folders.Run, parts.Clock.Boot), parts.Trail,
        () => TimeSpan.FromMilliseconds(parts.Clock.Now().MonotonicMilliseconds),
        (policy, technician) => PresenceLine.IsHeld(policy.Board, technician), TechnicianConsole.Start);
}
