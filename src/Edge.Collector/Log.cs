using Edge.Keys;
using Edge.Sealing;

namespace Edge.Collector;

internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Information, "Devices enrolled: {Count}")]
    public static partial void RosterRead(ILogger logger, int count);

    [LoggerMessage(5002, LogLevel.Error, "The devices folder {Folder} cannot be read ({Problem}); the devices known so far stay enrolled")]
    public static partial void RosterUnreadable(ILogger logger, string folder, string problem);

    [LoggerMessage(5003, LogLevel.Warning, "{Path} enrols nobody: {Refusal}")]
    public static partial void DeviceFileRefused(ILogger logger, string path, KeyRefusal refusal);

    [LoggerMessage(5101, LogLevel.Warning, "Upload from {Peer} refused with {Status}: {Reason}")]
    public static partial void UploadRefused(ILogger logger, string peer, int status, string reason);

    [LoggerMessage(5102, LogLevel.Error, "Record {Stream} {Sequence} of {Device} put into quarantine: {Reason}")]
    public static partial void Quarantined(ILogger logger, DeviceId device, string stream, ulong sequence, SealingRefusal reason);

    [LoggerMessage(5103, LogLevel.Error, "The store cannot be written: {Problem}. Gateways keep their records and try again")]
    public static partial void StoreFailed(ILogger logger, string problem);
}
