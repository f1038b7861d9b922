using Edge.Rules;
using Microsoft.Extensions.Logging;

namespace Edge.Device.Rules;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Information, "Actuator {Actuator}: on {On}, because {Cause}, rule {Rule}")]
    public static partial void Switched(ILogger logger, string actuator, bool on, ActuatorCause cause, string rule);
}
