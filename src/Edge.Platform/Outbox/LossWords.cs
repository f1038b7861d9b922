using System.Globalization;
using Edge.Sealing;

namespace Edge.Platform.Outbox;

/// <summary>What a tombstone says, for people.</summary>
internal static class LossWords
{
    public static string Of(TombstoneContent loss) =>
        $"{loss.Readings} readings and {loss.Events} events of {Time(loss.FirstUnixMilliseconds)} to {Time(loss.LastUnixMilliseconds)}: {Why(loss.Reason)}";

    private static string Why(DropReason reason) => reason switch
    {
        DropReason.Budget => "the outbox is at its budget",
        DropReason.BufferFull => "nothing could be stored, and memory is full",
        DropReason.DiskFull => "the disk is full",
        _ => "the outbox was damaged",
    };

    private static string Time(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
