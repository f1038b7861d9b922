using Edge.Access;
using Microsoft.Extensions.Logging;

namespace Edge.Device.Control;

internal static partial class Log
{
    [LoggerMessage(7001, LogLevel.Information, "Local control listens at {Path}")]
    public static partial void ControlListening(ILogger logger, string path);

    [LoggerMessage(7002, LogLevel.Warning, "Control: {Command} refused for user {UserId}, process {ProcessId}")]
    public static partial void ControlRefused(ILogger logger, ControlCommand command, uint userId, int processId);

    [LoggerMessage(7003, LogLevel.Information, "Control: stop asked for by user {UserId}, process {ProcessId}")]
    public static partial void ControlStop(ILogger logger, uint userId, int processId);

    [LoggerMessage(7005, LogLevel.Error,
        "The control socket {Path} cannot be made ({Problem}); edge status and edge stop do not work. Next try in {Seconds} s")]
    public static partial void ControlClosed(ILogger logger, string path, string problem, double seconds);

    [LoggerMessage(7004, LogLevel.Debug, "Control: a peer went away or said nothing: {Problem}")]
    public static partial void ControlPeerLost(ILogger logger, string problem);
}
