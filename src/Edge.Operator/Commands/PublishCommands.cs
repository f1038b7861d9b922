using System.CommandLine;
using System.Text.Json.Nodes;
using Edge.Operator.Publishing;
using Edge.Platform.CommandLine;
using Edge.Updates.Tuf;

namespace Edge.Operator.Commands;

/// <summary><c>publish</c> and <c>verify</c>: of everything that is staged or published, releases or not. They stand below <c>repo</c> and
/// below <c>release</c>, where whoever has just approved a release looks for them.</summary>
internal static class PublishCommands
{
    private const int FreshDays = 7;

    public static Command Publish(string group, string example)
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> key = PublishingOptions.Key();
        Option<string?> passphrase = PublishingOptions.Passphrase();
        Option<int> days = PublishingOptions.Days(FreshDays);
        Option<string[]> roles = new("--role")
        {
            Description = "Only this role, such as halt; repeat; by default everything that is staged", AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command(
            "publish", "Make what is staged and signed visible, all at once; refused where a machine would refuse it.")
        {
            folder, key, passphrase, days, roles,
        };
        command.SetAction((parsed, cancellation) => PublishingOptions.WithKeyAsync(parsed.GetValue(key)!, parsed.GetValue(passphrase), async secret =>
            PublishingOptions.Print(await new Publisher(new RepositoryFolder(parsed.GetValue(folder)!), secret, TimeProvider.System)
                .PublishAsync(parsed.GetValue(days), cancellation, parsed.GetValue(roles) is { Length: > 0 } only ? only : null))));
        return command.WithExample($"edge-operator {group} publish {example} --key refresher.person.key");
    }

    public static Command Verify(string group)
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string?> root = new("--root") { Description = "The root that machines were given; by default the repository's own first" };
        Option<bool> json = PublishingOptions.Json();
        var command = new Command(
            "verify", "Verify all that is published, as machines and auditors do: signatures, persons, hashes, log.")
        {
            folder, root, json,
        };
        command.SetAction((parsed, cancellation) => PublishingOptions.GuardAsync(() => VerifyAsync(
            new RepositoryFolder(parsed.GetValue(folder)!), parsed.GetValue(root), parsed.GetValue(json), cancellation)));
        return command.WithExample($"edge-operator {group} verify town --root operator.root.json");
    }

    private static async Task<int> VerifyAsync(RepositoryFolder folder, string? root, bool json, CancellationToken cancellation)
    {
        byte[]? first = root is null ? folder.FirstRoot : await File.ReadAllBytesAsync(root, cancellation);
        if (first is null) { return CommandFrame.Refuse($"{folder.Path} has published nothing."); }
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string? wrong = await RepositoryCheck.OfEverything(folder)
            .RunAsync(new ScratchStore(first), new Dictionary<string, byte[]>(), now, cancellation);
        if (wrong is null && folder.Published(TufNames.Snapshot) is { IsOk: true } snapshot)
        {
            string name = TufNames.FileOf(TufNames.Snapshot, snapshot.Value.Version);
            wrong = folder.Log.Check(name, snapshot.Value, folder.PublicMetadata(name)!);
        }
        if (json)
        {
            Console.WriteLine(new JsonObject { ["repository"] = folder.Path, ["good"] = wrong is null, ["why"] = wrong }.ToJsonString());
        }
        if (wrong is not null) { return CommandFrame.Refuse($"{folder.Path}: {wrong}"); }
        if (!json) { Console.WriteLine($"{folder.Path} is good: signatures, persons, contents and log"); }
        return CommandFrame.Done;
    }
}
