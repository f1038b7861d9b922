using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Edge.Operator.Publishing;
using Edge.Platform.CommandLine;
using Edge.Updates.Trust;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator rollout halt</c>: one person stops every update, and lets them go on.</summary>
internal static class HaltCommand
{
    private const int Days = 365;

    public static Command Halt() =>
        Change("halt", "Stop all updates of the machines: stage a halt and sign it; one signature is enough. Publish it with --role halt.", isSet: true);

    public static Command Lift() =>
        Change("lift", "Let updates go on: stage the end of a halt and sign it. Publish it with --role halt.", isSet: false);

    private static Command Change(string name, string description, bool isSet)
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> key = PublishingOptions.Key();
        Option<string?> passphrase = PublishingOptions.Passphrase();
        Option<string> reason = new("--reason")
        {
            Description = "For people, at most 200 characters",
            DefaultValueFactory = _ => "",
        };
        var command = new Command(name, description) { folder, key, passphrase };
        if (isSet) { command.Add(reason); }
        command.SetAction((parsed, _) => PublishingOptions.WithKeyAsync(parsed.GetValue(key)!, parsed.GetValue(passphrase), secret =>
            Task.FromResult(Stage(new RepositoryFolder(parsed.GetValue(folder)!), secret, isSet, isSet ? parsed.GetValue(reason)! : ""))));
        return command.WithExample($"edge-operator rollout {name} town --key cleo.person.key");
    }

    private static int Stage(RepositoryFolder folder, PersonKey key, bool isSet, string reason)
    {
        if (reason.Length > 200) { return CommandFrame.Refuse("--reason: at most 200 characters."); }
        Result<StagedChange, string> change = StagedChange.Of(folder, Roles.Halt);
        if (!change.IsOk) { return CommandFrame.Refuse(change.Reason); }
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        if (isSet)
        {
            var halt = new JsonObject { ["version"] = 1, ["reason"] = reason, ["since"] = MetadataDocument.Write(now) };
            if (change.Value.Add(AgreedTargets.Halt, Encoding.UTF8.GetBytes(halt.ToJsonString())) is { } wrong)
            {
                return CommandFrame.Refuse(wrong);
            }
        }
        else if (!change.Value.Remove(AgreedTargets.Halt)) { return CommandFrame.Refuse($"{folder.Path}: nothing is halted."); }
        change.Value.Save(now, Days);
        return RepoCommand.SignAs(folder, key, SignerPart.Holder);
    }
}
