using System.CommandLine;
using Edge.Operator.Publishing;
using Edge.Operator.Rollouts;
using Edge.Platform.CommandLine;
using Edge.Updates.Releases;
using Edge.Updates.Rollouts;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator rollout</c>: which release devices shall have, who gets it when, how far it has come.</summary>
internal static class RolloutCommand
{
    public static Command Create() => new("rollout", "Say which release devices shall have, in rings; pause it, count it, stop all updates.")
    {
        RolloutStart.Create(), State("pause", "Stage a pause: no device begins; what is on trial ends in its own way.", isPaused: true),
        State("resume", "Stage the end of a pause.", isPaused: false), Count(), RolloutStatus.Create(), HaltCommand.Halt(), HaltCommand.Lift(),
    };

    internal static Option<string> Component()
    {
        Option<string> component = new("--component") { Description = "app, site or os", DefaultValueFactory = _ => ReleaseManifest.App };
        component.AcceptOnlyFromAmong(ReleaseManifest.App, ReleaseManifest.Site, ReleaseManifest.Os);
        return component;
    }

    internal static Option<string> Fleet() => new("--fleet") { Description = "Folder with the descriptors of all devices (DEVICE.json)" };

    internal static Option<string> Reports() => new("--reports") { Description = "What they reported: the file of edge-collector reports" };

    /// <summary>What was staged, and whose signatures it lacks.</summary>
    internal static int Staged(RepositoryFolder folder, Rollout rollout)
    {
        if (StagedRollout.Stage(folder, rollout, TimeProvider.System.GetUtcNow()) is { } wrong) { return CommandFrame.Refuse(wrong); }
        foreach (string line in RolloutWords.Of(rollout)) { Console.WriteLine(line); }
        Console.WriteLine("staged; an author signs it (release sign), an approver approves it (release approve)");
        return CommandFrame.Done;
    }

    private static Command State(string name, string description, bool isPaused)
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> component = Component();
        var command = new Command(name, description) { folder, component };
        command.SetAction((parsed, cancellation) =>
            PublishingOptions.WriteAsync(parsed.GetValue(folder)!, repository =>
        {
            Result<Rollout, string> current = StagedRollout.Current(repository, parsed.GetValue(component)!);
            return current.IsOk ? Staged(repository, current.Value with { IsPaused = isPaused })
                : CommandFrame.Refuse(current.Reason);
        }, cancellation));
        return command.WithExample($"edge-operator rollout {name} town");
    }

    private static Command Count()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> component = Component(), fleet = Fleet(), reports = Reports();
        (fleet.Required, reports.Required) = (true, true);
        var command = new Command(
            "count", "Stage the rollout with what devices have reported: where a ring asks for success, the next one opens by it; failures stop it.")
        {
            folder, component, fleet, reports,
        };
        command.SetAction((parsed, cancellation) =>
            PublishingOptions.WriteAsync(parsed.GetValue(folder)!, repository =>
        {
            Result<Rollout, string> current = StagedRollout.Current(repository, parsed.GetValue(component)!);
            if (!current.IsOk) { return CommandFrame.Refuse(current.Reason); }
            if (current.Value.Rings.IsEmpty)
            {
                return CommandFrame.Refuse("This rollout has no rings; rollout status counts it.");
            }
            var counted = RolloutStatus.Count(current.Value, parsed.GetValue(fleet)!, parsed.GetValue(reports)!);
            if (!counted.IsOk) { return CommandFrame.Refuse(counted.Reason); }
            return Staged(repository,
                RolloutCount.Into(current.Value, counted.Value, TimeProvider.System.GetUtcNow()));
        }, cancellation));
        return command.WithExample("edge-operator rollout count town --fleet collector/devices --reports reports.ndjson");
    }
}
