namespace Edge.Updates.Tuf;

/// <summary>Somebody who trusts a role for some paths, and the keys by which that role must have signed.</summary>
/// <param name="Name">The role that delegates.</param>
public sealed record TufDelegator(string Name, TufKeyring Keys, TufRole Role);

/// <summary>The targets documents of one refresh, each trusted only by the word of those who were asked.</summary>
/// <remarks>A document that is here through one delegator says nothing about another: his keys are checked as well, or else
/// the owner of one branch could speak in the other.</remarks>
internal sealed class TrustedTargets(DateTimeOffset referenceTime)
{
    private readonly Dictionary<string, (TufEnvelope Document, TargetsMetadata Metadata)> _documents =
        new(StringComparer.Ordinal);

    private readonly HashSet<(string Role, string Delegator)> _verified = [];

    public Result<TargetsMetadata, TufReason> Accept(
        SnapshotMetadata snapshot, string role, TufDelegator delegator, byte[] bytes)
    {
        if (snapshot.Of(role) is not MetaFile meta)
        {
            return new TufReason(TufRefusal.NotInSnapshot, $"{role}: not in snapshot {snapshot.Header.Version}");
        }
        if (meta.Check(bytes, role) is TufReason other) { return other; }
        if (!TufEnvelope.Read(bytes, TufLimits.MaxTargetsBytes, role).TryGet(out TufEnvelope document, out TufReason reason))
        {
            return reason;
        }
        if (Vouch(document, role, delegator) is TufReason unsigned) { return unsigned; }
        if (!TargetsMetadata.Read(document, role).TryGet(out TargetsMetadata metadata, out reason)) { return reason; }
        if (metadata.Header.Version != meta.Version)
        {
            return new TufReason(
                TufRefusal.WrongVersion, $"{role}: version {metadata.Header.Version}, expected {meta.Version}");
        }
        if (Expiry(role, metadata.Header, referenceTime) is TufReason expired) { return expired; }
        _documents[role] = (document, metadata);
        _verified.Add((role, delegator.Name));
        return metadata;
    }

    public Result<TargetsMetadata, TufReason>? Recall(string role, TufDelegator delegator)
    {
        if (!_documents.TryGetValue(role, out var known)) { return null; }
        if (_verified.Contains((role, delegator.Name))) { return known.Metadata; }
        if (Vouch(known.Document, role, delegator) is TufReason unsigned) { return unsigned; }
        _verified.Add((role, delegator.Name));
        return known.Metadata;
    }

    public (TufEnvelope Document, TargetsMetadata Metadata)? Find(string role) =>
        _documents.TryGetValue(role, out var known) ? known : null;

    public static TufReason? Expiry(string role, TufHeader header, DateTimeOffset referenceTime) =>
        header.IsExpired(referenceTime)
            ? new TufReason(TufRefusal.Expired, $"{role} {header.Version}: expired {header.Expires:u}, now is {referenceTime:u}")
            : null;

    private static TufReason? Vouch(TufEnvelope document, string role, TufDelegator delegator) =>
        delegator.Keys.Check(document, delegator.Role, $"{role}, by the word of {delegator.Name}");
}
