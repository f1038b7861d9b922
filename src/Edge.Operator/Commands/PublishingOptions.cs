using System.CommandLine;
using Edge.Operator.Publishing;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;

namespace Edge.Operator.Commands;

/// <summary>What the commands that write a repository have in common.</summary>
internal static class PublishingOptions
{
    public static Argument<string> Repository() => new("repository") { Description = "The repository's folder (edge-operator repo init)" };

    public static Option<string> Key() => new("--key") { Description = "The secret key of whoever signs (NAME.person.key)", Required = true };

    public static Option<string?> Passphrase() => new("--passphrase-file")
    {
        Description = "A file whose first line is the passphrase of the key; otherwise the terminal is asked",
    };

    public static Option<int> Days(int usual) => new("--days")
    {
        Description = "How many days machines believe it, 1 to 3650", DefaultValueFactory = _ => usual,
        Validators =
        {
            result =>
            {
                if (result.Tokens.Count == 1 && !(int.TryParse(result.Tokens[0].Value, out int days) && days is >= 1 and <= 3650))
                {
                    result.AddError($"--days: '{result.Tokens[0].Value}' is not 1 to 3650.");
                }
            },
        },
    };

    public static Option<bool> Json() => new("--json") { Description = "For programs" };

    public static Option<bool> ClockIsRight() => new("--clock-is-right")
    {
        Description = "Sign although the clock is far from the last timestamp: somebody has looked at it",
    };

    /// <summary>Opens a key, does something with it, and turns what the disk says into a refusal.</summary>
    public static async Task<int> WithKeyAsync(string key, string? passphraseFile, Func<PersonKey, Task<int>> act)
    {
        Result<PersonKey, string> read = KeyFiles.Secret(key, passphraseFile);
        if (!read.IsOk) { return CommandFrame.Refuse(read.Reason); }
        using PersonKey secret = read.Value;
        return await GuardAsync(() => act(secret));
    }

    public static async Task<int> GuardAsync(Func<Task<int>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse($"Not done: {exception.Message}");
        }
    }

    /// <summary>Looks at a repository; refused where there is none.</summary>
    public static Task<int> ReadAsync(string path, Func<RepositoryFolder, Task<int>> act) => GuardAsync(() =>
    {
        var folder = new RepositoryFolder(path);
        return folder.IsInitialised
            ? act(folder)
            : Task.FromResult(CommandFrame.Refuse(
                $"{folder.Path} is no repository: edge-operator repo init makes one."));
    });

    public static Task<int> ReadAsync(string path, Func<RepositoryFolder, int> act) =>
        ReadAsync(path, folder => Task.FromResult(act(folder)));

    /// <summary>Changes a repository; nobody else does meanwhile.</summary>
    public static Task<int> WriteAsync(
        string path, Func<RepositoryFolder, Task<int>> act, CancellationToken cancellation) =>
        ReadAsync(path, folder => HoldAsync(folder, () => act(folder), cancellation));

    public static Task<int> WriteAsync(
        string path, Func<RepositoryFolder, int> act, CancellationToken cancellation) =>
        WriteAsync(path, folder => Task.FromResult(act(folder)), cancellation);

    /// <summary>The same with a key; its passphrase is asked for before the lock is taken.</summary>
    public static Task<int> WriteAsync(
        string path, string key, string? passphraseFile, Func<RepositoryFolder, PersonKey, Task<int>> act,
        CancellationToken cancellation) =>
        WithKeyAsync(key, passphraseFile, secret =>
            WriteAsync(path, folder => act(folder, secret), cancellation));

    /// <summary>With the writer's lock of a folder that is there.</summary>
    public static async Task<int> HoldAsync(
        RepositoryFolder folder, Func<Task<int>> act, CancellationToken cancellation)
    {
        Result<FolderLock, string> turn =
            await WriterTurn.TakeAsync(folder, TimeProvider.System, cancellation);
        if (!turn.IsOk) { return CommandFrame.Refuse(turn.Reason); }
        using FolderLock held = turn.Value;
        return await act();
    }

    public static int Print(Result<IReadOnlyList<string>, string> result)
    {
        if (!result.IsOk) { return CommandFrame.Refuse(result.Reason); }
        foreach (string line in result.Value) { Console.WriteLine(line); }
        return CommandFrame.Done;
    }
}
