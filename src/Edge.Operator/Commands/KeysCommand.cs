using System.CommandLine;
using Edge.Keys;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator keys</c>: key pairs of people; here those of somebody who opens
/// batches.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        Option<string> name = new("--name")
        {
            Description = "The recipient's name as site files give it",
            Required = true,
        };
        Option<string> folder = new("--out")
        {
            Description = "The folder for both files",
            DefaultValueFactory = _ => ".",
        };
        var recipient = new Command(
            "recipient", "Make a recipient's key pair: NAME.recipient.key stays secret, NAME.recipient.json goes to the gateways.")
        {
            name, folder,
        };
        recipient.SetAction(parsed => Run(parsed.GetValue(name)!, parsed.GetValue(folder)!));
        return new Command("keys", "Make keys.")
        {
            recipient.WithExample("edge-operator keys recipient --name analysis --out keys"), PersonKeyCommand.Create(),
        };
    }

    /// <summary>Null for a name that files and people can carry; otherwise the refusal.</summary>
    internal static string? RefuseName(string name) =>
        name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? $"--name: '{name}' is no name; expected 1 to 64 letters, digits, '-' or '_'."
            : null;

    private static int Run(string name, string folder)
    {
        if (RefuseName(name) is { } refusal) { return CommandFrame.Refuse(refusal); }

        using var key = RecipientSecretKey.Create();
        string secret = Path.Combine(folder, $"{name}.recipient.key");
        string open = Path.Combine(folder, $"{name}.recipient.json");
        try
        {
            Directory.CreateDirectory(folder);
            if (!DurableFile.TryCreate(secret, key.Export(), DurableFile.OwnerOnly))
            {
                return CommandFrame.Refuse(
                    $"{secret} is there already and is not replaced: what was sealed for it could never be opened again.");
            }

            string descriptor = new RecipientDescriptor(name, key.PublicKey).ToJson();
            DurableFile.Replace(open, System.Text.Encoding.UTF8.GetBytes(descriptor), DurableFile.WorldReadable);
            Console.WriteLine($"{secret}: keep it secret, back it up\n{open}: into the trust folder of each gateway");
            return CommandFrame.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse($"The keys cannot be written: {exception.Message}");
        }
    }
}
