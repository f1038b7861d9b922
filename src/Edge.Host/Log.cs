using Microsoft.Extensions.Logging;

namespace Edge.Host;

internal static partial class Log
{
    [LoggerMessage(7101, LogLevel.Information,
        "Edge {Version} runs site {Site} as device {Device}: {Sensors} sensors, {Channels} channels, {Rules} rules")]
    public static partial void Runs(
        ILogger logger, string version, string site, string device, int sensors, int channels, int rules);

    [LoggerMessage(7102, LogLevel.Warning,
        "The uplink stays closed: {Reason}. Readings are sealed and kept")]
    public static partial void UplinkClosed(ILogger logger, string reason);

    [LoggerMessage(7103, LogLevel.Information, "Stopping: safe states, then sealing what is left, then delivering for at most {Seconds} s")]
    public static partial void Stopping(ILogger logger, double seconds);

    [LoggerMessage(7104, LogLevel.Information, "Stopped; {Waiting} records wait for the next start")]
    public static partial void Stopped(ILogger logger, long waiting);

    [LoggerMessage(7105, LogLevel.Warning, "The guard enforces nothing here (guard: report-only); the uplink is open all the same")]
    public static partial void NotEnforced(ILogger logger);

    [LoggerMessage(7109, LogLevel.Error, "There is no audit log: {Problem}")]
    public static partial void NoAuditLog(ILogger logger, string problem);

    [LoggerMessage(7107, LogLevel.Error,
        "{Readings} readings and events could not be sealed before the end and are lost: {Problem}")]
    public static partial void LostAtTheEnd(ILogger logger, long readings, string problem);

    [LoggerMessage(7110, LogLevel.Warning,
        "There is no uplink yet: {Problem} Sensors and rules go on; it is looked for again in {Seconds} s")]
    public static partial void UplinkWaits(ILogger logger, string problem, int seconds);

    [LoggerMessage(7108, LogLevel.Information, "The uplink opens: report {Number} of the guard is green, {Entries} interfaces")]
    public static partial void UplinkOpened(ILogger logger, ulong number, int entries);

    [LoggerMessage(7111, LogLevel.Warning, "The uplink closes: {Reason}. Readings are sealed and kept")]
    public static partial void UplinkClosedAgain(ILogger logger, string reason);
}
