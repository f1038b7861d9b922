using System.Text.Json.Nodes;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>Who may sign a document, and who still has to.</summary>
/// <param name="Authors">Empty where the role does not ask for two persons.</param>
internal sealed record RoleSigners(IReadOnlyList<string> KeyIds, int Threshold, IReadOnlyList<string> Authors, IReadOnlyList<string> Approvers)
{
    public bool IsForTwo => Authors.Count > 0 || Approvers.Count > 0;

    /// <param name="root">The root that decides about the top-level roles.</param>
    /// <param name="targets">The top-level targets, which delegate.</param>
    public static RoleSigners? Of(string role, MetadataDocument root, MetadataDocument? targets)
    {
        if (TufNames.IsTopLevel(role)) { return Read(root.Body["roles"]?[role]); }
        return Read(targets?.Body["delegations"]?["roles"]?.AsArray().FirstOrDefault(entry => (string?)entry?["name"] == role));
    }

    /// <summary>In words: what is missing, or null when the document may be published. Signatures are not
    /// verified here.</summary>
    public string? Missing(MetadataDocument document)
    {
        string[] signed = [.. document.SignerIds.Where(KeyIds.Contains)];
        if (IsForTwo && !signed.Any(Authors.Contains)) { return "an author's signature (release sign)"; }
        if (IsForTwo && !signed.Any(Approvers.Contains))
        {
            return "an approver's signature (release approve)";
        }
        return signed.Length >= Threshold ? null : $"{Threshold - signed.Length} of {Threshold} signatures (repo sign)";
    }

    private static RoleSigners? Read(JsonNode? entry) => entry is null ? null : new(
        Texts(entry["keyids"]), (int)(entry["threshold"]?.GetValue<long>() ?? 1),
        Texts(entry[SignedPolicy.Persons]?["authors"]), Texts(entry[SignedPolicy.Persons]?["approvers"]));

    private static string[] Texts(JsonNode? list) => list is JsonArray array
        ? [.. array.OfType<JsonValue>().Select(each => each.TryGetValue(out string? text) ? text : "")]
        : [];
}
