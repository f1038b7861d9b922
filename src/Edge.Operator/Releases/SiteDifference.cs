using System.Globalization;
using System.Text;
using Edge.Operator.Publishing;
using Edge.Operator.Rollouts;
using Edge.Profiles;
using Edge.Updates.Releases;

namespace Edge.Operator.Releases;

/// <summary>What a release of a site changes, for whoever is to approve it: first what switches, then every line.</summary>
internal static class SiteDifference
{
    public static IEnumerable<string> Of(RepositoryFolder folder, ReleaseManifest manifest)
    {
        ReleaseManifest? before = Before(folder, manifest);
        yield return before is null
            ? $"site {manifest.Rid}: its first release"
            : $"site {manifest.Rid}: compared with release {before.Release}, {(IsRolledOut(folder, before) ? "which is rolled out" : "published last")}";
        Result<Site, string> now = SiteRelease.Check(folder, manifest);
        yield return now.IsOk ? "check: good" : $"check: REFUSED, {now.Reason}";
        Site? old = before is not null && SiteRelease.Check(folder, before) is { IsOk: true } good ? good.Value : null;
        if (now.IsOk)
        {
            foreach (string line in Switching(old, now.Value)) { yield return line; }
        }
        foreach (string path in manifest.Files.Concat(before?.Files ?? []).Select(file => file.Path).Distinct())
        {
            foreach (string line in InFile(folder, path, FileOf(before, path), FileOf(manifest, path))) { yield return line; }
        }
    }

    private static IEnumerable<string> InFile(RepositoryFolder folder, string path, ReleaseFile? old, ReleaseFile? now)
    {
        if (old?.Hash == now?.Hash) { yield break; }
        yield return now is null ? $"{path}: gone" : old is null ? $"{path}: new" : $"{path}: changed";
        string before = Text(folder, old), after = Text(folder, now);
        foreach (string line in LineDifference.Of(before, after)) { yield return $"    {line}"; }
    }

    /// <summary>Actuators and rules: what is added, gone or otherwise.</summary>
    private static IEnumerable<string> Switching(Site? old, Site now)
    {
        string[] before = old is null ? [] : [.. Words(old)], after = [.. Words(now)];
        string[] changes = [.. before.Except(after).Select(line => $"- {line}"), .. after.Except(before).Select(line => $"+ {line}")];
        return changes.Length == 0
            ? ["actuators and rules: as before"]
            : changes.Prepend("actuators and rules:");
    }

    private static IEnumerable<string> Words(Site site) => site.Actuators.Select(Words).Concat(site.Rules.Select(Words));

    private static string Words(ActuatorDeclaration actuator) =>
        $"actuator {actuator.Name} on {actuator.Pin}: safe {OnOff(actuator.SafeOn)}{(actuator.ActiveLow ? ", active low" : "")}, "
        + $"input at most {actuator.MaxInputAge} old, on for at least {actuator.MinOn}, off for at least {actuator.MinOff}";

    private static string Words(RuleDeclaration rule)
    {
        var words = new StringBuilder($"rule {rule.Name}: {rule.Actuator} {OnOff(rule.SwitchOn)}");
        if (rule.Condition is { } condition) { words.Append(CultureInfo.InvariantCulture, $" when {condition.ReplaceLineEndings(" ")}"); }
        if (rule.Hysteresis is { } band)
        {
            words.Append(CultureInfo.InvariantCulture, $" while {band.Channel} has passed {band.On} and not yet {band.Off}");
        }
        if (rule.HeldFor > TimeSpan.Zero) { words.Append(CultureInfo.InvariantCulture, $", held for {rule.HeldFor}"); }
        return words.Append(CultureInfo.InvariantCulture, $", priority {rule.Priority}").ToString();
    }

    private static string OnOff(bool on) => on ? "on" : "off";

    private static string Text(RepositoryFolder folder, ReleaseFile? file) =>
        file is not null && PublishedRelease.ContentOf(folder, file) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";

    private static ReleaseFile? FileOf(ReleaseManifest? manifest, string path) =>
        manifest?.Files.FirstOrDefault(file => file.Path == path);

    /// <summary>What gateways of this site have now: the release that is rolled out, or the one that was published last.</summary>
    private static ReleaseManifest? Before(RepositoryFolder folder, ReleaseManifest manifest)
    {
        if (folder.Published(Roles.Sites) is not { IsOk: true } published) { return null; }
        ReleaseManifest? last = null;
        foreach ((string name, _) in published.Value.Body["targets"] as System.Text.Json.Nodes.JsonObject ?? [])
        {
            bool isOther = name != ReleaseManifest.PathOf(ReleaseManifest.Site, manifest.Rid, manifest.Release);
            if (!isOther || PublishedRelease.Read(folder, name, Roles.Sites) is not { IsOk: true } read || read.Value.Rid != manifest.Rid)
            {
                continue;
            }
            last = read.Value;
            if (IsRolledOut(folder, last)) { return last; }
        }
        return last;
    }

    private static bool IsRolledOut(RepositoryFolder folder, ReleaseManifest manifest) =>
        StagedRollout.Published(folder, ReleaseManifest.Site) is { } rollout && rollout.Release == manifest.Release;
}
