using Microsoft.Extensions.Logging;

namespace Edge.Platform.Audit;

internal static partial class Log
{
    [LoggerMessage(8001, LogLevel.Error, "Not in the audit log: {What}, {Subject}; it is counted and told when there is room")]
    public static partial void NotRecorded(ILogger logger, string what, string subject);

    [LoggerMessage(8002, LogLevel.Error, "The audit log cannot be written: {Reason}")]
    public static partial void DiskRefuses(ILogger logger, string reason);

    [LoggerMessage(8003, LogLevel.Warning, "What was delivered of the audit log could not be noted: {Reason}")]
    public static partial void MarkNotKept(ILogger logger, string reason);

    [LoggerMessage(8005, LogLevel.Warning, "The audit log is not being forwarded: {Reason}")]
    public static partial void NotForwarded(ILogger logger, string reason);

    [LoggerMessage(8004, LogLevel.Warning, "The audit log was repaired: {What}")]
    public static partial void Repaired(ILogger logger, string what);

    [LoggerMessage(8006, LogLevel.Warning, "What {Owner} left for the audit log cannot be read: {Reason}")]
    public static partial void SpoolNotRead(ILogger logger, string owner, string reason);
}
