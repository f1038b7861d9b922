using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>Users that a password, or none at all, lets in, that have the rights of root, or whose keys are
/// taken. What a password's hash is never leaves this class.</summary>
/// <remarks>Source: passwd(5): a password field that is no <c>x</c> counts in place of the shadow file's; an
/// empty one asks for no password. sshd(8): AUTHORIZED_KEYS FILE FORMAT.</remarks>
internal sealed class AccountScan(MachineRoot root)
{
    public const string Passwords = "/etc/passwd";
    public const string Shadow = "/etc/shadow";

    private const int MostUsers = 1024;
    private static readonly string[] KernelsOwn = ["/dev", "/proc", "/sys", "/run"];
    private static readonly string[] KeyFiles = ["authorized_keys", "authorized_keys2"];

    public IEnumerable<Found> All()
    {
        Dictionary<string, string> shadow = Fields(root.TryRead(Shadow));
        User[] users = [.. Users()];
        foreach (User user in users)
        {
            string? field = user.IsShadowed ? shadow.GetValueOrDefault(user.Name) : user.Field;
            string[] why = [.. Why(user, field)];
            if (why.Length > 0) { yield return Found.Of(FoundKind.Account, user.Name).With("why", string.Join(", ", why)); }
        }

        // An entry that no user has yet would count as soon as there is one.
        foreach ((string name, string field) in shadow.Where(each => !users.Any(user => user.Name == each.Key)))
        {
            if (!IsLocked(field)) { yield return Found.Of(FoundKind.Account, name).With("why", WhyOpen(field)); }
        }

        foreach (User user in users.DistinctBy(user => user.Home))
        {
            foreach (string file in KeyFiles.Select(name => $"{user.Home}/.ssh/{name}").Where(HasText))
            {
                yield return Found.Of(FoundKind.Account, user.Name).With("keys", file);
            }
        }
    }

    /// <summary>Where the keys of root and of users with a shell lie, whether or not there are any.</summary>
    public IEnumerable<string> KeyFolders() => Users().Where(user => user.IsRoot || user.HasShell)
        .Where(user => !KernelsOwn.Any(folder => user.Home.StartsWith(folder, StringComparison.Ordinal)))
        .Select(user => $"{user.Home}/.ssh").Distinct(StringComparer.Ordinal);

    /// <summary>Which file holds the password field that counts for a user, and the field; null: there is no
    /// such user. Throws <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/> where a file
    /// cannot be read.</summary>
    public (string File, string Field)? FieldOf(string name)
    {
        string file = Users().FirstOrDefault(user => user.Name == name) is { IsShadowed: false } ? Passwords : Shadow;
        return Fields(root.Read(file)).TryGetValue(name, out string? field) ? (file, field) : null;
    }

    // Source: shadow(5): a field that begins with ! is locked; * can be no hash.
    public static bool IsLocked(string field) => field.StartsWith('!') || field.StartsWith('*');

    private static IEnumerable<string> Why(User user, string? field)
    {
        if (user.IsRoot && user.Name != "root") { yield return "it has the rights of root"; }
        if (field is null || IsLocked(field)) { yield break; }
        yield return user.IsShadowed ? WhyOpen(field) : $"{WhyOpen(field)}, in {Passwords}";
    }

    private static string WhyOpen(string field) => field.Length == 0 ? "without a password" : "it has a password";

    // Of two entries of one name the first counts.
    private static Dictionary<string, string> Fields(string? text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        IEnumerable<string[]> lines = (text ?? "").Split('\n').Select(line => line.TrimStart().Split(':'));
        foreach (string[] words in lines.Where(words => words.Length >= 2 && words[0].Length > 0))
        {
            fields.TryAdd(words[0], words[1]);
        }

        return fields;
    }

    private IEnumerable<User> Users() => root.Lines(Passwords).Select(line => line.TrimStart().Split(':'))
        .Where(words => words.Length >= 4 && words[0].Length > 0 && words[0][0] is not ('#' or '+' or '-'))
        .DistinctBy(words => words[0]).Take(MostUsers)
        .Select(words => new User(words[0], words[1], IsZero(words[2]), words.Length > 5 ? words[5].TrimEnd('/') : "",
            words.Length <= 6 || !(words[6].EndsWith("/nologin", StringComparison.Ordinal) || words[6].EndsWith("/false", StringComparison.Ordinal))));

    /// <summary>As the C library reads a number: with blanks and a sign before it.</summary>
    private static bool IsZero(string text)
    {
        string digits = text.TrimStart();
        digits = digits is ['+' or '-', ..] ? digits[1..] : digits;
        return digits.Length > 0 && digits.All(letter => letter == '0');
    }

    private bool HasText(string path)
    {
        var file = new FileInfo(root.PathOf(path));
        return file.LinkTarget is not null || (file.Exists && file.Length > 0);
    }

    private sealed record User(string Name, string Field, bool IsRoot, string Home, bool HasShell)
    {
        public bool IsShadowed => Field == "x";
    }
}
