using Edge.Operator.Publishing;

namespace Edge.Operator.Releases;

/// <summary>What an approver is shown, and signs: these documents, byte for byte, whatever has been put into
/// the folder meanwhile.</summary>
internal sealed class Approval
{
    private readonly RepositoryFolder _folder;
    private readonly IReadOnlyList<MetadataDocument> _documents;

    private Approval(RepositoryFolder folder, IReadOnlyList<MetadataDocument> documents) =>
        (_folder, _documents) = (folder, documents);

    /// <summary>For the approver to read.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>Why it may not be signed although it can be shown; null: it may.</summary>
    public required string? Refusal { get; init; }

    /// <summary>What is staged for the key to approve; or why that cannot be shown.</summary>
    /// <param name="own">What the approver built himself; null: nothing that releases are compared with.</param>
    public static Result<Approval, string> Of(RepositoryFolder folder, PersonKey key, OwnBuild? own = null)
    {
        Result<IReadOnlyList<MetadataDocument>, string> documents =
            Signing.Find(folder, key, SignerPart.Approver);
        if (!documents.IsOk) { return documents.Reason; }
        var lines = new List<string>();
        string? refusal = null;
        foreach (MetadataDocument document in documents.Value)
        {
            if (!document.SignerIds.Any(folder.SignersOf(document.Role)!.Authors.Contains))
            {
                return $"{document.Role}: no author has signed it yet; what may still change is not approved.";
            }
            if (StagedContents.Wrong(folder, document) is { } other) { return other; }
            lines.AddRange(StagedDifference.Of(folder, document));
            refusal ??= StagedDifference.Refuse(folder, document);
        }
        refusal ??= own?.Wrong(folder, documents.Value);
        if (own is not null && refusal is null) { lines.Add("each release has the bytes that you built"); }
        return new Approval(folder, documents.Value) { Lines = lines, Refusal = refusal };
    }

    /// <summary>Null when what was shown is signed; otherwise why nothing is.</summary>
    public string? Sign(PersonKey key) => Refusal ?? Signing.Sign(_folder, key, _documents);
}
