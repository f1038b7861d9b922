using System.Text.Json.Nodes;
using Edge.Operator.Releases;

namespace Edge.Operator.Publishing;

/// <summary>As what somebody signs.</summary>
internal enum SignerPart : byte
{
    /// <summary>Of a role that does not ask for two persons: root, targets, halt.</summary>
    Holder = 1,
    Author = 2,
    Approver = 3,
}

/// <summary>Adds a person's signature to every staged document in which the key has that part.</summary>
internal static class Signing
{
    /// <summary>The documents that a key could sign so; a refusal where there is none.</summary>
    public static Result<IReadOnlyList<MetadataDocument>, string> Find(RepositoryFolder folder, PersonKey key, SignerPart part)
    {
        var found = new List<MetadataDocument>();
        foreach (string role in folder.StagedRoles)
        {
            Result<MetadataDocument, string> document = folder.StagedDocument(role)!.Value;
            if (!document.IsOk) { return document.Reason; }
            if (folder.SignersOf(role) is { } signers && Has(signers, key.Public.Id, part))
            {
                found.Add(document.Value);
            }
        }
        if (found.Count > 0) { return found; }
        return folder.StagedRoles.Count == 0
            ? $"{folder.Path}: nothing is staged."
            : $"This key has no part as {Word(part)} in what is staged ({string.Join(", ", folder.StagedRoles)}).";
    }

    /// <summary>Signs these documents and no others. Null when they are signed; otherwise why none of them
    /// is.</summary>
    /// <remarks>Refused where another document is staged by now, or where what a document newly names is not
    /// there with that hash and length: nobody signs what he could not see.</remarks>
    public static string? Sign(
        RepositoryFolder folder, PersonKey key, IReadOnlyList<MetadataDocument> documents)
    {
        foreach (MetadataDocument document in documents)
        {
            bool isSame = folder.StagedDocument(document.Role) is { IsOk: true } staged
                && staged.Value.ToBytes().AsSpan().SequenceEqual(document.ToBytes());
            if (!isSame)
            {
                return $"{document.Role}: another document is staged than a moment ago. Nothing was signed; look at it again.";
            }
            if (StagedContents.Wrong(folder, document) is { } wrong)
            {
                return $"{wrong} Nothing was signed.";
            }
        }
        foreach (MetadataDocument document in documents)
        {
            document.Sign(key);
            folder.Stage(document);
        }
        return null;
    }

    /// <summary>A line for each staged document: what it is and what it lacks.</summary>
    public static IEnumerable<string> State(RepositoryFolder folder)
    {
        foreach (string role in folder.StagedRoles)
        {
            Result<MetadataDocument, string> document = folder.StagedDocument(role)!.Value;
            yield return !document.IsOk ? document.Reason
                : $"{role} version {document.Value.Version}: "
                    + (folder.SignersOf(role)?.Missing(document.Value) is { } missing ? $"lacks {missing}" : "signed");
        }
    }

    /// <summary>The same for programs.</summary>
    public static JsonArray StateJson(RepositoryFolder folder) => new([.. folder.StagedRoles.Select(role =>
    {
        Result<MetadataDocument, string> document = folder.StagedDocument(role)!.Value;
        return (JsonNode)(document.IsOk
            ? new JsonObject
            {
                ["role"] = role, ["version"] = document.Value.Version, ["lacks"] = folder.SignersOf(role)?.Missing(document.Value),
            }
            : new JsonObject { ["role"] = role, ["unreadable"] = document.Reason });
    })]);

    private static bool Has(RoleSigners signers, string id, SignerPart part) => part switch
    {
        SignerPart.Author => signers.Authors.Contains(id),
        SignerPart.Approver => signers.Approvers.Contains(id),
        _ => signers.IsHolder(id),
    };

    private static string Word(SignerPart part) => part switch
    {
        SignerPart.Author => "an author",
        SignerPart.Approver => "an approver",
        _ => "a holder",
    };
}
