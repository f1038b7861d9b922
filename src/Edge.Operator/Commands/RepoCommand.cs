using System.CommandLine;
using Edge.Operator.Publishing;
using Edge.Operator.Releases;
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
        command.SetAction((parsed, cancellation) => PublishingOptions.GuardAsync(() =>
        {
            Result<Founders, string> founders = Read(
                parsed.GetValue(roots) ?? [], parsed.GetValue(threshold), parsed.GetValue(authors) ?? [],
                parsed.GetValue(approvers) ?? [],
                parsed.GetValue(halters) ?? [], parsed.GetValue(online)!);
            if (!founders.IsOk) { return Task.FromResult(CommandFrame.Refuse(founders.Reason)); }
            var repository = new RepositoryFolder(parsed.GetValue(folder)!);
            repository.Make();
            return PublishingOptions.HoldAsync(
                repository, () => Task.FromResult(
                    Found(repository, parsed.GetValue(kind) == "vendor", founders.Value)), cancellation);
        }));
        return command.WithExample(
            "edge-operator repo init town --kind operator --root anna.person.json --root ben.person.json --author cleo.person.json "
            + "--approver dora.person.json --halter cleo.person.json --online refresher.person.json");
    }

    private static Result<Founders, string> Read(
        string[] roots, int threshold, string[] authors, string[] approvers, string[] halters, string online)
    {
        var read = new List<IReadOnlyList<PublicKey>>();
        foreach (string[] paths in (string[][])[roots, authors, approvers, halters, [online]])
        {
            Result<IReadOnlyList<PublicKey>, string> keys = KeyFiles.PublicKeys(paths);
            if (!keys.IsOk) { return keys.Reason; }
            read.Add(keys.Value);
        }
        return new Founders(read[0], threshold, read[1], read[2], read[3], read[4][0]);
    }

    private static int Found(RepositoryFolder folder, bool isVendor, Founders founders)
    {
        if (folder.IsInitialised)
        {
            return CommandFrame.Refuse($"{folder.Path} is a repository already; nothing was changed.");
        }
        var roles = isVendor ? Roles.OfVendor : Roles.OfOperator;
        return Changed(folder,
            RepositoryFounding.Stage(folder, founders, roles, TimeProvider.System.GetUtcNow()));
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
        command.SetAction((parsed, cancellation) => PublishingOptions.WriteAsync(
            parsed.GetValue(folder)!, parsed.GetValue(key)!, parsed.GetValue(passphrase),
            (repository, secret) =>
                Task.FromResult(SignAs(repository, secret, SignerPart.Holder)), cancellation));
        return command.WithExample("edge-operator repo sign town --key anna.person.key");
    }

    /// <summary>Signs every staged document in which the key has the part, and says what is still
    /// missing.</summary>
    internal static int SignAs(RepositoryFolder folder, PersonKey key, SignerPart part)
    {
        Result<IReadOnlyList<MetadataDocument>, string> documents = Signing.Find(folder, key, part);
        if (!documents.IsOk) { return CommandFrame.Refuse(documents.Reason); }
        return Changed(folder, Signing.Sign(folder, key, documents.Value));
    }

    /// <summary>Says what is staged now, and what that lacks.</summary>
    /// <param name="refusal">Null: it was changed.</param>
    internal static int Changed(RepositoryFolder folder, string? refusal)
    {
        if (refusal is not null) { return CommandFrame.Refuse(refusal); }
        Tell(folder);
        return CommandFrame.Done;
    }

    private static Command Refresh()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> key = PublishingOptions.Key();
        Option<string?> passphrase = PublishingOptions.Passphrase();
        Option<int> days = PublishingOptions.Days(FreshDays);
        Option<bool> vouched = PublishingOptions.ClockIsRight();
        var command = new Command(
            "refresh", "Sign snapshot and timestamp anew, so that machines go on believing; for a timer on a machine that has no other key.")
        {
            folder, key, passphrase, days, vouched,
        };
        command.SetAction((parsed, cancellation) => PublishingOptions.WriteAsync(
            parsed.GetValue(folder)!, parsed.GetValue(key)!, parsed.GetValue(passphrase),
            async (repository, secret) =>
            {
                var publisher = new Publisher(repository, secret, TimeProvider.System)
                {
                    ClockIsRight = parsed.GetValue(vouched),
                };
                return PublishingOptions.Print(
                    await publisher.RefreshAsync(parsed.GetValue(days), cancellation));
            }, cancellation));
        return command.WithExample("edge-operator repo refresh town --key refresher.person.key --days 7");
    }

    private static Command Status()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<bool> json = PublishingOptions.Json();
        var command = new Command("status", "Show what is staged and whose signatures it lacks.") { folder, json };
        command.SetAction((parsed, _) => PublishingOptions.ReadAsync(parsed.GetValue(folder)!, repository =>
        {
            if (parsed.GetValue(json)) { Console.WriteLine(Signing.StateJson(repository).ToJsonString()); }
            else { Tell(repository); }
            return CommandFrame.Done;
        }));
        return command.WithExample("edge-operator repo status town");
    }

    private static Command Drop()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string[]> roles = new("--role")
        {
            Description = "Only this role, such as halt; repeat; by default everything that is staged",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("drop", "Take out what is staged; what is published stays as it is.")
        {
            folder, roles,
        };
        command.SetAction((parsed, cancellation) => PublishingOptions.WriteAsync(
            parsed.GetValue(folder)!, repository =>
                Drop(repository, parsed.GetValue(roles) ?? []), cancellation));
        return command.WithExample("edge-operator repo drop town --role rollout");
    }

    private static int Drop(RepositoryFolder folder, string[] roles)
    {
        IReadOnlyList<string> staged = folder.StagedRoles;
        if (roles.FirstOrDefault(role => !staged.Contains(role)) is { } absent)
        {
            string there = staged.Count == 0 ? "nothing is" : $"staged are {string.Join(", ", staged)}";
            return CommandFrame.Refuse($"{absent}: nothing of it is staged; {there}. Nothing was dropped.");
        }
        IReadOnlyList<string> dropped = roles.Length == 0 ? staged : roles;
        StagedContents.Drop(folder, dropped);
        string names = string.Join(", ", dropped);
        Console.WriteLine(dropped.Count == 0 ? "nothing was staged" : $"dropped: {names}");
        return CommandFrame.Done;
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
