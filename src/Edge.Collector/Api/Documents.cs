using System.Text.Json.Serialization;

namespace Edge.Collector.Api;

/// <summary>What <c>GET /api/v1/overview</c> answers. Names are stable; new ones are only added. Times are Unix milliseconds.</summary>
public sealed record Overview(CollectorFacts Collector, Totals Totals, IReadOnlyList<DeviceFacts> Devices);

public sealed record CollectorFacts(string Name, long StartedUnixMs, long NowUnixMs);

/// <param name="Readings">In stored batches, by their signed headers.</param>
/// <param name="Receipts">Signed since the store was made.</param>
/// <param name="Duplicates">Records offered again although they were stored: a receipt was lost on the way.</param>
/// <param name="Refused">Records refused for good, each once.</param>
/// <param name="Quarantined">Of them, those whose bytes are kept as evidence.</param>
/// <param name="Gaps">Ranges of sequence numbers that are missing and that no tombstone explains.</param>
/// <param name="StoredReadings">Opened into the table of readings.</param>
public sealed record Totals(
    long Devices, long Records, long Batches, long Epochs, long Tombstones, long Readings, long Events, long Receipts,
    long Duplicates, long Refused, long Quarantined, long Gaps, long SealedBytes, long StoredReadings);

public sealed record DeviceFacts(
    string Device, string Name, long FirstSeenUnixMs, long LastSeenUnixMs, string BootId, IReadOnlyList<StreamFacts> Streams);

/// <param name="Opened">True: this collector is a recipient of the stream.</param>
/// <param name="Missing">Sequence numbers, from and to, that are not here and not explained; at most 100 ranges.</param>
/// <param name="Dropped">Readings that the gateway says it had to drop.</param>
public sealed record StreamFacts(
    string Stream, bool Opened, long FirstSequence, long LastSequence, long Records, long Batches, long Tombstones,
    long Readings, long Events, long Bytes, IReadOnlyList<long[]> Missing, long Dropped, long LastReceivedUnixMs);

public sealed record ChannelFacts(
    string Stream, string Channel, string Unit, string Symbol, LastValue Last, long Count, long Usable, long Bad);

/// <param name="T">Unix milliseconds.</param>
/// <param name="V">Null when bad.</param>
/// <param name="Q">good, uncertain, bad, simulated, substituted.</param>
/// <param name="R">The reason as a word, or nothing.</param>
public sealed record LastValue(long T, double? V, string Q, string R);

/// <param name="Verdict">stored, quarantined: fork, ...</param>
public sealed record RecordFacts(
    string Stream, long Sequence, string Kind, long ReceivedUnixMs, long Bytes, long Readings, long Events, string Hash,
    string Verdict, long FirstUnixMs, long LastUnixMs);

public sealed record EventFacts(long T, string Actuator, bool On, string Cause, string Rule);

/// <summary>Values over time, at most as many as asked for.</summary>
/// <param name="Points">Each [time, minimum, mean, maximum, quality, reason]; values null when bad.</param>
/// <param name="Gaps">From and to, where sequence numbers are missing, explained or not.</param>
public sealed record PointSeries(
    string Channel, string Unit, string Symbol, IReadOnlyList<Point> Points, IReadOnlyList<long[]> Gaps);

[JsonConverter(typeof(PointConverter))]
public readonly record struct Point(long Time, double? Minimum, double? Mean, double? Maximum, string Quality, string Reason);

public sealed record Problem(string Error);

/// <summary>The one line that <c>edge-collector run</c> prints when both listeners are open.</summary>
public sealed record ReadyLine(string Ready, string Listen, string Page);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Overview))]
[JsonSerializable(typeof(List<ChannelFacts>))]
[JsonSerializable(typeof(List<RecordFacts>))]
[JsonSerializable(typeof(List<EventFacts>))]
[JsonSerializable(typeof(PointSeries))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ReadyLine))]
internal sealed partial class ApiJson : JsonSerializerContext;
