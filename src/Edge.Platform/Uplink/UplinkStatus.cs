namespace Edge.Platform.Uplink;

public enum UplinkState : byte
{
    /// <summary>Nothing was offered yet.</summary>
    Starting = 1,
    /// <summary>Nothing waits, or the next offer is due at the declared interval.</summary>
    Idle = 2,
    Sending = 3,
    /// <summary>The last attempt failed; records wait in the outbox.</summary>
    Waiting = 4,
    Stopped = 5,
}

/// <summary>What an uplink can tell about itself; a snapshot. Times are milliseconds since 1970, UTC, null for "never".</summary>
/// <param name="CollectorUnixMilliseconds">The collector's time in the last genuine receipt: authenticated by nonce and signature.</param>
/// <param name="LastFailure">In words; null after a success.</param>
/// <param name="SetAside">Records that the collector says nothing about; offered again later.</param>
public sealed record UplinkStatus(
    string Collector, UplinkState State, long? LastSuccessUnixMilliseconds, long? CollectorUnixMilliseconds,
    UplinkFault? LastFault, string? LastFailure, long? LastFailureUnixMilliseconds, long? NextTryUnixMilliseconds,
    int SetAside, UplinkCounters Counters);

/// <summary>Counted since the process started.</summary>
/// <param name="Refused">Records that the collector put into quarantine.</param>
/// <param name="Duplicates">Records that the collector had already: a receipt was lost on the way.</param>
public sealed record UplinkCounters(
    long Attempts, long Receipts, long RecordsDelivered, long BatchesDelivered, long Refused, long Duplicates, long BytesSent)
{
    public static UplinkCounters Zero { get; } = new(0, 0, 0, 0, 0, 0, 0);
}
