using Microsoft.Extensions.Logging;

namespace Edge.Device.Resources;

internal static partial class Log
{
    [LoggerMessage(1101, LogLevel.Warning, "Short: {Resource} is {Value} {Measures}, and {Limit} is too much. {Advice}")]
    public static partial void Scarce(ILogger logger, string resource, string value, string measures, string limit, string advice);

    [LoggerMessage(1102, LogLevel.Information, "Recovered: {Resource} is {Value}, {Limit} or less")]
    public static partial void Recovered(ILogger logger, string resource, string value, string limit);

    [LoggerMessage(1103, LogLevel.Warning, "The wall clock jumped {How}")]
    public static partial void ClockJumped(ILogger logger, string how);

    [LoggerMessage(1104, LogLevel.Warning, "A watchdog of the hardware had started the machine anew")]
    public static partial void ResetByWatchdog(ILogger logger);
}
