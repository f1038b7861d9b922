namespace Edge.Updates.Tuf;

/// <summary>Who may sign for a role: so many distinct keys of these.</summary>
/// <param name="KeyIds">Each once; one without a key in the same document can never sign.</param>
/// <param name="Threshold">At least 1; more than there are keys means that nobody can sign.</param>
public sealed record TufRole(IReadOnlyList<string> KeyIds, int Threshold)
{
    internal static TufRole Read(TufFields fields)
    {
        string[] ids = [.. fields.Texts("keyids", TufLimits.MaxKeyIds, TufLimits.MaxKeyIdBytes)];
        if (ids.Distinct(StringComparer.Ordinal).Count() != ids.Length)
        {
            fields.Refuse(TufRefusal.DuplicateKeyId, "a key id twice");
        }
        return new TufRole(ids, (int)fields.Integer("threshold", 1, TufLimits.MaxThreshold));
    }
}

/// <summary>The keys of one root or one delegating document, by their ids.</summary>
public sealed class TufKeyring
{
    private readonly Dictionary<string, TufKey> _keys;

    private TufKeyring(Dictionary<string, TufKey> keys) => _keys = keys;

    public IReadOnlyDictionary<string, TufKey> Keys => _keys;

    /// <summary>Null when enough distinct keys of the role have signed the document.</summary>
    /// <remarks>A signature that is wrong, or by a key without a say, neither counts nor harms. Two ids of the same public
    /// key count once.</remarks>
    public TufReason? Check(TufEnvelope document, TufRole role, string name)
    {
        var signers = new HashSet<string>(StringComparer.Ordinal);
        foreach (TufSignature signature in document.Signatures)
        {
            if (signers.Count >= role.Threshold) { break; }
            if (role.KeyIds.Contains(signature.KeyId, StringComparer.Ordinal)
                && _keys.TryGetValue(signature.KeyId, out TufKey? key)
                && key.Fingerprint is string fingerprint && !signers.Contains(fingerprint)
                && Hexadecimal.Read(signature.Value) is byte[] bytes && key.Verify(document.Payload.Span, bytes))
            {
                signers.Add(fingerprint);
            }
        }
        return signers.Count >= role.Threshold ? null : new TufReason(
            TufRefusal.ThresholdNotReached,
            $"{name}: signed by {signers.Count} of the {role.KeyIds.Count} keys of the role, needs {role.Threshold}");
    }

    /// <summary>True when a key that could sign for <paramref name="before"/> cannot sign for <paramref name="now"/>.</summary>
    internal bool Withdraws(TufRole now, TufKeyring keysBefore, TufRole before) =>
        keysBefore.Fingerprints(before).Except(Fingerprints(now)).Any();

    internal static TufKeyring Read(TufFields fields)
    {
        var keys = new Dictionary<string, TufKey>(StringComparer.Ordinal);
        foreach ((string id, TufFields key) in fields.Members())
        {
            if (id.Length is 0 or > TufLimits.MaxKeyIdBytes) { fields.Wrong($"key ids of at most {TufLimits.MaxKeyIdBytes}"); }
            keys[id] = TufKey.Read(id, key);
        }
        return new TufKeyring(keys);
    }

    private IEnumerable<string> Fingerprints(TufRole role) =>
        from id in role.KeyIds
        where _keys.ContainsKey(id)
        let fingerprint = _keys[id].Fingerprint
        where fingerprint is not null
        select fingerprint;
}
