namespace Edge.Platform.Updates;

/// <summary>Every operation on files that an update makes, one by one: a power cut can come between any two.</summary>
/// <remarks>Only what was flushed is durable: the bytes of a file by its own flush, names and removals by the flush of
/// their folder. All throw <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.</remarks>
public interface IUpdateDisk
{
    /// <summary>Opens a file for reading; null when there is none. A link is not followed.</summary>
    Stream? OpenRead(string path);

    /// <summary>Who may do what with a file; null when there is none. A link is not followed.</summary>
    UnixFileMode? ModeOf(string path);

    /// <summary>Names of files and folders inside a folder; none when it is missing.</summary>
    IReadOnlyList<DiskEntry> List(string folder);

    /// <summary>Does nothing when it is there.</summary>
    void MakeFolder(string path);

    /// <summary>Makes an empty file, or empties the one that is there.</summary>
    IUpdateFile Create(string path, UnixFileMode mode);

    /// <summary>Goes on behind the last byte of a file that is there.</summary>
    IUpdateFile Append(string path);

    /// <summary>Puts a file in the place of another, or of none.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a file; nothing when there is none.</summary>
    void Delete(string path);

    /// <summary>Removes an empty folder.</summary>
    void DeleteFolder(string path);

    void FlushFolder(string path);
}

/// <summary>A file while it is written.</summary>
public interface IUpdateFile : IDisposable
{
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Bytes and length are durable on return; the name is not.</summary>
    void Flush();
}

public readonly record struct DiskEntry(string Name, bool IsFolder);
