using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>Who holds which key of a new repository.</summary>
/// <param name="Roots">They sign root and top-level targets, offline.</param>
/// <param name="Halters">Of an operator's repository: any one of them may stop updates.</param>
/// <param name="Online">Signs snapshot and timestamp.</param>
internal sealed record Founders(
    IReadOnlyList<PublicKey> Roots, int Threshold, IReadOnlyList<PublicKey> Authors, IReadOnlyList<PublicKey> Approvers,
    IReadOnlyList<PublicKey> Halters, PublicKey Online);

/// <summary>Writes the first documents of a repository, for the founders to sign.</summary>
internal static class RepositoryFounding
{
    private const int RootDays = 5 * 365;
    private const int TargetsDays = 365;
    private const int OfflineDays = 30;

    /// <summary>Null when it is staged; otherwise why these founders cannot found it.</summary>
    public static string? Stage(RepositoryFolder folder, Founders founders, ImmutableArray<(string Name, string Paths)> roles, DateTimeOffset now)
    {
        if (Refuse(founders, roles) is { } reason) { return reason; }
        folder.Stage(Root(founders, now));
        folder.Stage(Targets(founders, roles, now));
        foreach ((string name, _) in roles)
        {
            MetadataDocument role = Begin(name, TufNames.Targets, now.AddDays(TargetsDays));
            role.Body["targets"] = new JsonObject();
            folder.Stage(role);
        }
        return null;
    }

    private static string? Refuse(Founders founders, ImmutableArray<(string Name, string Paths)> roles)
    {
        if (founders.Threshold < 1 || founders.Threshold > founders.Roots.Count)
        {
            return $"--threshold: {founders.Threshold} of {founders.Roots.Count} root keys cannot be reached.";
        }
        if (founders.Authors.Count == 0 || founders.Approvers.Count == 0)
        {
            return "Two persons are needed: at least one --author and one --approver.";
        }
        if (founders.Authors.Any(author => founders.Approvers.Any(approver => approver.Id == author.Id)))
        {
            return "One key is both --author and --approver: nobody approves what he wrote himself.";
        }
        if (founders.Roots.Concat(founders.Authors).Concat(founders.Approvers).Any(key => key.Id == founders.Online.Id))
        {
            return "The --online key belongs to a person: it lies on a machine that is always on, and must be nobody else's.";
        }
        return roles.Any(role => role.Name == Roles.Halt) && founders.Halters.Count == 0
            ? "At least one --halter is needed, who may stop updates."
            : null;
    }

    private static MetadataDocument Root(Founders founders, DateTimeOffset now)
    {
        MetadataDocument root = Begin(TufNames.Root, TufNames.Root, now.AddDays(RootDays));
        root.Body["consistent_snapshot"] = true;
        root.Body[SignedPolicy.OfflineDays] = OfflineDays;
        root.Body["keys"] = Keys([.. founders.Roots, founders.Online]);
        root.Body["roles"] = new JsonObject
        {
            [TufNames.Root] = Role(founders.Roots, founders.Threshold), [TufNames.Targets] = Role(founders.Roots, founders.Threshold),
            [TufNames.Snapshot] = Role([founders.Online], 1), [TufNames.Timestamp] = Role([founders.Online], 1),
        };
        return root;
    }

    private static MetadataDocument Targets(Founders founders, ImmutableArray<(string Name, string Paths)> roles, DateTimeOffset now)
    {
        MetadataDocument targets = Begin(TufNames.Targets, TufNames.Targets, now.AddDays(TargetsDays));
        targets.Body["targets"] = new JsonObject();
        targets.Body["delegations"] = new JsonObject
        {
            ["keys"] = Keys([.. founders.Authors, .. founders.Approvers, .. roles.Any(role => role.Name == Roles.Halt) ? founders.Halters : []]),
            ["roles"] = new JsonArray([.. roles.Select(role => Delegation(founders, role.Name, role.Paths))]),
        };
        return targets;
    }

    private static JsonObject Delegation(Founders founders, string name, string paths)
    {
        JsonObject delegation = name == Roles.Halt ? Role(founders.Halters, 1) : Role([.. founders.Authors, .. founders.Approvers], 2);
        delegation["name"] = name;
        delegation["paths"] = new JsonArray(paths);
        delegation["terminating"] = true;
        if (name != Roles.Halt)
        {
            delegation[SignedPolicy.Persons] = new JsonObject { ["authors"] = Ids(founders.Authors), ["approvers"] = Ids(founders.Approvers) };
        }
        return delegation;
    }

    private static MetadataDocument Begin(string role, string type, DateTimeOffset expires)
    {
        var document = MetadataDocument.New(role, type);
        document.ExpireAt(expires);
        return document;
    }

    private static JsonObject Role(IEnumerable<PublicKey> keys, int threshold) => new() { ["keyids"] = Ids(keys), ["threshold"] = threshold };

    private static JsonArray Ids(IEnumerable<PublicKey> keys) => new([.. keys.Select(key => key.Id).Distinct().Select(id => (JsonNode)id)]);

    private static JsonObject Keys(IEnumerable<PublicKey> keys) =>
        new(keys.DistinctBy(key => key.Id).Select(key => KeyValuePair.Create(key.Id, (JsonNode?)key.ToJson())));
}
