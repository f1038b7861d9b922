using System.CommandLine;
using System.Text.Json.Nodes;
using Edge.Keys;
using Edge.Operator.Publishing;
using Edge.Operator.Rollouts;
using Edge.Platform.CommandLine;
using Edge.Updates.Rollouts;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator rollout status</c>.</summary>
internal static class RolloutStatus
{
    private const int FailuresShown = 20;

    public static Command Create()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> component = RolloutCommand.Component(), fleet = RolloutCommand.Fleet(), reports = RolloutCommand.Reports();
        Option<bool> json = new("--json") { Description = "As one JSON object" };
        var command = new Command("status", "Show a rollout, and how far it has come where fleet and reports are given.")
        {
            folder, component, fleet, reports, json,
        };
        command.SetAction((parsed, _) =>
            PublishingOptions.ReadAsync(parsed.GetValue(folder)!, repository => Show(
            repository, parsed.GetValue(component)!, parsed.GetValue(fleet), parsed.GetValue(reports),
                parsed.GetValue(json))));
        return command.WithExample("edge-operator rollout status town --fleet collector/devices --reports reports.ndjson");
    }

    /// <summary>The rings with what the devices of a fleet have reported.</summary>
    internal static Result<RingCount[], string> Count(Rollout rollout, string fleet, string reports)
    {
        var devices = new HashSet<DeviceId>();
        if (!Directory.Exists(fleet)) { return $"--fleet: there is no folder {fleet}."; }
        foreach (string file in Directory.EnumerateFiles(fleet, "*.json"))
        {
            Result<DeviceDescriptor, string> device = DescriptorFiles.Device(file);
            if (!device.IsOk) { return device.Reason; }
            devices.Add(device.Value.Device);
        }
        var read = FleetReports.Read(reports, rollout.Component);
        return read.IsOk ? RolloutCount.Of(rollout, devices, read.Value) : read.Reason;
    }

    private static int Show(RepositoryFolder folder, string component, string? fleet, string? reports, bool json)
    {
        if (fleet is null != reports is null) { return CommandFrame.Refuse("--fleet and --reports belong together."); }
        HaltNote? halt = HaltNote.Of(folder);
        if (halt is not null && !json) { Console.WriteLine(halt); }
        Result<Rollout, string> current = StagedRollout.Current(folder, component);
        if (!current.IsOk) { return CommandFrame.Refuse(current.Reason); }
        RingCount[] counts = [];
        if (fleet is not null)
        {
            var counted = Count(current.Value, fleet, reports!);
            if (!counted.IsOk) { return CommandFrame.Refuse(counted.Reason); }
            counts = counted.Value;
        }
        if (json)
        {
            Console.WriteLine(AsJson(current.Value, counts, halt).ToJsonString());
            return CommandFrame.Done;
        }
        foreach (string line in RolloutWords.Of(current.Value)) { Console.WriteLine(line); }
        foreach (RingCount ring in counts)
        {
            Console.WriteLine($"{ring.Ring.Name}: {ring.Installed} of {ring.Devices} run {current.Value.Release}, {ring.Failed.Count} took it back");
            foreach ((DeviceId device, string detail) in ring.Failed.Take(FailuresShown)) { Console.WriteLine($"    {device}: {detail}"); }
            if (ring.Failed.Count > FailuresShown) { Console.WriteLine($"    and {ring.Failed.Count - FailuresShown} more"); }
        }
        return CommandFrame.Done;
    }

    private static JsonObject AsJson(Rollout rollout, RingCount[] counts, HaltNote? halt) => new()
    {
        ["component"] = rollout.Component, ["release"] = rollout.Release, ["rollout"] = rollout.Name, ["paused"] = rollout.IsPaused,
        ["halted"] = halt is null ? null
            : new JsonObject { ["since"] = halt.Since, ["reason"] = halt.Reason },
        ["rings"] = new JsonArray([.. counts.Select(ring => (JsonNode)new JsonObject
        {
            ["name"] = ring.Ring.Name, ["devices"] = ring.Devices, ["installed"] = ring.Installed,
            ["failed"] = new JsonArray([.. ring.Failed.Select(each => (JsonNode)new JsonObject
            {
                ["device"] = each.Device.ToString(), ["detail"] = each.Detail,
            })]),
        })]),
    };
}
