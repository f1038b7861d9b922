using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Device.Control;
using Edge.Platform.Files;

namespace Edge.Host;

/// <summary>The gateway's figures of one run, flat; scripts/run joins them with the collector's.</summary>
internal sealed record RunReport(
    long Readings, int Channels, long RuleActions, long BatchesSealed, long BatchesDelivered, long Receipts, long ReadingsSealed,
    long EventsSealed, long LostBeforeSealing, long Waiting, long Dropped, long Refused, double BytesPerReading,
    long StartToFirstReadingMs, long StartToFirstBatchMs, long RssKib)
{
    public static void Write(string path, StatusReport status)
    {
        CounterReport counters = status.Counters;
        var report = new RunReport(
            counters.Readings, status.Channels.Count, counters.RuleActions, counters.BatchesSealed, counters.BatchesDelivered,
            counters.Receipts, counters.ReadingsSealed, counters.EventsSealed, status.Streams.Sum(stream => stream.LostBeforeSealing + stream.Unsealed),
            status.Outbox.WaitingRecords, status.Outbox.DroppedRecords, counters.Refused,
            counters.ReadingsSealed == 0 ? 0 : Math.Round((double)counters.SealedBytes / counters.ReadingsSealed, 2),
            counters.StartToFirstReadingMs, counters.StartToFirstBatchMs, Environment.WorkingSet / 1024);
        DurableFile.Replace(
            path, JsonSerializer.SerializeToUtf8Bytes(report, RunReportJson.Default.RunReport), DurableFile.WorldReadable);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(RunReport))]
internal sealed partial class RunReportJson : JsonSerializerContext;
