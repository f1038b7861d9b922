using Microsoft.Extensions.Logging;

namespace Edge.Platform.Updates;

internal static partial class Log
{
    [LoggerMessage(6001, LogLevel.Information, "Report {File} goes to the outbox")]
    public static partial void ReportForwarded(ILogger logger, string file);

    [LoggerMessage(6002, LogLevel.Warning, "Reports of updates wait: {Problem}")]
    public static partial void ReportsNotForwarded(ILogger logger, string problem);
}
