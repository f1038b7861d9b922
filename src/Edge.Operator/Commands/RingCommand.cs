using System.CommandLine;
using System.Security.Cryptography;
using Edge.Operator.Publishing;
using Edge.Platform.CommandLine;
using Edge.Platform.Updates;
using Edge.Platform.Updates.Bell;
using Edge.Updates;
using Edge.Updates.Bell;
using Edge.Updates.Tuf;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator repo ring</c>: leaves the published timestamp at a broker. The one command that opens a connection.</summary>
internal static class RingCommand
{
    public static Command Create()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> bell = new("--bell") { Description = "Broker and topic (bell.json)", Required = true };
        var command = new Command("ring", "Tell gateways at once that something was published: leave the signed timestamp at a broker.")
        {
            folder, bell,
        };
        command.SetAction((parsed, cancellation) => PublishingOptions.GuardAsync(
            () => RingAsync(new RepositoryFolder(parsed.GetValue(folder)!), parsed.GetValue(bell)!, cancellation)));
        return command.WithExample("edge-operator repo ring town --bell bell.json");
    }

    internal static async Task<int> RingAsync(RepositoryFolder folder, string path, CancellationToken cancellation)
    {
        if (folder.PublicMetadata(TufNames.FileOf(TufNames.Timestamp, version: null)) is not { } timestamp)
        {
            return CommandFrame.Refuse($"{folder.Path} has published nothing yet.");
        }
        if (new LinuxDisk().ReadAll(path, BellSetup.MaxBytes) is not { } bytes)
        {
            return CommandFrame.Refuse($"{path} is missing, or larger than {BellSetup.MaxBytes} bytes.");
        }
        if (!BellSetup.Read(bytes).TryGet(out BellSetup setup, out UpdateReason reason)) { return CommandFrame.Refuse($"{path}: {reason}"); }
        string client = $"edgeop{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        string? wrong = await BellRope.RingAsync(setup, client, timestamp, TimeProvider.System, cancellation);
        if (wrong is not null)
        {
            return CommandFrame.Refuse($"{setup.Host}:{setup.Port}: {wrong}. What is published stays published; gateways look once an hour without a bell.");
        }
        Console.WriteLine($"{setup.Host}:{setup.Port} keeps the timestamp for topic {setup.Topic}");
        return CommandFrame.Done;
    }
}
