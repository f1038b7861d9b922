using System.CommandLine;
using Edge.Operator.Publishing;
using Edge.Platform.CommandLine;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator repo</c>: makes a repository, signs, publishes, keeps it fresh, verifies
/// it.</summary>
internal static class RepoCommand
{
    private const int FreshDays = 7;

    public static Command Create() => new("repo", "Make, sign, publish and verify a repository of updates.")
    {
        Init(), MapCommand.Create(), Sign(), PublishCommands.Publish("repo", "town"), Refresh(), RingCommand.Create(),
        RotateCommand.Rotate(), RotateCommand.Renew(), RotateCommand.Keys(), Drop(), Status(), PublishCommands.Verify("repo"),
    };

    private static Command Init()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> kind = new("--kind")
        {
            Description = "vendor (publishes releases) or operator (says what runs)",
            Required = true,
        };
        kind.AcceptOnlyFromAmong("vendor", "operator");
        Option<string[]> roots = Keys("--root", "Public key of a root holder (NAME.person.json); repeat for each");
        Option<int> threshold = new("--threshold")
        {
            Description = "How many root holders must sign",
            DefaultValueFactory = _ => 2,
        };
        Option<string[]> authors = Keys("--author", "Public key of somebody who writes; repeat");
        Option<string[]> approvers = Keys("--approver", "Public key of somebody who approves, and never writes; repeat");
        Option<string[]> halters = Keys("--halter", "Public key of somebody who may stop updates; repeat; operator only");
        Option<string> online = new("--online")
        {
            Description = "Public key of the machine that refreshes",
            Required = true,
        };
        var command = new Command("init", "Stage a new repository; the root holders, an author and an approver sign it, then it is published.")
        {
            folder, kind, roots, threshold, authors, approvers, halters, online,
        };
        command.SetAction((parsed, _) => PublishingOptions.GuardAsync(() => Task.FromResult(Found(
            new RepositoryFolder(parsed.GetValue(folder)!), parsed.GetValue(kind) == "vendor",
            parsed.GetValue(roots) ?? [], parsed.GetValue(threshold),
            parsed.GetValue(authors) ?? [], parsed.GetValue(approvers) ?? [], parsed.GetValue(halters) ?? [], parsed.GetValue(online)!))));
        return command.WithExample(
            "edge-operator repo init town --kind operator --root anna.person.json --root ben.person.json --author cleo.person.json "
            + "--approver dora.person.json --halter cleo.person.json --online refresher.person.json");
    }

    private static int Found(
        RepositoryFolder folder, bool isVendor, string[] roots, int threshold, string[] authors, string[] approvers, string[] halters, string online)
    {
        if (folder.IsInitialised)
        {
            return CommandFrame.Refuse($"{folder.Path} is a repository already; nothing was changed.");
        }
        var read = new List<IReadOnlyList<PublicKey>>();
        foreach (string[] paths in (string[][])[roots, authors, approvers, halters, [online]])
        {
            Result<IReadOnlyList<PublicKey>, string> keys = KeyFiles.PublicKeys(paths);
            if (!keys.IsOk) { return CommandFrame.Refuse(keys.Reason); }
            read.Add(keys.Value);
        }
        var founders = new Founders(read[0], threshold, read[1], read[2], read[3], read[4][0]);
        var roles = isVendor ? Roles.OfVendor : Roles.OfOperator;
        if (RepositoryFounding.Stage(folder, founders, roles, TimeProvider.System.GetUtcNow()) is { } refusal)
        {
            return CommandFrame.Refuse(refusal);
        }
        Tell(folder);
        return CommandFrame.Done;
    }

    private static Command Sign()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> key = PublishingOptions.Key();
        Option<string?> passphrase = PublishingOptions.Passphrase();
        var command = new Command(
            "sign", "Sign what is staged as a root holder or halter; root, targets and halt.")
        {
            folder, key, passphrase,
        };
        command.SetAction((parsed, _) => PublishingOptions.WithKeyAsync(parsed.GetValue(key)!, parsed.GetValue(passphrase), secret =>
            Task.FromResult(SignAs(new RepositoryFolder(parsed.GetValue(folder)!), secret, SignerPart.Holder))));
        return command.WithExample("edge-operator repo sign town --key anna.person.key");
    }

    /// <summary>Signs every staged document in which the key has the part, and says what is still
    /// missing.</summary>
    internal static int SignAs(RepositoryFolder folder, PersonKey key, SignerPart part)
    {
        Result<IReadOnlyList<MetadataDocument>, string> documents = Signing.Find(folder, key, part);
        if (!documents.IsOk) { return CommandFrame.Refuse(documents.Reason); }
        Signing.Sign(folder, key, documents.Value);
        Tell(folder);
        return CommandFrame.Done;
    }

    private static Command Refresh()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> key = PublishingOptions.Key();
        Option<string?> passphrase = PublishingOptions.Passphrase();
        Option<int> days = PublishingOptions.Days(FreshDays);
        var command = new Command(
            "refresh", "Sign snapshot and timestamp anew, so that machines go on believing; for a timer on a machine that has no other key.")
        {
            folder, key, passphrase, days,
        };
        command.SetAction((parsed, cancellation) => PublishingOptions.WithKeyAsync(parsed.GetValue(key)!, parsed.GetValue(passphrase), async secret =>
            PublishingOptions.Print(await new Publisher(new RepositoryFolder(parsed.GetValue(folder)!), secret, TimeProvider.System)
                .RefreshAsync(parsed.GetValue(days), cancellation))));
        return command.WithExample("edge-operator repo refresh town --key refresher.person.key --days 7");
    }

    private static Command Status()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<bool> json = PublishingOptions.Json();
        var command = new Command("status", "Show what is staged and whose signatures it lacks.") { folder, json };
        command.SetAction((parsed, _) => PublishingOptions.GuardAsync(() =>
        {
            var repository = new RepositoryFolder(parsed.GetValue(folder)!);
            if (parsed.GetValue(json)) { Console.WriteLine(Signing.StateJson(repository).ToJsonString()); }
            else { Tell(repository); }
            return Task.FromResult(CommandFrame.Done);
        }));
        return command.WithExample("edge-operator repo status town");
    }

    private static Command Drop()
    {
        Argument<string> folder = PublishingOptions.Repository();
        var command = new Command("drop", "Take everything out that is staged; what is published stays as it is.") { folder };
        command.SetAction((parsed, _) => PublishingOptions.GuardAsync(() =>
        {
            IReadOnlyList<string> dropped = new RepositoryFolder(parsed.GetValue(folder)!).DropStaged();
            Console.WriteLine(dropped.Count == 0 ? "nothing was staged" : $"dropped: {string.Join(", ", dropped)}");
            return Task.FromResult(CommandFrame.Done);
        }));
        return command.WithExample("edge-operator repo drop town");
    }

    internal static void Tell(RepositoryFolder folder)
    {
        string[] lines = [.. Signing.State(folder)];
        foreach (string line in lines) { Console.WriteLine(line); }
        if (lines.Length == 0) { Console.WriteLine("nothing is staged"); }
    }

    private static Option<string[]> Keys(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };
}
