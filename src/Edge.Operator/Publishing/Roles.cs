using System.Collections.Immutable;
using Edge.Updates.Trust;

namespace Edge.Operator.Publishing;

/// <summary>The delegated roles of the two kinds of repository, and what each may name.</summary>
/// <remarks>A <c>*</c> does not cross a slash. All are terminating; all but halt ask for two
/// persons.</remarks>
internal static class Roles
{
    public const string Releases = "releases";
    public const string Assignments = "assignments";
    public const string Rollout = "rollout";
    public const string Halt = "halt";

    public const string Map = "map";
    public const string Sites = "sites";

    private const string ReleasePaths = "releases/*/*/*/*";

    public static ImmutableArray<(string Name, string Paths)> OfVendor { get; } = [(Releases, ReleasePaths), (Map, RepositoryMap.TargetName)];

    public static ImmutableArray<(string Name, string Paths)> OfOperator { get; } =
    [
        (Assignments, ReleasePaths), (Rollout, "rollout/*"), (Sites, "sites/*/*/*"), (Map, RepositoryMap.TargetName),
        (Halt, AgreedTargets.Halt),
    ];

    /// <summary>The role of a kind of repository that names a target; null: none does.</summary>
    public static string? Of(string target) => target switch
    {
        AgreedTargets.Halt => Halt,
        RepositoryMap.TargetName => Map,
        _ => target.Split('/')[0] switch { "rollout" => Rollout, "sites" => Sites, _ => null },
    };
}
