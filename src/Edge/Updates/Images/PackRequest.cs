using System.Globalization;
using System.Text;
using Edge.Updates.Trust;

namespace Edge.Updates.Images;

/// <summary>What the slot writer, which has no network, asks the fetcher for: a piece of a pack.</summary>
/// <param name="Repository">Its name in the map.</param>
/// <param name="From">The first byte.</param>
/// <param name="Length">In bytes, at least one.</param>
/// <param name="Whole">Length of the pack in bytes.</param>
/// <param name="BytesPerSecond">Not faster than that; null: as fast as it goes.</param>
/// <param name="Address">Which of the addresses of the repository; 0: the first.</param>
/// <remarks>One line. File: docs/formats/pack-socket.md.</remarks>
public sealed record PackRequest(
    string Repository, ContentHash Pack, long From, long Length, long Whole, int? BytesPerSecond, int Address)
{
    /// <summary>With its line feed.</summary>
    public const int MaxBytes = 256;

    /// <summary>Of one repository: those of the map that counts, and of the one that was set up.</summary>
    public const int MaxAddresses = 2 * RepositoryMap.MaxAddresses;

    private const int Words = 7;

    /// <summary>Below the address of a repository.</summary>
    public string Path => $"packs/{Pack}";

    public byte[] Write() => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{Repository} {Pack} {From} {Length} {Whole} {BytesPerSecond ?? 0} {Address}\n"));

    /// <summary>Null for anything but exactly one request.</summary>
    /// <param name="line">With its line feed.</param>
    public static PackRequest? TryRead(ReadOnlySpan<byte> line)
    {
        if (line.Length is 0 or > MaxBytes || line[^1] != '\n' || !Ascii.IsValid(line)) { return null; }
        string[] words = Encoding.ASCII.GetString(line[..^1]).Split(' ');
        if (words.Length != Words || !PathNames.IsName(words[0]) || ContentHash.TryParse(words[1]) is not { } pack)
        {
            return null;
        }
        if (Number(words[2]) is not { } from || Number(words[3]) is not { } length || Number(words[4]) is not { } whole)
        {
            return null;
        }
        if (Number(words[5]) is not { } most || most > int.MaxValue) { return null; }
        if (Number(words[6]) is not { } address || address >= MaxAddresses) { return null; }
        bool isPiece = length >= 1 && whole <= ImageLimits.MaxPackBytes && from <= whole - length;
        return isPiece
            ? new PackRequest(words[0], pack, from, length, whole, most == 0 ? null : (int)most, (int)address)
            : null;
    }

    // One spelling of each number.
    private static long? Number(string word) =>
        word.Length is >= 1 and <= 10 && word.All(char.IsAsciiDigit) && (word.Length == 1 || word[0] != '0')
            ? long.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture)
            : null;
}
