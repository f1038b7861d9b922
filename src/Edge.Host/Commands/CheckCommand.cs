using System.CommandLine;
using Edge.Device.Hardening;
using Edge.Platform.CommandLine;
using Edge.Platform.Keys;
using Edge.Platform.Profiles;
using Edge.Platform.Updates;
using Edge.Profiles;
using Edge.Rules;
using Edge.Rules.Checks;

namespace Edge.Host.Commands;

/// <summary><c>edge check</c>: every mistake in a site file, its board profile and its rules, in one
/// go.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Option<string> site = SiteOptions.Site();
        Option<string?> boards = SiteOptions.Boards();
        Option<string?> trust = new("--trust") { Description = "Also the trust documents that the site names, in this folder" };
        Option<string> setup = new UpdateOptions().Setup;
        Option<bool> json = ControlOptions.Json();
        var command = new Command("check", "Check a site file: every mistake with its place, what was expected, the nearest right name.")
        {
            site, boards, trust, setup, json,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(site)!, parsed.GetValue(boards), parsed.GetValue(trust), parsed.GetValue(setup)!,
                parsed.GetValue(json)));
        return command.WithExample("edge check --site town.yaml");
    }

    private static int Run(string path, string? boards, string? trust, string setup, bool json)
    {
        CheckedSite site = CheckedSite.Read(path, boards);
        if (trust is not null) { site = site.With(path, new TrustFolder(trust)); }
        if (json) { Console.WriteLine(SiteErrors.ToJson(site.Errors)); }
        else if (site.Errors.IsEmpty) { Console.WriteLine(Summary(path, site.Site!, site.Rules!)); }
        else { Console.Error.WriteLine(string.Join('\n', site.Errors)); }
        if (trust is not null && site.Site is { } read)
        {
            foreach (string warning in Warnings(read, trust,
                setup)) { Console.Error.WriteLine($"warning: {warning}"); }
        }
        return site.Errors.IsEmpty ? CommandFrame.Done : CommandFrame.Refused;
    }

    private static IReadOnlyList<string> Warnings(Site site, string trust, string setup)
    {
        var updates = new UpdateFolders(UpdateFolders.DefaultSlots, "", setup);
        return PolicyFiles.Warnings(PolicyFiles.Of(site, trust, updates), updates);
    }

    private static string Summary(string path, Site site, RuleBook rules)
    {
        ScanCost cost = ScanCost.Of(rules);
        return $"{path} is good: {site.Sensors.Length} sensors, {site.Channels.Length} channels, {site.Actuators.Length} actuators, "
            + $"{site.Rules.Length} rules, {site.Streams.Length} streams on board {site.Board.Name}.\n"
            + $"A scan of the rules takes at most {cost.Units} units of work; a slow board may scan every {cost.ShortestPeriod.TotalMilliseconds:0} ms.";
    }
}
