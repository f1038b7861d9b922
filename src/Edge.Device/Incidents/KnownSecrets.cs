using System.Security.Cryptography;
using System.Text;
using Edge.Platform.Files;
using Edge.Updates.Bell;

namespace Edge.Device.Incidents;

/// <summary>Every secret that lies on a gateway, as bytes: none of them may leave it in a bundle.</summary>
/// <remarks>Keys of this start (batches, audit heads, epochs) are in memory only, and no other process has them.</remarks>
internal static class KnownSecrets
{
    private const int MaxFileBytes = 64 * 1024;

    /// <summary>Of the state folder; a gateway has some twenty.</summary>
    private const int MaxFiles = 1_024;

    /// <summary>The identity and its private number; the bell's password; private keys that somebody left where only public
    /// ones belong.</summary>
    /// <param name="state">The folder of the identity, and of the gateway's user: a link there is followed nowhere.</param>
    /// <param name="folders">Of root. Like the state, they are looked through for files that hold a secret, not below.</param>
    public static List<byte[]> Find(string state, string bell, IEnumerable<string> folders)
    {
        var secrets = new List<byte[]>();
        if (ReadStrangers(Path.Combine(state, IncidentSources.IdentityName)) is { } key)
        {
            secrets.Add(key);
            if (PrivateNumber(key) is { } number) { secrets.Add(number); }
        }

        if (Read(bell) is { } setup && BellSetup.Read(setup) is { IsOk: true, Value.Password: { } password })
        {
            secrets.Add(Encoding.UTF8.GetBytes(password));
        }

        secrets.AddRange(Files(state).Take(MaxFiles).Select(ReadStrangers).OfType<byte[]>().SelectMany(Marked));
        secrets.AddRange(folders.SelectMany(Files).Select(Read).OfType<byte[]>().SelectMany(Marked));

        return secrets;
    }

    private static string[] Files(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The lines of a private key in PEM, and the values of the members of a document that are called secret.</summary>
    private static IEnumerable<byte[]> Marked(byte[] content)
    {
        string text = Encoding.Latin1.GetString(content);
        if (!text.Contains("PRIVATE KEY", StringComparison.Ordinal) && !text.Contains("secret", StringComparison.OrdinalIgnoreCase)) { yield break; }
        foreach (string word in text.Split(['\n', '\r', '"', ' ', ':', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Length >= 16 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '/' or '=' or '-' or '_'))
            {
                yield return Encoding.Latin1.GetBytes(word);
            }
        }
    }

    private static byte[]? PrivateNumber(byte[] pkcs8)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            return key.ExportParameters(includePrivateParameters: true).D;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[]? ReadStrangers(string path)
    {
        try
        {
            return StrangersFile.ReadAll(path, MaxFileBytes) is { Length: > 0 } content ? content : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static byte[]? Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > 0 and <= MaxFileBytes } ? File.ReadAllBytes(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
