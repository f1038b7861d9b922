using System.Globalization;
using System.Text;

namespace Edge.Device.HostSensors;

/// <summary>The small files by which a kernel tells of its machine.</summary>
/// <param name="root">The folder in place of <c>/</c>, for tests.</param>
internal sealed class HostFiles(string root)
{
    /// <summary>More of a file is not looked at.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Where a path lies below the root; a path that already does stays.</summary>
    public string PathOf(string path) =>
        path.StartsWith(root, StringComparison.Ordinal) ? path : Path.Combine(root, path.TrimStart('/'));

    /// <summary>The text without white space around it, or null where the file does not exist or cannot be
    /// read.</summary>
    public string? Read(string path)
    {
        try
        {
            using var file = new FileStream(PathOf(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] bytes = new byte[MaxLength];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Encoding.UTF8.GetString(bytes, 0, length).Trim();
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The number that the file is, or NaN.</summary>
    public double ReadNumber(string path) => Number(Read(path));

    /// <summary>The folder that a chain of links ends in, or null where there is none.</summary>
    /// <remarks>What is above a link is not what is above the folder it names.</remarks>
    public string? Resolve(string path)
    {
        var folder = new DirectoryInfo(PathOf(path));
        return folder.Exists ? folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName : null;
    }

    /// <summary>Folders below a folder, in order of name; none where it does not exist.</summary>
    public IEnumerable<string> Folders(string path)
    {
        string folder = PathOf(path);
        return Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
                .Select(each => $"{path}/{Path.GetFileName(each)}")
            : [];
    }

    /// <summary>The first number in a text, or NaN.</summary>
    public static double Number(string? text)
    {
        string first = text?.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        return double.TryParse(first, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : double.NaN;
    }
}
