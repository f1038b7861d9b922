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
        Option<bool> vouched = PublishingOptions.ClockIsRight();
        Option<string[]> roles = new("--role")
        {
            Description = "Only this role, such as halt; repeat; by default everything that is staged", AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command(
            "publish", "Make what is staged and signed visible, all at once; refused where a machine would refuse it.")
        {
            folder, key, passphrase, days, roles, vouched,
        };
        command.SetAction((parsed, cancellation) => PublishingOptions.WriteAsync(
            parsed.GetValue(folder)!, parsed.GetValue(key)!, parsed.GetValue(passphrase),
            async (repository, secret) =>
            {
                var publisher = new Publisher(repository, secret, TimeProvider.System)
                {
                    ClockIsRight = parsed.GetValue(vouched),
                };
                string[]? only = parsed.GetValue(roles) is { Length: > 0 } some ? some : null;
                return PublishingOptions.Print(
                    await publisher.PublishAsync(parsed.GetValue(days), cancellation, only));
            }, cancellation));
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
        string? wrong = await WrongAsync(folder, root, cancellation);
        if (json)
        {
            Console.WriteLine(new JsonObject { ["repository"] = folder.Path, ["good"] = wrong is null, ["why"] = wrong }.ToJsonString());
        }
        if (wrong is not null) { return CommandFrame.Refuse($"{folder.Path}: {wrong}"); }
        if (!json) { Console.WriteLine($"{folder.Path} is good: signatures, persons, contents and log"); }
        return CommandFrame.Done;
    }

    private static async Task<string?> WrongAsync(
        RepositoryFolder folder, string? root, CancellationToken cancellation)
    {
        if (folder.FirstRoot is not { } first) { return "nothing is published"; }
        if (root is not null)
        {
            Result<byte[], string> given = GivenFile.Read(root, TufLimits.MaxTargetsBytes);
            if (!given.IsOk) { return given.Reason; }
            if (RepositoryCheck.OtherRoot(folder, given.Value, root) is { } other) { return other; }
            first = given.Value;
        }
        string? wrong = await RepositoryCheck.OfEverything(folder)
            .RunAsync(new ScratchStore(first), new Dictionary<string, byte[]>(),
                TimeProvider.System.GetUtcNow(), cancellation);
        if (wrong is not null || folder.Published(TufNames.Snapshot) is not { IsOk: true } snapshot)
        {
            return wrong;
        }
        string name = TufNames.FileOf(TufNames.Snapshot, snapshot.Value.Version);
        return folder.Log.Check(name, snapshot.Value, folder.PublicMetadata(name)!);
    }
}
