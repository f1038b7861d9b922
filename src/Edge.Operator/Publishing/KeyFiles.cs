namespace Edge.Operator.Publishing;

/// <summary>Reads keys of persons from their files; a passphrase comes from a file or is asked for at the
/// terminal.</summary>
internal static class KeyFiles
{
    private const int MaxBytes = 8_192;

    /// <param name="passphraseFile">Its first line is the passphrase; null: the terminal is asked where the
    /// key needs one.</param>
    public static Result<PersonKey, string> Secret(string path, string? passphraseFile)
    {
        Result<byte[], string> bytes = GivenFile.Read(path, MaxBytes);
        if (!bytes.IsOk) { return bytes.Reason; }
        string pem = System.Text.Encoding.UTF8.GetString(bytes.Value);
        if (!PersonKey.IsEncrypted(pem)) { WarnOfReaders(path); }
        if (!PersonKey.IsEncrypted(pem)) { return PersonKey.FromPem(pem, "", path); }
        (string? passphrase, string? refusal) = Passphrase(passphraseFile, $"Passphrase of {path}: ");
        return refusal is null ? PersonKey.FromPem(pem, passphrase!, path) : refusal;
    }

    // Whoever can read it can sign with it.
    private static void WarnOfReaders(string path)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        if (!File.Exists(path) || (File.GetUnixFileMode(path) & Others) == 0) { return; }
        Console.Error.WriteLine($"Warning: {path} has no passphrase and can be read by others than its owner: chmod 600 {path}");
    }

    public static Result<PublicKey, string> Public(string path)
    {
        Result<byte[], string> bytes = GivenFile.Read(path, MaxBytes);
        return bytes.IsOk ? PublicKey.Read(bytes.Value, path) : bytes.Reason;
    }

    public static Result<IReadOnlyList<PublicKey>, string> PublicKeys(IEnumerable<string> paths)
    {
        var keys = new List<PublicKey>();
        foreach (string path in paths)
        {
            Result<PublicKey, string> key = Public(path);
            if (!key.IsOk) { return key.Reason; }
            if (keys.Any(each => each.Id == key.Value.Id)) { return $"{path}: the same key is given twice."; }
            keys.Add(key.Value);
        }
        return keys;
    }

    /// <summary>One of the two: the passphrase, or why there is none.</summary>
    public static (string? Passphrase, string? Refusal) Passphrase(string? file, string prompt)
    {
        if (file is not null)
        {
            Result<byte[], string> bytes = GivenFile.Read(file, MaxBytes);
            return bytes.IsOk ? (System.Text.Encoding.UTF8.GetString(bytes.Value).Split('\n')[0].TrimEnd('\r'), null) : (null, bytes.Reason);
        }
        if (Console.IsInputRedirected)
        {
            return (null, "A passphrase is needed and there is no terminal: --passphrase-file FILE.");
        }
        Console.Error.Write(prompt);
        var text = new System.Text.StringBuilder();
        for (ConsoleKeyInfo pressed; (pressed = Console.ReadKey(intercept: true)).Key != ConsoleKey.Enter;)
        {
            if (pressed.Key != ConsoleKey.Backspace) { text.Append(pressed.KeyChar); }
            else if (text.Length > 0) { text.Length--; }
        }
        Console.Error.WriteLine();
        return (text.ToString(), null);
    }
}
