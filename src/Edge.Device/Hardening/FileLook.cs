using System.Globalization;
using System.Security.Cryptography;
using Edge.Platform.Files;

namespace Edge.Device.Hardening;

/// <summary>How a file looks: from outside, which is cheap, and by what is in it.</summary>
internal static class FileLook
{
    private const int LargestHashed = 64 * 1024;

    /// <summary>Length, time, mode and what a link leads to; null for a folder, and where there is
    /// nothing.</summary>
    public static string? At(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists) { return info.LinkTarget is { } target ? $"link {target}" : null; }
        string? link = info.Attributes.HasFlag(FileAttributes.ReparsePoint) ? info.LinkTarget : null; // asks the kernel again
        return string.Create(CultureInfo.InvariantCulture, $"{info.Length} {info.LastWriteTimeUtc.Ticks} {(int)info.UnixFileMode} {link}");
    }

    /// <summary>The hash of a small file, and how it looks from outside of any other.</summary>
    /// <param name="isStrangers">Links are not followed. A pipe is waited for in no case.</param>
    public static string Inside(string path, string quick, bool isStrangers)
    {
        try
        {
            var info = new FileInfo(path);
            if (info is not { Exists: true, Length: <= LargestHashed }) { return quick; }
            byte[]? content = info.LinkTarget is null ? StrangersFile.ReadAll(path, LargestHashed) : isStrangers ? null : File.ReadAllBytes(path);
            return content is null ? quick : Convert.ToHexStringLower(SHA256.HashData(content));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return quick;
        }
    }
}
