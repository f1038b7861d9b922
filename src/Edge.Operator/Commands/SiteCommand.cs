using System.CommandLine;
using Edge.Operator.Publishing;
using Edge.Operator.Releases;
using Edge.Platform.CommandLine;
using Edge.Platform.Keys;
using Edge.Platform.Profiles;
using Edge.Updates.Releases;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator site</c>: stages site files and trust documents; they are signed, approved and rolled out like releases.</summary>
internal static class SiteCommand
{
    public static Command Create() => new("site", "Publish site files and trust documents to gateways.") { Build() };

    private static Command Build()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> site = new("--site") { Description = "The site file", Required = true };
        Option<string> trust = new("--trust")
        {
            Description = "The folder of the trust documents that it names: NAME.collector.json, NAME.recipient.json", Required = true,
        };
        Option<string?> boards = new("--boards") { Description = "The folder of board profiles; by default those beside the site file" };
        Option<string> release = new("--release") { Description = "Its name, such as 2026-12-01; a rollout names one for all sites", Required = true };
        Option<long> epoch = new("--epoch")
        {
            Description = "Security epoch; a gateway never goes below the highest that it committed", DefaultValueFactory = _ => 1,
        };
        Option<TimeSpan?> deadline = DurationOption.Create("--deadline", "Until when the gateway must be healthy with it");
        var command = new Command("build", "Check a site and stage it in the operator's repository: file, board profile, trust documents.")
        {
            folder, site, trust, boards, release, epoch, deadline,
        };
        command.SetAction((parsed, cancellation) =>
            PublishingOptions.WriteAsync(parsed.GetValue(folder)!, repository => Run(
            repository, new SiteOrder(
                parsed.GetValue(site)!, parsed.GetValue(trust)!, parsed.GetValue(boards), parsed.GetValue(release)!,
                parsed.GetValue(epoch), parsed.GetValue(deadline) ?? TimeSpan.FromMinutes(5))),
                    cancellation));
        return command.WithExample("edge-operator site build town --site weir.yaml --trust trust --release 2026-12-01");
    }

    private static int Run(RepositoryFolder folder, SiteOrder order)
    {
        if (Stage(folder, order, TimeProvider.System, Console.WriteLine) is { } refusal) { return CommandFrame.Refuse(refusal); }
        Console.WriteLine("staged; an author signs it (release sign), an approver approves it (release approve)");
        return CommandFrame.Done;
    }

    /// <summary>Null when it is staged; otherwise every mistake, and nothing is.</summary>
    internal static string? Stage(RepositoryFolder folder, SiteOrder order, TimeProvider time, Action<string> tell)
    {
        CheckedSite site = CheckedSite.Read(order.Site, order.Boards).With(order.Site, new TrustFolder(order.Trust));
        if (!site.IsGood) { return $"{string.Join('\n', site.Errors)}\nNothing was staged."; }
        // A gateway must be well with it as with the application: the same questions.
        var health = new HealthRules(
            order.Deadline, ["edge.service"],
            [HealthCriterion.RulesLoaded, HealthCriterion.OutboxWritable, HealthCriterion.SensorsPlausible]);
        var release = new ReleaseOrder(
            SiteRelease.FilesOf(site.Site!, order.Site, order.Boards, order.Trust), ReleaseManifest.Site, order.Release, site.Site!.Id,
            order.Epoch, new StateFormats(1, 1), health, [], []);
        return new ReleaseBuilder(folder, time, tell).Build(release);
    }
}

/// <param name="Boards">Null: the usual folders of the site file.</param>
internal sealed record SiteOrder(string Site, string Trust, string? Boards, string Release, long Epoch, TimeSpan Deadline);
