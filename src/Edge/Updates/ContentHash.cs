using System.Security.Cryptography;

namespace Edge.Updates;

/// <summary>SHA-256 of a file: its name in slots, on sticks and in repositories.</summary>
/// <remarks>64 lower-case hexadecimal digits. <c>default</c> is the hash of nothing that exists and prints as empty.</remarks>
public readonly record struct ContentHash
{
    private const int Digits = 2 * SHA256.HashSizeInBytes;

    private readonly string? _text;

    private ContentHash(string text) => _text = text;

    public static ContentHash Of(ReadOnlySpan<byte> content) =>
        new(Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>From a finished computation of SHA-256.</summary>
    public static ContentHash FromDigest(ReadOnlySpan<byte> digest) => digest.Length == SHA256.HashSizeInBytes
        ? new(Convert.ToHexStringLower(digest))
        : throw new ArgumentException("Not the length of SHA-256.", nameof(digest));

    /// <summary>Null for anything but 64 lower-case digits: one hash has one spelling, because it is a file name.</summary>
    public static ContentHash? TryParse(string text) =>
        text.Length == Digits && text.All(char.IsAsciiHexDigitLower) ? new(text) : null;

    public override string ToString() => _text ?? "";
}
