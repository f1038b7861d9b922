using Microsoft.Extensions.Logging;

namespace Edge.Platform.Outbox;

internal static partial class Log
{
    [LoggerMessage(4101, LogLevel.Error, "The outbox stores nothing: {Fault}. Rules go on; readings wait in memory and are tried again")]
    public static partial void OutboxRefuses(ILogger logger, string fault);

    [LoggerMessage(4103, LogLevel.Error,
        "Nothing can be sealed: {Problem} Sensors and rules go on; readings wait in memory, at most {Most} a stream, and what "
        + "finds no room is counted. Next try in {Seconds} s")]
    public static partial void OutboxClosed(ILogger logger, string problem, int most, int seconds);

    [LoggerMessage(4104, LogLevel.Error,
        "The outbox was damaged; it lies at {Path}. A new one is begun, and a tombstone tells collectors what may be missing")]
    public static partial void OutboxSetAside(ILogger logger, string path);

    [LoggerMessage(4110, LogLevel.Debug, "step sealed {Stream} {Sequence}")]
    public static partial void Sealed(ILogger logger, string stream, ulong sequence);

    [LoggerMessage(4111, LogLevel.Debug, "step stored {Stream} {Sequence}")]
    public static partial void Stored(ILogger logger, string stream, ulong sequence);

    [LoggerMessage(4102, LogLevel.Information, "The outbox takes records again")]
    public static partial void OutboxWorks(ILogger logger);
}
