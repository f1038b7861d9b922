using System.Security.Cryptography;
using Edge.Platform.Files;
using Edge.Updates;

namespace Edge.Platform.Updates;

/// <summary>What the operations of a disk are put together to.</summary>
public static class UpdateDiskExtensions
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>A small file: either the old content or the new stands there after a cut. Durable on return.</summary>
    public static void Replace(
        this IUpdateDisk disk, string path, ReadOnlySpan<byte> content, UnixFileMode mode = DurableFile.WorldReadable)
    {
        string folder = Path.GetDirectoryName(path)!;
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.new");
        using (IUpdateFile file = disk.Create(temporary, mode))
        {
            file.Write(content);
            file.Flush();
        }
        disk.Rename(temporary, path);
        disk.FlushFolder(folder);
    }

    /// <summary>A small file whole; null when there is none, or more than <paramref name="maxBytes"/>.</summary>
    public static byte[]? ReadAll(this IUpdateDisk disk, string path, int maxBytes)
    {
        using Stream? stream = disk.OpenRead(path);
        if (stream is null || stream.Length > maxBytes) { return null; }
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The hash of a file that has this length; null when there is none, or one of another length.</summary>
    public static ContentHash? HashOf(this IUpdateDisk disk, string path, long length)
    {
        using Stream? stream = disk.OpenRead(path);
        if (stream is null || stream.Length != length) { return null; }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[ChunkBytes];
        for (int count; (count = stream.Read(chunk)) > 0;) { hash.AppendData(chunk, 0, count); }
        return ContentHash.FromDigest(hash.GetHashAndReset());
    }

    /// <summary>Makes a folder and those above it that are missing, and their names durable.</summary>
    /// <param name="root">It exists.</param>
    /// <param name="relative">Names with slashes between them; empty: the root itself.</param>
    public static void MakeFolders(this IUpdateDisk disk, string root, string relative)
    {
        string folder = root;
        foreach (string name in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(folder, name);
            if (!disk.List(folder).Contains(new DiskEntry(name, IsFolder: true)))
            {
                disk.MakeFolder(next);
                disk.FlushFolder(folder);
            }
            folder = next;
        }
    }

    /// <summary>Every file below a folder, by its path relative to it.</summary>
    public static IEnumerable<string> FilesBelow(this IUpdateDisk disk, string folder, string prefix = "")
    {
        foreach (DiskEntry entry in disk.List(folder))
        {
            string path = prefix + entry.Name;
            if (!entry.IsFolder) { yield return path; continue; }
            foreach (string below in disk.FilesBelow(Path.Combine(folder, entry.Name), path + "/")) { yield return below; }
        }
    }
}
