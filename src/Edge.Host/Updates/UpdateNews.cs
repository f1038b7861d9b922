using Edge.Audit;
using Edge.Platform.Audit;
using Edge.Platform.Updates;
using Microsoft.Extensions.Logging;

namespace Edge.Host.Updates;

/// <summary>What slot writer and fetcher, which are processes of their own, say for the audit log.</summary>
internal static class UpdateNews
{
    /// <summary>None where nothing updates this gateway.</summary>
    public static IReadOnlyList<SpoolNews> Of(GatewayOptions options, IAuditTrail trail, TimeProvider time, ILoggerFactory logs)
    {
        if (options.Slots is not { } slots) { return []; }
        var folders = new UpdateFolders(slots, options.Spool, "");
        ILogger<SpoolNews> logger = logs.CreateLogger<SpoolNews>();
        return
        [
            new SpoolNews(
                folders.SlotEvents, Path.Combine(options.State, "slot-events"), AuditActor.Slot, persons: true,
                [
                    AuditEvent.RequestGranted, AuditEvent.UpdateArmed, AuditEvent.UpdateCommitted, AuditEvent.UpdateRolledBack,
                    AuditEvent.UpdateRefused,
                ],
                trail, time, logger),
            // The fetcher talks to the world: it is believed that it refused something, and nothing else.
            new SpoolNews(
                folders.FetchEvents, Path.Combine(options.State, "fetch-events"), AuditActor.Fetch, persons: false,
                [AuditEvent.UpdateRefused], trail, time, logger),
        ];
    }
}
