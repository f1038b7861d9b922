using System.Text.Json.Serialization;

namespace Edge.Device.Control;

/// <summary>The whole state of a running gateway as <c>edge status --json</c> prints it.</summary>
/// <remarks>Names are stable; new ones are only added. Times are milliseconds since 1970, UTC, or null for
/// "never".</remarks>
public sealed record StatusReport
{
    public int Version { get; init; } = 1;
    public required string Site { get; init; }
    public required string Device { get; init; }
    public required string Boot { get; init; }
    public required string Software { get; init; }
    public required long NowUnixMs { get; init; }
    public required long StartedUnixMs { get; init; }
    public required long UptimeMs { get; init; }
    public required string TimeQuality { get; init; }
    public required string Guard { get; init; }
    public required IReadOnlyList<ChannelStatus> Channels { get; init; }
    public required IReadOnlyList<ActuatorStatus> Actuators { get; init; }
    public required IReadOnlyList<StreamStatus> Streams { get; init; }
    public required OutboxStatus Outbox { get; init; }
    public required UplinkReport Uplink { get; init; }
    public required CounterReport Counters { get; init; }

    /// <summary>Disk, memory, clock and the like; empty before they were measured.</summary>
    public IReadOnlyList<ResourceStatus> Resources { get; init; } = [];

    public IReadOnlyList<ModeStatus> Modes { get; init; } = [];

    /// <summary>The release that runs from a slot; null: the installed executable.</summary>
    public string? Release { get; init; }

    /// <summary>Hash of that release's manifest.</summary>
    public string? Manifest { get; init; }

    /// <summary>The release of the site that runs from a slot; null: the installed site file.</summary>
    public string? SiteRelease { get; init; }

    /// <summary>Hash of that release's manifest.</summary>
    public string? SiteManifest { get; init; }
}

/// <param name="Value">Null when the reading is bad.</param>
/// <param name="AgeMs">Since the reading was taken; null before the first.</param>
public sealed record ChannelStatus(
    string Name, string Sensor, string Symbol, double Resolution, double? Value, string Quality, string Reason, long? AgeMs);

/// <param name="Cause">What put it there: a rule's name, <c>no rule</c>, <c>stale input</c>, <c>start</c>,
/// <c>shutdown</c>, <c>override</c>, <c>interlock</c>, <c>maximum on</c>.</param>
/// <param name="Hold">What keeps it from doing what is wanted; null: nothing.</param>
/// <param name="ReadBack">What is read back: <c>agrees</c>, <c>differs</c>, <c>unknown</c>; null: nothing
/// is.</param>
public sealed record ActuatorStatus(
    string Name, string Pin, bool On, bool SafeOn, string Cause, long SinceMs, string? Hold = null, string? ReadBack = null);

/// <param name="SealEveryMs">What a power cut may cost at most: readings younger than this.</param>
/// <param name="Unsealed">Readings in memory now.</param>
/// <param name="LostBeforeSealing">Readings that found no room; each is counted in a signed
/// tombstone.</param>
public sealed record StreamStatus(
    string Name, long SealEveryMs, int Unsealed, ulong Sequence, long Batches, long Readings, long Events, long LostBeforeSealing);

/// <param name="Value">In <paramref name="Symbol"/>; null: this machine does not tell.</param>
/// <param name="Raise">Short from this value on.</param>
/// <param name="Clear">Short until this value or less.</param>
/// <param name="State"><c>enough</c>, <c>scarce</c>, <c>unknown</c>.</param>
public sealed record ResourceStatus(string Name, double? Value, string Symbol, double Raise, double Clear, string State, long SinceMs);

/// <param name="Fault">Why nothing can be stored now; null when all is well.</param>
/// <param name="SetAside">Where a damaged outbox was put since the start; null when none was.</param>
public sealed record OutboxStatus(
    long WaitingRecords, long WaitingBytes, long BudgetBytes, long DroppedRecords, string? Fault, string? SetAside = null);

public sealed record UplinkReport(
    string Collector, string State, long? LastSuccessUnixMs, long? CollectorUnixMs, string? LastFailure, long? NextTryMs);

/// <summary>Counted since the process started.</summary>
public sealed record CounterReport(
    long Readings, long RuleActions, long BatchesSealed, long RecordsDelivered, long BatchesDelivered, long Receipts,
    long Refused, long ReadingsSealed, long EventsSealed, long SealedBytes, long StartToFirstReadingMs,
    long StartToFirstBatchMs, long Scans);

/// <summary>A request that was not answered with a document.</summary>
public sealed record ControlRefusal(string Error);

/// <summary>One question to a gateway. What a command does not need is left out.</summary>
/// <param name="Command">A name of <see cref="Access.ControlCommands"/>.</param>
public sealed record ControlRequest(string? Command)
{
    public string? Actuator { get; init; }

    /// <summary>Of explain: a time that is past.</summary>
    public long? AtUnixMs { get; init; }

    public bool? On { get; init; }

    public string? Why { get; init; }

    public long? ForMs { get; init; }

    public string? Mode { get; init; }

    /// <summary>Of mode-set: one of the mode's values.</summary>
    public string? Value { get; init; }

    /// <summary>Who logged in behind root; believed of root only.</summary>
    public uint? Login { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(ExplainReport))]
[JsonSerializable(typeof(OverridesReport))]
[JsonSerializable(typeof(ModesReport))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(ControlRefusal))]
[JsonSerializable(typeof(ControlRequest))]
public sealed partial class ControlJson : JsonSerializerContext;
