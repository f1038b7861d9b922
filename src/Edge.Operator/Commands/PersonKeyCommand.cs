using System.CommandLine;
using System.Text;
using Edge.Operator.Publishing;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator keys person</c>: a key pair for somebody who signs updates.</summary>
internal static class PersonKeyCommand
{
    private const int LeastPassphrase = 12;

    public static Command Create()
    {
        Option<string> name = new("--name") { Description = "Whose key it is", Required = true };
        Option<string> folder = new("--out")
        {
            Description = "The folder for both files",
            DefaultValueFactory = _ => ".",
        };
        Option<string?> passphrase = PublishingOptions.Passphrase();
        Option<bool> open = new("--no-passphrase") { Description = "For a machine that signs alone: the file is the key" };
        var command = new Command(
            "person", "Make a signing key: NAME.person.key stays with that person, encrypted; NAME.person.json goes to whoever makes the repository.")
        {
            name, folder, passphrase, open,
        };
        command.SetAction((parsed, _) => PublishingOptions.GuardAsync(() => Task.FromResult(
            Run(parsed.GetValue(name)!, parsed.GetValue(folder)!, parsed.GetValue(passphrase), parsed.GetValue(open)))));
        return command.WithExample("edge-operator keys person --name cleo --out /media/stick");
    }

    private static int Run(string name, string folder, string? passphraseFile, bool isOpen)
    {
        if (KeysCommand.RefuseName(name) is { } refusal) { return CommandFrame.Refuse(refusal); }
        (string? passphrase, string? missing) = isOpen ? ("", null) : KeyFiles.Passphrase(passphraseFile, $"New passphrase for {name}: ");
        if (missing is not null) { return CommandFrame.Refuse($"{missing} Or --no-passphrase."); }
        if (!isOpen && passphrase!.Length < LeastPassphrase)
        {
            return CommandFrame.Refuse($"The passphrase is too short; at least {LeastPassphrase} characters.");
        }
        using var key = PersonKey.Create();
        string secret = Path.Combine(folder, $"{name}.person.key"), handedOver = Path.Combine(folder, $"{name}.person.json");
        Directory.CreateDirectory(folder);
        if (!DurableFile.TryCreate(secret, Encoding.UTF8.GetBytes(key.ToPem(passphrase!)), DurableFile.OwnerOnly))
        {
            return CommandFrame.Refuse($"{secret} is there already and is not replaced: what it may sign, nobody else may.");
        }
        DurableFile.Replace(handedOver, Encoding.UTF8.GetBytes(key.Public.ToFile(name)), DurableFile.WorldReadable);
        Console.WriteLine($"{secret}: stays with {name}, offline; back it up\n{handedOver}: for edge-operator repo init");
        return CommandFrame.Done;
    }
}
