using Microsoft.Extensions.Logging;

namespace Edge.Device.Hardening;

internal static partial class Log
{
    [LoggerMessage(9001, LogLevel.Information, "Guard: {Kind}: {Subject}: {Text}")]
    public static partial void GuardDid(ILogger logger, string kind, string subject, string text);

    [LoggerMessage(9002, LogLevel.Warning, "Guard: {Kind}: {Subject}: {Text}")]
    public static partial void GuardNotice(ILogger logger, string kind, string subject, string text);

    [LoggerMessage(9003, LogLevel.Error, "Guard: {Kind}: {Subject}: {Text}")]
    public static partial void GuardTrouble(ILogger logger, string kind, string subject, string text);

    [LoggerMessage(9004, LogLevel.Warning, "What the guard left for the audit log cannot be read: {Reason}")]
    public static partial void SpoolNotRead(ILogger logger, string reason);
}
