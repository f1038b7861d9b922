using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>Writes the first documents of a repository, for the founders to sign.</summary>
internal static class RepositoryFounding
{
    public const int RootDays = 5 * 365;
    public const int TargetsDays = 365;
    private const int OfflineDays = 30;

    /// <summary>Null when it is staged; otherwise why these founders cannot found it.</summary>
    public static string? Stage(RepositoryFolder folder, Founders founders, ImmutableArray<(string Name, string Paths)> roles, DateTimeOffset now)
    {
        if (founders.Refuse(roles.Any(role => role.Name == Roles.Halt)) is { } reason) { return reason; }
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

    private static MetadataDocument Root(Founders founders, DateTimeOffset now)
    {
        MetadataDocument root = Begin(TufNames.Root, TufNames.Root, now.AddDays(RootDays));
        root.Body["consistent_snapshot"] = true;
        root.Body[SignedPolicy.OfflineDays] = OfflineDays;
        WriteHolders(root, founders);
        return root;
    }

    /// <summary>The keys of the top-level roles into a root.</summary>
    public static void WriteHolders(MetadataDocument root, Founders founders)
    {
        root.Body["keys"] = Keys([.. founders.Roots, founders.Online]);
        root.Body["roles"] = new JsonObject
        {
            [TufNames.Root] = Role(founders.Roots, founders.Threshold), [TufNames.Targets] = Role(founders.Roots, founders.Threshold),
            [TufNames.Snapshot] = Role([founders.Online], 1), [TufNames.Timestamp] = Role([founders.Online], 1),
        };
    }

    /// <summary>The keys of the delegated roles into the top-level targets.</summary>
    public static void WriteDelegations(MetadataDocument targets, Founders founders, IReadOnlyCollection<(string Name, string Paths)> roles) =>
        targets.Body["delegations"] = new JsonObject
        {
            ["keys"] = Keys([.. founders.Authors, .. founders.Approvers, .. roles.Any(role => role.Name == Roles.Halt) ? founders.Halters : []]),
            ["roles"] = new JsonArray([.. roles.Select(role => Delegation(founders, role.Name, role.Paths))]),
        };

    private static MetadataDocument Targets(Founders founders, ImmutableArray<(string Name, string Paths)> roles, DateTimeOffset now)
    {
        MetadataDocument targets = Begin(TufNames.Targets, TufNames.Targets, now.AddDays(TargetsDays));
        targets.Body["targets"] = new JsonObject();
        WriteDelegations(targets, founders, roles);
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

    private static JsonObject Role(IEnumerable<PublicKey> keys, int threshold) => new() { ["keyids"] = Ids(keys), ["threshold"] = (long)threshold };

    private static JsonArray Ids(IEnumerable<PublicKey> keys) => new([.. keys.Select(key => key.Id).Distinct().Select(id => (JsonNode)id)]);

    private static JsonObject Keys(IEnumerable<PublicKey> keys) =>
        new(keys.DistinctBy(key => key.Id).Select(key => KeyValuePair.Create(key.Id, (JsonNode?)key.ToJson())));
}
