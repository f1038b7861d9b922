using System.CommandLine;
using Edge.Operator.Publishing;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;
using Edge.Updates.Trust;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator repo map</c>: where a gateway finds the two repositories, and which of them decide what.</summary>
internal static class MapCommand
{
    private const string Vendor = "vendor";
    private const string Operator = "operator";

    public static Command Create()
    {
        Option<string[]> vendor = Addresses("--vendor", "Address of the vendor's public folder; repeat for mirrors; none: only sticks");
        Option<string[]> town = Addresses("--operator", "Address of the operator's public folder; the same");
        Option<string?> target = new("--out") { Description = "The file to write; it goes to /etc/edge/updates" };
        Option<string[]> stage = new("--stage")
        {
            Description = "A repository to stage it in, for gateways that have one; both have to publish the same",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command(
            "map", "Write the map that gateways are set up with: releases need both repositories, sites, rollout and halt the operator's, the map both.")
        {
            vendor, town, target, stage,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(target) is not null || result.GetValue(stage) is { Length: > 0 }) { return; }
            result.AddError("Where to? --out FILE, --stage REPOSITORY or both.");
        });
        command.SetAction((parsed, cancellation) => PublishingOptions.GuardAsync(() => WriteAsync(
            parsed.GetValue(vendor) ?? [], parsed.GetValue(town) ?? [], parsed.GetValue(target),
                parsed.GetValue(stage) ?? [], cancellation)));
        return command.WithExample(
            "edge-operator repo map --vendor https://updates.example/vendor --operator https://town.example/updates --out map.json");
    }

    private static async Task<int> WriteAsync(
        string[] vendor, string[] town, string? target, string[] repositories, CancellationToken cancellation)
    {
        var addresses = new Dictionary<string, Uri>(StringComparer.Ordinal);
        foreach (string text in vendor.Concat(town))
        {
            // A folder is meant, with or without a slash at its end.
            if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out Uri? address)) { return CommandFrame.Refuse($"'{text}' is no address."); }
            addresses[text] = address;
        }
        byte[] bytes = RepositoryMapWriter.Write(new RepositoryMap(
            [new(Vendor, [.. vendor.Select(text => addresses[text])]), new(Operator, [.. town.Select(text => addresses[text])])],
            [
                new(["releases/*/*/*/*", RepositoryMap.TargetName], [Vendor, Operator]),
                new(["rollout/*", "sites/*/*/*", AgreedTargets.Halt], [Operator]),
            ]));
        if (RepositoryMap.Read(bytes) is { IsOk: false } refused) { return CommandFrame.Refuse($"No gateway would take this map: {refused.Reason.Detail}"); }
        foreach (string repository in repositories)
        {
            int staged = await PublishingOptions.WriteAsync(
                repository, folder => RepoCommand.Changed(folder, Stage(folder, bytes)), cancellation);
            if (staged != CommandFrame.Done) { return staged; }
        }
        if (target is not null) { DurableFile.Replace(target, bytes, DurableFile.WorldReadable); }
        return CommandFrame.Done;
    }

    private static string? Stage(RepositoryFolder folder, byte[] map)
    {
        Result<StagedChange, string> change = StagedChange.Of(folder, Roles.Map);
        if (!change.IsOk) { return change.Reason; }
        if (change.Value.Add(RepositoryMap.TargetName, map) is { } wrong) { return wrong; }
        change.Value.Save(TimeProvider.System.GetUtcNow(), RepositoryFounding.TargetsDays);
        return null;
    }

    private static Option<string[]> Addresses(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };
}
