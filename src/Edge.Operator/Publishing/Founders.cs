using System.Text.Json.Nodes;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>Who holds which key of a repository.</summary>
/// <param name="Roots">They sign root and top-level targets, offline.</param>
/// <param name="Halters">Of an operator's repository: any one of them may stop updates.</param>
/// <param name="Online">Signs snapshot and timestamp.</param>
internal sealed record Founders(
    IReadOnlyList<PublicKey> Roots, int Threshold, IReadOnlyList<PublicKey> Authors, IReadOnlyList<PublicKey> Approvers,
    IReadOnlyList<PublicKey> Halters, PublicKey Online)
{
    /// <summary>What the documents of a repository say; or which key of them is not of the kind that this tool makes.</summary>
    public static Result<Founders, string> Read(MetadataDocument root, MetadataDocument targets)
    {
        try
        {
            return ReadFields(root, targets);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or OverflowException)
        {
            return $"Root or targets of the repository are not as edge-operator writes them: {exception.Message}";
        }
    }

    // A node of another kind than expected throws on access.
    private static Result<Founders, string> ReadFields(MetadataDocument root, MetadataDocument targets)
    {
        JsonNode? roles = root.Body["roles"], delegations = targets.Body["delegations"];
        JsonNode?[] delegated = [.. delegations?["roles"] as JsonArray ?? []];
        JsonNode? persons = delegated.Select(role => role?[SignedPolicy.Persons]).FirstOrDefault(each => each is not null);
        JsonNode? halt = delegated.FirstOrDefault(role => (string?)role?["name"] == Roles.Halt);
        var keys = new List<IReadOnlyList<PublicKey>>();
        foreach ((JsonNode? ids, JsonNode? ring) in ((JsonNode?, JsonNode?)[])
        [
            (roles?[TufNames.Root]?["keyids"], root.Body["keys"]), (persons?["authors"], delegations?["keys"]),
            (persons?["approvers"], delegations?["keys"]), (halt?["keyids"], delegations?["keys"]),
            (roles?[TufNames.Timestamp]?["keyids"], root.Body["keys"]),
        ])
        {
            Result<IReadOnlyList<PublicKey>, string> read = PublicKey.ReadRing(ids, ring);
            if (!read.IsOk) { return read.Reason; }
            keys.Add(read.Value);
        }
        int threshold = (int)(roles?[TufNames.Root]?["threshold"]?.GetValue<long>() ?? 0);
        return keys[4] is [PublicKey online]
            ? new Founders(keys[0], threshold, keys[1], keys[2], keys[3], online)
            : "Timestamps are signed by more keys than one: this repository was not made by edge-operator.";
    }

    /// <summary>Why nobody may hold the keys so; null: they may.</summary>
    public string? Refuse(bool hasHalt)
    {
        if (Threshold < 1 || Threshold > Roots.Count)
        {
            return $"--threshold: {Threshold} of {Roots.Count} root keys cannot be reached.";
        }
        if (Authors.Count == 0 || Approvers.Count == 0)
        {
            return "Two persons are needed: at least one --author and one --approver.";
        }
        if (Authors.Any(author => Approvers.Any(approver => approver.Id == author.Id)))
        {
            return "One key is both --author and --approver: nobody approves what he wrote himself.";
        }
        if (Authors.FirstOrDefault(author => author.Name is not null && Approvers.Any(approver => approver.Name == author.Name)) is { } twice)
        {
            return $"'{twice.Name}' is both --author and --approver, with two keys: nobody approves what he wrote himself. Two persons of that name "
                + "make keys under names that differ: edge-operator keys person --name.";
        }
        if (Roots.Concat(Authors).Concat(Approvers).Concat(Halters).Any(key => key.Id == Online.Id))
        {
            return "The --online key belongs to a person: it lies on a machine that is always on, and must be nobody else's.";
        }
        return hasHalt && Halters.Count == 0 ? "At least one --halter is needed, who may stop updates." : null;
    }
}
