using System.Text.Json;
using Edge.Updates.Tuf;

namespace Edge.Updates.Trust;

/// <summary>An author and an approver, who are not the same: one valid signature of each list, by different keys.</summary>
public static class TwoPersons
{
    private const int MaxKeys = TufLimits.MaxKeyIds;

    /// <summary>Null when the document has both.</summary>
    /// <param name="delegation">The entry of the delegating document, with all its fields.</param>
    /// <param name="keys">The keys of the delegating document.</param>
    /// <param name="role">The role as it was delegated; keys that are not its own do not count.</param>
    public static UpdateReason? Check(TufEnvelope document, JsonElement delegation, TufKeyring keys, TufRole role, string name)
    {
        if (!delegation.TryGetProperty(SignedPolicy.Persons, out JsonElement persons) || persons.ValueKind != JsonValueKind.Object)
        {
            return NotDeclared(name, $"no {SignedPolicy.Persons}");
        }
        var findings = new TufFindings();
        var fields = new TufFields(persons, name, findings);
        string[] authors = [.. fields.Texts("authors", MaxKeys, TufLimits.MaxKeyIdBytes)];
        string[] approvers = [.. fields.Texts("approvers", MaxKeys, TufLimits.MaxKeyIdBytes)];
        if (findings.First is TufReason wrong) { return NotDeclared(name, wrong.Detail); }
        if (authors.Concat(approvers).Any(id => !role.KeyIds.Contains(id, StringComparer.Ordinal) || !keys.Keys.ContainsKey(id)))
        {
            return NotDeclared(name, "a key that is not one of the role's");
        }
        if (Fingerprints(keys, authors).Intersect(Fingerprints(keys, approvers), StringComparer.Ordinal).Any())
        {
            return new UpdateReason(UpdateRefusal.AuthorIsApprover, $"{name}: one key is on both lists");
        }
        if (!IsSigned(document, keys, authors)) { return new UpdateReason(UpdateRefusal.AuthorMissing, $"{name}: no author has signed"); }
        return IsSigned(document, keys, approvers)
            ? null
            : new UpdateReason(UpdateRefusal.ApproverMissing, $"{name}: no approver has signed");
    }

    private static bool IsSigned(TufEnvelope document, TufKeyring keys, string[] ids) =>
        ids.Length > 0 && keys.Check(document, new TufRole(ids, 1), "") is null;

    private static IEnumerable<string> Fingerprints(TufKeyring keys, IEnumerable<string> ids) =>
        ids.Select(id => keys.Keys[id].Fingerprint).OfType<string>();

    private static UpdateReason NotDeclared(string name, string detail) =>
        new(UpdateRefusal.PersonsNotDeclared, $"{name}: {detail}");
}
