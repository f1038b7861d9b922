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
        command.SetAction((parsed, cancellation) => PublishingOptions.WriteAsync(
            parsed.GetValue(folder)!, parsed.GetValue(key)!, parsed.GetValue(passphrase),
            (repository, secret) => Task.FromResult(RepoCommand.Changed(
                repository, Stage(repository, secret, isSet, isSet ? parsed.GetValue(reason)! : "",
                    TimeProvider.System.GetUtcNow()))),
            cancellation));
        return command.WithExample($"edge-operator rollout {name} town --key cleo.person.key");
    }

    /// <summary>Null when the halt, or its end, is staged and signed; otherwise why not, with nothing
    /// staged.</summary>
    internal static string? Stage(
        RepositoryFolder folder, PersonKey key, bool isSet, string reason, DateTimeOffset now)
    {
        if (reason.Length > 200) { return "--reason: at most 200 characters."; }
        if (folder.SignersOf(Roles.Halt) is not { } signers)
        {
            return $"{folder.Path} has no role halt: updates are stopped in the operator's repository.";
        }
        if (!signers.IsHolder(key.Public.Id))
        {
            return "This key is no halter's (repo keys lists them). Nothing was staged.";
        }
        Result<StagedChange, string> change = StagedChange.Of(folder, Roles.Halt);
        if (!change.IsOk) { return change.Reason; }
        if (isSet)
        {
            var halt = new JsonObject { ["version"] = 1, ["reason"] = reason, ["since"] = MetadataDocument.Write(now) };
            if (change.Value.Add(
                AgreedTargets.Halt, Encoding.UTF8.GetBytes(halt.ToJsonString())) is { } wrong)
            {
                return wrong;
            }
        }
        else if (!change.Value.Remove(AgreedTargets.Halt)) { return $"{folder.Path}: nothing is halted."; }
        change.Value.Save(now, Days);
        // This one alone: whoever halts in a hurry signs nothing else that waits for him.
        return Signing.Sign(folder, key, [folder.StagedDocument(Roles.Halt)!.Value.Value]);
    }
}
