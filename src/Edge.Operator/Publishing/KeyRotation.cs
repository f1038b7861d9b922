using System.Text.Json.Nodes;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>The part in which a person comes or goes.</summary>
internal enum KeyPart : byte
{
    Root = 1,
    Author = 2,
    Approver = 3,
    Halter = 4,
}

/// <summary>Who comes, who goes.</summary>
/// <param name="Added">Keys that get a part.</param>
/// <param name="Removed">Ids of keys that lose it.</param>
/// <param name="Threshold">How many root holders must sign; null: as many as before.</param>
/// <param name="Online">The key of the machine that refreshes; null: the one before.</param>
internal sealed record KeyChange(
    IReadOnlyList<(KeyPart Part, PublicKey Key)> Added, IReadOnlyList<(KeyPart Part, string Id)> Removed, int? Threshold, PublicKey? Online)
{
    public bool IsEmpty => Added.Count == 0 && Removed.Count == 0 && Threshold is null && Online is null;

    public bool Touches(params KeyPart[] parts) =>
        Added.Any(each => parts.Contains(each.Part)) || Removed.Any(each => parts.Contains(each.Part));

    /// <summary>The holders afterwards; or the key that has, or does not have, the part already.</summary>
    public Result<Founders, string> Apply(Founders before)
    {
        var parts = new Dictionary<KeyPart, List<PublicKey>>
        {
            [KeyPart.Root] = [.. before.Roots], [KeyPart.Author] = [.. before.Authors],
            [KeyPart.Approver] = [.. before.Approvers], [KeyPart.Halter] = [.. before.Halters],
        };
        foreach ((KeyPart part, string id) in Removed)
        {
            if (parts[part].RemoveAll(key => key.Id == id) == 0)
            {
                return $"{id} is no {Word(part)} of this repository; repo keys lists them.";
            }
        }
        foreach ((KeyPart part, PublicKey key) in Added)
        {
            if (parts[part].Any(each => each.Id == key.Id)) { return $"{key.Id} is {Word(part)} already."; }
            parts[part].Add(key);
        }
        return new Founders(
            parts[KeyPart.Root], Threshold ?? before.Threshold, parts[KeyPart.Author], parts[KeyPart.Approver],
            parts[KeyPart.Halter], Online ?? before.Online);
    }

    public static string Word(KeyPart part) => part switch
    {
        KeyPart.Root => "root holder", KeyPart.Author => "author", KeyPart.Approver => "approver", _ => "halter",
    };
}

/// <summary>Stages what a change of keys, or the end of a document's time, asks for; signatures come afterwards.</summary>
/// <remarks>A new root is signed by enough holders of the one before and by enough of its own. Source: TUF specification 1.0,
/// section 6.1.</remarks>
internal static class KeyRotation
{
    /// <summary>Null when it is staged; otherwise why not, with nothing staged.</summary>
    public static string? Stage(RepositoryFolder folder, KeyChange change, DateTimeOffset now)
    {
        if (change.IsEmpty) { return "No key comes or goes. To sign the same for a longer time: edge-operator repo renew."; }
        if (folder.Published(TufNames.Timestamp) is null) { return $"{folder.Path} has published nothing yet."; }
        if (folder.StagedRoles.Count > 0)
        {
            return $"Publish first, or drop (repo drop), what is staged ({string.Join(", ", folder.StagedRoles)}): a change of keys is published alone.";
        }
        Result<MetadataDocument, string> root = folder.Draft(TufNames.Root), targets = folder.Draft(TufNames.Targets);
        if (!root.IsOk) { return root.Reason; }
        if (!targets.IsOk) { return targets.Reason; }
        Result<Founders, string> before = Founders.Read(root.Value, targets.Value);
        if (!before.IsOk) { return before.Reason; }
        Result<Founders, string> after = change.Apply(before.Value);
        if (!after.IsOk) { return after.Reason; }
        (string Name, string Paths)[] roles = [.. Delegated(targets.Value)];
        if (after.Value.Refuse(roles.Any(role => role.Name == Roles.Halt)) is { } refusal) { return refusal; }
        RepositoryFounding.WriteHolders(root.Value, after.Value);
        RepositoryFounding.WriteDelegations(targets.Value, after.Value, roles);
        bool areNewHolders = change.Touches(KeyPart.Root) || change.Threshold is not null;
        bool isNewRoot = areNewHolders || change.Online is not null;
        bool areNewTargets = areNewHolders || change.Touches(KeyPart.Author, KeyPart.Approver, KeyPart.Halter);
        foreach ((string name, _) in roles)
        {
            if (RoleSigners.Of(name, root.Value, targets.Value) is not { } signers) { continue; }
            if (Again(folder, name, signers, now) is { } wrong) { return wrong; }
        }
        if (areNewTargets) { StageUntil(folder, targets.Value, now.AddDays(RepositoryFounding.TargetsDays)); }
        if (isNewRoot) { StageUntil(folder, root.Value, now.AddDays(RepositoryFounding.RootDays)); }
        return null;
    }

    /// <summary>Stages the next version of documents with a later end.</summary>
    /// <param name="roles">Null: those that end within <paramref name="soon"/>.</param>
    /// <returns>The roles that were staged.</returns>
    public static Result<IReadOnlyList<string>, string> Renew(
        RepositoryFolder folder, IReadOnlyCollection<string>? roles, TimeSpan soon, int? days, DateTimeOffset now)
    {
        if (folder.Published(TufNames.Targets) is not { IsOk: true } targets) { return $"{folder.Path} has published nothing."; }
        string[] known = [TufNames.Root, TufNames.Targets, .. Delegated(targets.Value).Select(role => role.Name)];
        if (roles?.FirstOrDefault(role => !known.Contains(role)) is { } stranger)
        {
            return $"'{stranger}' is no role of this repository; its roles are {string.Join(", ", known)}.";
        }
        var staged = new List<MetadataDocument>();
        foreach (string role in known.Where(role => roles?.Contains(role) ?? true))
        {
            Result<MetadataDocument, string> draft = folder.Draft(role);
            if (!draft.IsOk) { return draft.Reason; }
            if (roles is null && (draft.Value.Expires > now + soon || folder.StagedRoles.Contains(role))) { continue; }
            staged.Add(draft.Value);
        }
        foreach (MetadataDocument document in staged)
        {
            int usual = document.Role == TufNames.Root ? RepositoryFounding.RootDays : RepositoryFounding.TargetsDays;
            StageUntil(folder, document, now.AddDays(days ?? usual));
        }
        return staged.Select(document => document.Role).ToArray();
    }

    // Who signed may be gone: then those who are there sign the same content.
    private static string? Again(RepositoryFolder folder, string role, RoleSigners signers, DateTimeOffset now)
    {
        if (folder.Published(role) is not { } published) { return null; }
        if (!published.IsOk) { return published.Reason; }
        if (signers.Missing(published.Value) is not null)
        {
            StageUntil(folder, published.Value.Next(), now.AddDays(RepositoryFounding.TargetsDays));
        }
        return null;
    }

    private static void StageUntil(RepositoryFolder folder, MetadataDocument document, DateTimeOffset until)
    {
        document.ExpireAt(until);
        folder.Stage(document);
    }

    private static IEnumerable<(string Name, string Paths)> Delegated(MetadataDocument targets) =>
        (targets.Body["delegations"]?["roles"] as JsonArray ?? [])
            .Select(role => ((string?)role?["name"] ?? "", (string?)role?["paths"]?[0] ?? ""));
}
