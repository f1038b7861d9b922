using Edge.Sealing;
using Microsoft.Extensions.Logging;

namespace Edge.Platform.Uplink;

internal static partial class Log
{
    [LoggerMessage(4201, LogLevel.Information, "Uplink to {Collector} works: {Records} records receipted, {Batches} of them batches")]
    public static partial void Works(ILogger logger, string collector, int records, int batches);

    [LoggerMessage(4202, LogLevel.Warning, "Uplink to {Collector}: {Reason}. Records wait in the outbox; next try in {Seconds} s")]
    public static partial void Waits(ILogger logger, string collector, string reason, int seconds);

    [LoggerMessage(4203, LogLevel.Error, "Collector {Collector} put record {Stream} {Sequence} into quarantine: {Reason}")]
    public static partial void Quarantined(ILogger logger, string collector, string stream, ulong sequence, SealingRefusal reason);

    [LoggerMessage(4204, LogLevel.Warning, "Collector {Collector} says nothing about {Records} records; they are offered again later")]
    public static partial void SetAside(ILogger logger, string collector, int records);

    [LoggerMessage(4210, LogLevel.Debug, "step offered {Records} records")]
    public static partial void Offered(ILogger logger, int records);

    [LoggerMessage(4211, LogLevel.Debug, "step receipted {Records} records")]
    public static partial void Receipted(ILogger logger, int records);

    [LoggerMessage(4212, LogLevel.Debug, "step settled {Records} records")]
    public static partial void Settled(ILogger logger, int records);

    [LoggerMessage(4205, LogLevel.Information, "Uplink to {Collector} stopped: {Waiting} records wait for the next start")]
    public static partial void Stopped(ILogger logger, string collector, long waiting);
}
