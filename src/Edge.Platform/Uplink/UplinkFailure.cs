namespace Edge.Platform.Uplink;

/// <summary>Why an upload brought no receipt. Numbers are never reordered. None of them deletes anything.</summary>
public enum UplinkFault : byte
{
    /// <summary>No connection: no network, no such name, nobody listens.</summary>
    Unreachable = 1,
    /// <summary>Somebody answers with another TLS key than the enrolled one.</summary>
    WrongKey = 2,
    /// <summary>No answer in time.</summary>
    TooSlow = 3,
    /// <summary>The collector does not know this device.</summary>
    NotEnrolled = 4,
    /// <summary>The collector does not take this upload as a whole: malformed or too large for it.</summary>
    UploadRefused = 5,
    /// <summary>The collector asks to wait, or has a problem of its own.</summary>
    CollectorBusy = 6,
    /// <summary>An answer that is no receipt.</summary>
    Nonsense = 7,
    /// <summary>A receipt that does not verify, or answers another question.</summary>
    ReceiptRefused = 8,
    /// <summary>A genuine receipt that says nothing about what was offered.</summary>
    NoVerdict = 9,
    /// <summary>The receipt is good, but the outbox cannot be written.</summary>
    OutboxFailed = 10,
}

/// <param name="Text">For people: what happened.</param>
/// <param name="RetryAfter">What the collector asked for, if it did.</param>
public sealed record UplinkFailure(UplinkFault Fault, string Text, TimeSpan? RetryAfter = null)
{
    public override string ToString() => Text;
}
