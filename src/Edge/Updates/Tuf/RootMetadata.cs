namespace Edge.Updates.Tuf;

/// <summary>Who may speak for the four top-level roles.</summary>
/// <param name="ConsistentSnapshot">True: every file but the timestamp has its version or hash in its name.</param>
public sealed record RootMetadata(
    TufHeader Header, bool ConsistentSnapshot, TufKeyring Keys, TufRole Root, TufRole Timestamp, TufRole Snapshot,
    TufRole Targets)
{
    internal static Result<RootMetadata, TufReason> Read(TufEnvelope document)
    {
        var findings = new TufFindings();
        var fields = new TufFields(document.Body, TufNames.Root, findings);
        var header = TufHeader.Read(fields, TufNames.Root, document.Body);
        TufFields roles = fields.Object("roles");
        var root = new RootMetadata(
            header,
            fields.Has("consistent_snapshot") && fields.Flag("consistent_snapshot"),
            TufKeyring.Read(fields.Object("keys")),
            TufRole.Read(roles.Object(TufNames.Root)),
            TufRole.Read(roles.Object(TufNames.Timestamp)),
            TufRole.Read(roles.Object(TufNames.Snapshot)),
            TufRole.Read(roles.Object(TufNames.Targets)));
        return findings.First is TufReason reason ? reason : root;
    }

    /// <summary>True when this root withdraws a key from timestamp or snapshot: what such a key said is void.</summary>
    internal bool WithdrawsOnlineKeys(RootMetadata before) =>
        Keys.Withdraws(Timestamp, before.Keys, before.Timestamp)
        || Keys.Withdraws(Snapshot, before.Keys, before.Snapshot);
}
