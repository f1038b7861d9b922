namespace Edge.Updates.Tuf;

/// <summary>Whether a document has the form of its role; nothing is said about its signatures.</summary>
/// <remarks>For whoever writes documents. Source: TUF specification 1.0, section 4.</remarks>
public static class TufFormat
{
    /// <summary>Null when it has.</summary>
    public static TufReason? Check(string role, TufEnvelope document) => role switch
    {
        TufNames.Root => ReasonOf(RootMetadata.Read(document)),
        TufNames.Timestamp => ReasonOf(TimestampMetadata.Read(document)),
        TufNames.Snapshot => ReasonOf(SnapshotMetadata.Read(document)),
        _ => ReasonOf(TargetsMetadata.Read(document, role)),
    };

    private static TufReason? ReasonOf<T>(Result<T, TufReason> read) where T : notnull => read.IsOk ? null : read.Reason;
}
