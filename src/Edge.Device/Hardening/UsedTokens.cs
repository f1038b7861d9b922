using System.Globalization;
using System.Text;
using Edge.Hardening;
using Edge.Platform.Files;

namespace Edge.Device.Hardening;

/// <summary>The tokens that were taken, by their nonces: over boots, and for both of two root file systems.</summary>
/// <remarks>File <c>tokens-used</c>: one nonce a line, the newest last; a first line <c>before TIME</c> where an
/// older file could not be read: any token that begins before it may have been used, and counts as used. One
/// that is issued then opens, so an unreadable sector neither gives a token twice nor keeps a technician
/// out.</remarks>
internal sealed class UsedTokens(string folder)
{
    private const int MostNonces = 4_096;
    private const int MaxBytes = 1024 * 1024;
    private const string Since = "before ";

    private string Place => Path.Combine(folder, "tokens-used");

    /// <summary>Whether this token was taken before, or may have been. Where that cannot be read, all that
    /// begin before <paramref name="now"/> count as used from now on, and so does this one.</summary>
    /// <param name="now">Unix time in milliseconds that has passed for certain.</param>
    /// <param name="trouble">What could not be read or stored, for people; null: nothing is amiss.</param>
    public bool IsUsed(TechnicianToken token, long now, out string? trouble)
    {
        trouble = null;
        try
        {
            (long before, string[] nonces) = Read();
            return token.From < before || nonces.Contains(NonceOf(token));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string? lost = SetAside(Math.Max(now, token.From + 1));
            trouble = $"{exception.Message} {lost ?? "The list of used tokens lies beside as .damaged; a token that is issued now opens."}";
            // A disk that is not to be read and takes nothing either is what a technician comes for.
            return lost is null;
        }
    }

    /// <summary>Durable on return. Throws <see cref="IOException"/>.</summary>
    public void Add(TechnicianToken token)
    {
        (long before, string[] nonces) = Read();
        Write(before, nonces.Append(NonceOf(token)).TakeLast(MostNonces));
    }

    private static string NonceOf(TechnicianToken token) => Convert.ToHexStringLower(token.Nonce.Span);

    /// <returns>Why that cannot be; null: done.</returns>
    private string? SetAside(long before)
    {
        try
        {
            File.Move(Place, $"{Place}.damaged", overwrite: true);
            Write(before, []);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    private void Write(long before, IEnumerable<string> nonces)
    {
        Directory.CreateDirectory(folder, DurableFile.OwnersFolder);
        string first = before > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Since}{before}\n") : "";
        DurableFile.Replace(Place, Encoding.ASCII.GetBytes(first + string.Concat(nonces.Select(line => line + "\n"))), DurableFile.OwnerOnly);
    }

    private (long Before, string[] Nonces) Read()
    {
        string[] lines = Lines();
        long before = 0;
        bool hasTime = lines is [var first, ..] && first.StartsWith(Since, StringComparison.Ordinal)
            && long.TryParse(first.AsSpan(Since.Length), NumberStyles.None, CultureInfo.InvariantCulture, out before);
        string[] nonces = hasTime ? lines[1..] : lines;
        return nonces.All(IsNonce) ? (before, nonces) : throw new IOException($"{Place} is no list of tokens.");
    }

    /// <summary>None where there is no file; one that only seems not to be there, on a sector that cannot be read, is an error.</summary>
    private string[] Lines()
    {
        try
        {
            return new FileInfo(Place).Length <= MaxBytes ? File.ReadAllLines(Place)
                : throw new IOException($"{Place} is larger than any list of tokens.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static bool IsNonce(string line) => line.Length == 2 * TechnicianToken.NonceLength && line.All(char.IsAsciiHexDigit);
}
