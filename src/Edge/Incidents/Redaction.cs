using System.Text;
using System.Text.RegularExpressions;

namespace Edge.Incidents;

/// <summary>Takes secrets out of a text before it leaves the gateway: those that are known by their bytes,
/// and what stands
/// where secrets stand.</summary>
/// <remarks>Known secrets are found as text, in hexadecimal and in base64 at each alignment. By its place:
/// private keys in PEM,
/// what follows a key such as <c>password:</c> or <c>token=</c> (also in a block below it), and who logs in
/// by a URL. Rather too
/// much goes than too little. One of fewer than <see cref="ShortestBytes"/> bytes is only found by its
/// place.</remarks>
public sealed partial class Redaction
{
    public const string Mark = "[removed]";

    /// <summary>A shorter secret would take half of every text with it.</summary>
    public const int ShortestBytes = 4;

    private readonly string[] _needles;
    private readonly byte[][] _bytes;

    /// <param name="secrets">As bytes; texts in UTF-8.</param>
    public Redaction(IEnumerable<byte[]> secrets)
    {
        _bytes = [.. secrets.Where(secret => secret.Length >= ShortestBytes)];
        // The longest first: one may be part of another.
        _needles = [.. _bytes.SelectMany(Spellings).Distinct(StringComparer.Ordinal).OrderByDescending(needle => needle.Length)];
    }

    /// <summary>The text without them.</summary>
    public string Clean(string text)
    {
        foreach (string needle in _needles)
        {
            text = text.Replace(needle, Mark, StringComparison.OrdinalIgnoreCase);
        }
        text = PrivateKey().Replace(text, Mark);
        text = UserOfUrl().Replace(text, $"://{Mark}@");
        return string.Join('\n', CleanLines(text.Split('\n')));
    }

    /// <summary>True where a known secret stands in bytes that are not a text, or in a text that was not
    /// cleaned.</summary>
    public bool IsIn(ReadOnlySpan<byte> content)
    {
        foreach (byte[] secret in _bytes)
        {
            if (content.IndexOf(secret) >= 0) { return true; }
        }

        string text = Encoding.Latin1.GetString(content);
        return _needles.Any(needle => text.Contains(needle, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> CleanLines(string[] lines)
    {
        int hiddenBelow = -1;
        foreach (string line in lines)
        {
            int indent = line.Length - line.TrimStart().Length;
            bool isBlank = line.AsSpan().Trim().IsEmpty;
            if (hiddenBelow >= 0 && (isBlank || indent > hiddenBelow))
            {
                yield return isBlank ? line : line[..indent] + Mark;
                continue;
            }

            hiddenBelow = -1;
            Match match = Named().Match(line);
            if (!match.Success)
            {
                yield return line;
                continue;
            }

            (string cleaned, bool goesOn) = CleanLine(line, match);
            if (goesOn) { hiddenBelow = indent; }
            yield return cleaned;
        }
    }

    /// <summary>A quoted value goes up to its quote, another to the end of its line.</summary>
    private static (string Line, bool GoesOn) CleanLine(string line, Match match)
    {
        var cleaned = new StringBuilder();
        int at = 0;
        while (match.Success)
        {
            int value = match.Index + match.Length;
            cleaned.Append(line, at, value - at);
            ReadOnlySpan<char> rest = line.AsSpan(value).Trim();
            if (rest.IsEmpty || rest[0] is '|' or '>')
            {
                return (cleaned.Append(line.AsSpan(value)).ToString(), true);
            }
            cleaned.Append(Mark);
            at = EndOfValue(line, value);
            match = Named().Match(line, at);
        }

        return (cleaned.Append(line.AsSpan(at)).ToString(), false);
    }

    private static int EndOfValue(string line, int start)
    {
        char quote = line[start];
        if (quote is not ('"' or '\'')) { return line.Length; }
        for (int i = start + 1; i < line.Length; i++)
        {
            if (line[i] == '\\' && quote == '"') { i++; }
            else if (line[i] == quote && quote == '\'' && i + 1 < line.Length && line[i + 1] == quote)
            {
                i++;
            }
            else if (line[i] == quote) { return i + 1; }
        }

        return line.Length;
    }

    private static IEnumerable<string> Spellings(byte[] secret)
    {
        yield return Encoding.Latin1.GetString(secret);
        yield return Encoding.UTF8.GetString(secret);
        yield return Convert.ToHexString(secret);
        for (int shift = 0; shift < 3; shift++)
        {
            // What stands before it fills the first characters; what follows changes the last.
            byte[] padded = [.. new byte[shift], .. secret];
            string text = Convert.ToBase64String(padded).TrimEnd('=');
            int from = shift == 0 ? 0 : shift + 1;
            int whole = 8 * padded.Length / 6;
            if (whole - from < 8) { continue; }
            yield return text[from..whole];
            yield return text[from..whole].Replace('+', '-').Replace('/', '_');
        }
    }

    [GeneratedRegex(
        @"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----(?:(?!-----END).){0,65536}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\z)?",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex PrivateKey();

    // A password may hold what should have been written as %40 or %2F: it goes up to the last @.
    [GeneratedRegex(@"://(?:[^\s""'@/:]{0,256}:[^\s""']{1,512}|[^/\s""'@]{1,512})@", RegexOptions.CultureInvariant)]
    private static partial Regex UserOfUrl();

    // A pin of four to eight digits is one that opens a SIM; others name a line of the board.
    [GeneratedRegex(
        @"(?:(?:passw(?:or)?d|pwd|passphrase|passcode|secret|token|credential|authorization|psk|sharedaccesssignature"
        + @"|(?:private|api|access)[-_ ]?key)[a-z]{0,8}"
        + @"|(?<![a-z])(?:pass|community|sas|sig)|(?<![a-z])pin(?=[""']?\s{0,8}[:=]\s{0,64}[""']?[0-9]{4,8}(?![0-9a-z])))"
        + @"[""']?\s{0,8}[:=]\s{0,64}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
