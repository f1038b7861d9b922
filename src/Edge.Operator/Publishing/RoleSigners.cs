using System.Text.Json.Nodes;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>Who may sign a document, and who still has to.</summary>
/// <param name="Authors">Empty where the role does not ask for two persons.</param>
/// <param name="Before">Of a root: those of the root before it, who sign it, too.</param>
internal sealed record RoleSigners(
    IReadOnlyList<string> KeyIds, int Threshold, IReadOnlyList<string> Authors, IReadOnlyList<string> Approvers, RoleSigners? Before = null)
{
    public bool IsForTwo => Authors.Count > 0 || Approvers.Count > 0;

    /// <param name="root">The root that decides about the top-level roles.</param>
    /// <param name="targets">The top-level targets, which delegate.</param>
    /// <param name="rootBefore">The root that is published.</param>
    public static RoleSigners? Of(string role, MetadataDocument root, MetadataDocument? targets, MetadataDocument? rootBefore = null)
    {
        if (role == TufNames.Root && rootBefore?.Version < root.Version && Read(root.Body["roles"]?[role]) is { } signers)
        {
            return signers with { Before = Read(rootBefore.Body["roles"]?[role]) };
        }
        if (TufNames.IsTopLevel(role)) { return Read(root.Body["roles"]?[role]); }
        return Read(targets?.Body["delegations"]?["roles"]?.AsArray().FirstOrDefault(entry => (string?)entry?["name"] == role));
    }

    /// <summary>In words: what is missing, or null when the document may be published. Signatures are not
    /// verified here.</summary>
    public string? Missing(MetadataDocument document)
    {
        if (Before?.Missing(document) is { } owed) { return $"{owed} of those who held root before"; }
        string[] signed = [.. document.SignerIds.Where(KeyIds.Contains)];
        if (IsForTwo && !signed.Any(Authors.Contains)) { return "an author's signature (release sign)"; }
        if (IsForTwo && !signed.Any(Approvers.Contains))
        {
            return "an approver's signature (release approve)";
        }
        return signed.Length >= Threshold ? null : $"{Threshold - signed.Length} of {Threshold} signatures (repo sign)";
    }

    /// <summary>Whether a key has a part that is not an author's or approver's.</summary>
    public bool IsHolder(string id) => !IsForTwo && (KeyIds.Contains(id) || Before?.IsHolder(id) == true);

    private static RoleSigners? Read(JsonNode? entry) => entry is null ? null : new(
        Texts(entry["keyids"]), (int)(entry["threshold"]?.GetValue<long>() ?? 1),
        Texts(entry[SignedPolicy.Persons]?["authors"]), Texts(entry[SignedPolicy.Persons]?["approvers"]));

    private static string[] Texts(JsonNode? list) => list is JsonArray array
        ? [.. array.OfType<JsonValue>().Select(each => each.TryGetValue(out string? text) ? text : "")]
        : [];
}
