using System.Text;
using Edge.Platform.Files;
using Edge.Profiles;

namespace Edge.Platform.Profiles;

/// <summary>Site files and board profiles on disk.</summary>
/// <remarks>A file that cannot be read is a mistake like any other: it is reported, never thrown.</remarks>
public static class SiteFiles
{
    /// <summary>Where board profiles lie on a gateway.</summary>
    public const string InstalledBoards = "/usr/share/edge/hardware-profiles";

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads a site file and, of the boards in the folders, the one it names.</summary>
    /// <param name="path">Of the site file; errors are reported under it as given.</param>
    /// <param name="boardFolders">Looked through in this order; the first file of a name counts.</param>
    public static SiteReading Read(string path, IEnumerable<string> boardFolders)
    {
        Result<string, SiteError> text = ReadText(path);
        return text.TryGet(out string site, out SiteError error)
            ? WithHolidays(SiteReader.Read(site, path, ReadBoards(boardFolders)), path)
            : new(null, [error]);
    }

    private static SiteReading WithHolidays(SiteReading reading, string sitePath)
    {
        if (reading.Site?.HolidaysPath is not { } name) { return reading; }
        string path = Path.Combine(Path.GetDirectoryName(sitePath) ?? "", name);
        if (!ReadText(path).TryGet(out string text, out SiteError error)) { return reading with { Errors = reading.Errors.Add(error) }; }
        HolidayReading holidays = HolidayReader.Read(text, path);
        return new(
            reading.Site with { Holidays = holidays.Holidays ?? Holidays.None },
            [.. reading.Errors.Concat(holidays.Errors).Take(SiteErrors.MaxErrors)]);
    }

    /// <summary>The folders where the boards of a site file usually lie: beside it, above it, those of the release that runs,
    /// installed.</summary>
    /// <remarks>Beside: a folder <c>boards</c>. Above: the parent of a folder <c>sites</c>. Of a release: beside its
    /// executable.</remarks>
    public static IEnumerable<string> UsualBoardFolders(string sitePath)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(sitePath)) ?? "/";
        yield return Path.Combine(folder, "boards");
        if (Path.GetFileName(folder) == "sites") { yield return Path.GetDirectoryName(folder) ?? "/"; }
        string ofRelease = Path.Combine(AppContext.BaseDirectory, "hardware-profiles");
        if (Directory.Exists(ofRelease)) { yield return ofRelease; }
        yield return InstalledBoards;
    }

    /// <summary>The board profiles of the folders: files that end in .yaml. Folders that are missing are
    /// empty.</summary>
    public static BoardShelf ReadBoards(IEnumerable<string> folders)
    {
        string[] looked = [.. folders];
        var files = new Dictionary<string, BoardFile>(StringComparer.Ordinal);
        foreach (string file in looked.Where(Directory.Exists).SelectMany(FilesIn))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (files.Count < BoardShelf.MaxBoards && ReadText(file).TryGet(out string text, out _))
            {
                files.TryAdd(name, new(file, text));
            }
        }
        return new(files, looked);
    }

    /// <summary>The text of a file of at most <see cref="SiteLimits.MaxFileBytes"/> bytes of UTF-8.</summary>
    public static Result<string, SiteError> ReadText(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            var bytes = new byte[SiteLimits.MaxFileBytes + 1];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length == bytes.Length)
            {
                return Refused(path, "file too large", $"at most {SiteLimits.MaxFileBytes} bytes");
            }
            return StrictUtf8.GetString(bytes, 0, length).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Refused(path, "not a text", "UTF-8");
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refused(path, "no such file", "a file");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return Refused(path, $"cannot be read ({FileTrouble.Of(path, cause)})", "a file that this user may read");
        }
    }

    private static IEnumerable<string> FilesIn(string folder)
    {
        try
        {
            return [.. Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal)];
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static SiteError Refused(string path, string problem, string expected) =>
        new(path, new(1, 1), "", problem, expected);
}
