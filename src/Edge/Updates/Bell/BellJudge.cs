using Edge.Updates.Tuf;

namespace Edge.Updates.Bell;

/// <summary>Whether a message is worth a look at the repository. Nothing is installed by it: whoever looks verifies everything.</summary>
public static class BellJudge
{
    /// <param name="root">The trusted root; one that is some versions behind does not know new keys, and then nothing rings.</param>
    /// <param name="known">The newest trusted timestamp; null: none yet.</param>
    /// <param name="rung">The version that rang last; each rings once, whatever came of it.</param>
    /// <param name="referenceTime">What counts as now.</param>
    public static BellVerdict Judge(
        byte[] root, byte[]? known, long rung, ReadOnlySpan<byte> message, DateTimeOffset referenceTime)
    {
        if (message.Length is 0 or > TufLimits.MaxTimestampBytes) { return BellVerdict.Refused; }
        if (!TrustedMetadata.From(root, referenceTime).TryGet(out TrustedMetadata trusted, out _)) { return BellVerdict.Refused; }
        if (known is not null) { _ = trusted.RecallTimestamp(known); }
        if (!trusted.AcceptTimestamp(message.ToArray()).TryGet(out bool isNewer, out TufReason reason))
        {
            return reason.Refusal == TufRefusal.Rollback ? BellVerdict.Older : BellVerdict.Refused;
        }
        return isNewer && trusted.Timestamp!.Header.Version > rung ? BellVerdict.Rings : BellVerdict.Known;
    }

    /// <summary>The version of a timestamp that <see cref="Judge"/> let ring.</summary>
    public static long VersionOf(ReadOnlySpan<byte> message) =>
        TufEnvelope.Read(message.ToArray(), TufLimits.MaxTimestampBytes, TufNames.Timestamp).TryGet(out TufEnvelope document, out _)
        && TimestampMetadata.Read(document).TryGet(out TimestampMetadata timestamp, out _)
            ? timestamp.Header.Version
            : 0;
}
