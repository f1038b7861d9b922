using Microsoft.Extensions.Logging;

namespace Edge.Device.Rules;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Information, "Actuator {Actuator} is {State}: {Cause}")]
    public static partial void Switched(ILogger logger, string actuator, string state, string cause);
}
