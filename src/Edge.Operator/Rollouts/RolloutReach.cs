using System.Text.Json.Nodes;
using Edge.Operator.Publishing;
using Edge.Updates.Releases;
using Edge.Updates.Rollouts;

namespace Edge.Operator.Rollouts;

/// <summary>Whether a rollout that begins reaches anybody: its release is there, and its zone has a clock.</summary>
/// <remarks>Asked where a rollout begins, never where one is paused or counted.</remarks>
internal static class RolloutReach
{
    /// <summary>Null: it does.</summary>
    public static string? Refuse(RepositoryFolder folder, Rollout rollout)
    {
        if (rollout.Windows is { } plan && !TimeZoneInfo.TryFindSystemTimeZoneById(plan.TimeZone, out _))
        {
            return $"--time-zone: the time zone database of this machine has no '{plan.TimeZone}'; no gateway would install.";
        }
        bool isSite = rollout.Component == ReleaseManifest.Site;
        string role = isSite ? Roles.Sites : Roles.Assignments;
        if (folder.Current(role) is not { } document) { return $"{folder.Path} is no operator's repository."; }
        if (!document.IsOk) { return document.Reason; }
        string begin = isSite ? "sites/" : $"releases/{rollout.Component}/";
        string end = $"/{rollout.Release}/manifest.json";
        bool isThere = (document.Value.Body["targets"] as JsonObject ?? []).Any(target =>
            target.Key.StartsWith(begin, StringComparison.Ordinal) && target.Key.EndsWith(end, StringComparison.Ordinal));
        if (isThere) { return null; }
        return isSite
            ? $"--release: no site has a release {rollout.Release} here; site build stages one."
            : $"--release: {rollout.Release} of {rollout.Component} is assigned to no machines here, and every gateway would "
                + "refuse it; release assign comes first.";
    }
}
