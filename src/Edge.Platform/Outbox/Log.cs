using Edge.Outbox;
using Microsoft.Extensions.Logging;

namespace Edge.Platform.Outbox;

internal static partial class Log
{
    [LoggerMessage(4101, LogLevel.Error, "The outbox refuses: {Fault}. Rules go on; readings wait in memory and are tried again")]
    public static partial void OutboxRefuses(ILogger logger, OutboxFault fault);

    [LoggerMessage(4102, LogLevel.Information, "The outbox takes records again")]
    public static partial void OutboxWorks(ILogger logger);
}
