using System.Security.Cryptography;
using System.Text;

namespace Edge.Updates.Tuf;

/// <summary>The name of a target: relative, with slashes, safe to be joined to an address or a folder.</summary>
/// <remarks>Refused: more than 1024 bytes of UTF-8, control characters, a backslash, half a surrogate pair; empty segments
/// (so also a slash at either end), "." and "..". <c>?</c>, <c>#</c> and <c>%</c> are ordinary and are
/// percent-encoded in addresses.</remarks>
public sealed record TargetPath
{
    private TargetPath(string text) => (Text, Segments) = (text, text.Split('/'));

    public string Text { get; }

    internal string[] Segments { get; }

    public static Result<TargetPath, TufReason> From(string text)
    {
        bool usable = text.Length > 0
            && text.Length <= TufLimits.MaxTargetPathBytes
            && !text.Any(c => char.IsControl(c) || c == '\\')
            && text.Split('/').All(s => s is not ("" or "." or ".."))
            && IsWellFormed(text)
            && Encoding.UTF8.GetByteCount(text) <= TufLimits.MaxTargetPathBytes;
        if (usable) { return new TargetPath(text); }
        string shown = text.Length <= 64 ? text : text[..61] + "...";
        return new TufReason(TufRefusal.BadTargetPath, $"'{shown}': not a relative path without '.', '..' and control characters");
    }

    /// <summary>The file below the address of the targets.</summary>
    /// <param name="hash">Hexadecimal digits, with consistent snapshots; null: the plain name.</param>
    public string FileOf(string? hash)
    {
        string[] encoded = [.. Segments.Select(Uri.EscapeDataString)];
        if (hash is not null) { encoded[^1] = $"{hash}.{encoded[^1]}"; }
        return string.Join('/', encoded);
    }

    /// <summary>64 lower-case hexadecimal digits of SHA-256 over the path in UTF-8; picks hash prefixes and bins.</summary>
    internal string HashDigits() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    public override string ToString() => Text;

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune)) { return false; }
            i += rune.Utf16SequenceLength;
        }
        return true;
    }
}
