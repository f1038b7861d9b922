using System.CommandLine;
using System.Globalization;
using Edge.Operator.Publishing;
using Edge.Platform.CommandLine;
using Edge.Updates.Tuf;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator repo rotate|renew|keys</c>: who holds the keys of a repository, and until when its documents are believed.</summary>
internal static class RotateCommand
{
    private const int SoonDays = 90;

    public static Command Rotate()
    {
        Argument<string> folder = PublishingOptions.Repository();
        (KeyPart Part, Option<string[]> Add, Option<string[]> Remove)[] parts =
        [
            Both(KeyPart.Root, "root"), Both(KeyPart.Author, "author"), Both(KeyPart.Approver, "approver"), Both(KeyPart.Halter, "halter"),
        ];
        Option<int?> threshold = new("--threshold") { Description = "How many root holders must sign from now on" };
        Option<string?> online = new("--online")
        {
            Description = "Public key of the machine that refreshes from now on (NAME.person.json)",
        };
        var command = new Command(
            "rotate", "Stage a change of keys. Root: enough of the holders before and enough of those afterwards sign. "
            + "Documents whose signers are gone are staged for those who are there. Publish it alone.")
        {
            folder, threshold, online,
        };
        foreach ((_, Option<string[]> add, Option<string[]> remove) in parts)
        {
            command.Add(add);
            command.Add(remove);
        }
        command.SetAction((parsed, cancellation) =>
            PublishingOptions.WriteAsync(parsed.GetValue(folder)!, repository =>
        {
            var added = new List<(KeyPart, PublicKey)>();
            var removed = new List<(KeyPart, string)>();
            foreach ((KeyPart part, Option<string[]> add, Option<string[]> remove) in parts)
            {
                Result<IReadOnlyList<PublicKey>, string> keys = KeyFiles.PublicKeys(parsed.GetValue(add) ?? []);
                if (!keys.IsOk) { return CommandFrame.Refuse(keys.Reason); }
                added.AddRange(keys.Value.Select(key => (part, key)));
                removed.AddRange((parsed.GetValue(remove) ?? []).Select(id => (part, id)));
            }
            PublicKey? machine = null;
            if (parsed.GetValue(online) is { } path)
            {
                Result<PublicKey, string> key = KeyFiles.Public(path);
                if (!key.IsOk) { return CommandFrame.Refuse(key.Reason); }
                machine = key.Value;
            }
            return Stage(repository, new KeyChange(added, removed, parsed.GetValue(threshold), machine));
        }, cancellation));
        return command.WithExample("edge-operator repo rotate town --remove-root 9f86d081... --add-root emil.person.json");
    }

    public static Command Renew()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string[]> roles = new("--role")
        {
            Description = "Which; repeat; by default those that end within 90 days",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<int?> days = new("--days")
        {
            Description = "How many days machines believe them; by default 1825 (root) and 365",
        };
        days.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }]
                && !(int.TryParse(text, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= 3650))
            {
                result.AddError($"--days: '{text}' is not 1 to 3650.");
            }
        });
        var command = new Command(
            "renew", "Stage the documents that persons sign, as they are, with a later end; sign and publish them. "
            + "For snapshot and timestamp: refresh.")
        {
            folder, roles, days,
        };
        command.SetAction((parsed, cancellation) => PublishingOptions.WriteAsync(
            parsed.GetValue(folder)!, repository =>
                Renew(repository, parsed.GetValue(roles) is { Length: > 0 } some ? some : null,
                    parsed.GetValue(days)),
            cancellation));
        return command.WithExample("edge-operator repo renew town");
    }

    public static Command Keys()
    {
        Argument<string> folder = PublishingOptions.Repository();
        var command = new Command("keys", "List the keys of what is published: id, and what each may sign.") { folder };
        command.SetAction((parsed, _) => PublishingOptions.ReadAsync(parsed.GetValue(folder)!, List));
        return command.WithExample("edge-operator repo keys town");
    }

    private static int Stage(RepositoryFolder folder, KeyChange change)
    {
        return RepoCommand.Changed(
            folder, KeyRotation.Stage(folder, change, TimeProvider.System.GetUtcNow()));
    }

    private static int Renew(RepositoryFolder folder, string[]? roles, int? days)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Result<IReadOnlyList<string>, string> staged = KeyRotation.Renew(folder, roles, TimeSpan.FromDays(SoonDays), days, now);
        if (!staged.IsOk) { return CommandFrame.Refuse(staged.Reason); }
        if (staged.Value.Count == 0) { Console.WriteLine($"nothing ends within {SoonDays} days"); }
        else { RepoCommand.Tell(folder); }
        return CommandFrame.Done;
    }

    private static int List(RepositoryFolder folder)
    {
        if (folder.Published(TufNames.Root) is not { } root || folder.Published(TufNames.Targets) is not { } targets)
        {
            return CommandFrame.Refuse($"{folder.Path} has published nothing.");
        }
        if (!root.IsOk) { return CommandFrame.Refuse(root.Reason); }
        if (!targets.IsOk) { return CommandFrame.Refuse(targets.Reason); }
        Result<Founders, string> read = Founders.Read(root.Value, targets.Value);
        if (!read.IsOk) { return CommandFrame.Refuse(read.Reason); }
        Founders founders = read.Value;
        (string Part, IReadOnlyList<PublicKey> Keys)[] parts =
        [
            ($"root ({founders.Threshold} of {founders.Roots.Count})", founders.Roots), ("author", founders.Authors),
            ("approver", founders.Approvers), ("halter", founders.Halters), ("online", [founders.Online]),
        ];
        foreach (string id in parts.SelectMany(part => part.Keys).Select(key => key.Id).Distinct())
        {
            IEnumerable<string> its = parts.Where(part => part.Keys.Any(key => key.Id == id)).Select(part => part.Part);
            Console.WriteLine($"{id}  {string.Join(", ", its)}");
        }
        return CommandFrame.Done;
    }

    private static (KeyPart Part, Option<string[]> Add, Option<string[]> Remove) Both(KeyPart part, string name) => (
        part,
        new Option<string[]>($"--add-{name}")
        {
            Description = $"Public key of a new {KeyChange.Word(part)} (NAME.person.json); repeat",
            AllowMultipleArgumentsPerToken = true,
        },
        new Option<string[]>($"--remove-{name}")
        {
            Description = $"Id of a key that is {KeyChange.Word(part)} no longer (repo keys lists them); repeat",
            AllowMultipleArgumentsPerToken = true,
        });
}
