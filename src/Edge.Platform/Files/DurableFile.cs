using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Platform.Files;

/// <summary>Small files that are whole after a power cut: either the old content or the new, never a part.</summary>
/// <remarks>The way there: a temporary file in the same folder, its flush, the rename, the flush of the folder.
/// Throws <see cref="IOException"/> (a full disk, too) and <see cref="UnauthorizedAccessException"/>; the old file then
/// still stands. Two writers of one path at a time are misuse. Source: rename(2), fsync(2).</remarks>
public static partial class DurableFile
{
    /// <summary>For keys and everything that only its owner may read: 0600.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>For folders that only their owner may enter: 0700.</summary>
    public const UnixFileMode OwnersFolder = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>For public data: 0644.</summary>
    public const UnixFileMode WorldReadable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const int OpenReadOnlyCloseOnExec = 0x80000;

    /// <summary>Puts <paramref name="content"/> in the place of whatever stands at <paramref name="path"/>; durable on return.</summary>
    /// <param name="mode">The mode of the new file, exactly: neither the old file's nor the umask matters.</param>
    /// <param name="owner">Whose it is before it stands there; null: of this process.</param>
    public static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode mode, FileOwner? owner = null)
    {
        string temporary = WriteTemporary(path, content, mode, owner);
        File.Move(temporary, path, overwrite: true);
        FlushFolder(FolderOf(path));
    }

    /// <summary>Writes a file that must not exist yet, such as a private key; durable on return.</summary>
    /// <returns>False when there is one already; it is left as it is.</returns>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        if (File.Exists(path)) { return false; }
        string temporary = WriteTemporary(path, content, mode, owner: null);
        File.Move(temporary, path, overwrite: false);
        FlushFolder(FolderOf(path));
        return true;
    }

    /// <summary>Makes creations, renames and deletions inside <paramref name="folder"/> durable.</summary>
    public static void FlushFolder(string folder)
    {
        using SafeFileHandle handle = Open(folder, OpenReadOnlyCloseOnExec);
        if (handle.IsInvalid || Synchronise(handle) != 0)
        {
            throw new IOException($"{folder}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    // A temporary file left by a power cut is written anew; nobody ever reads it.
    private static string WriteTemporary(string path, ReadOnlySpan<byte> content, UnixFileMode mode, FileOwner? owner)
    {
        string temporary = Path.Combine(FolderOf(path), $".{Path.GetFileName(path)}.new");
        File.Delete(temporary);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = OwnerOnly,
        };
        using var stream = new FileStream(temporary, options);
        stream.Write(content);
        owner?.Give(stream.SafeFileHandle);
        File.SetUnixFileMode(stream.SafeFileHandle, mode);
        stream.Flush(flushToDisk: true);
        return temporary;
    }

    private static string FolderOf(string path) =>
        Path.GetDirectoryName(Path.GetFullPath(path)) ?? throw new ArgumentException("A file, not a root folder.", nameof(path));

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronise(SafeFileHandle handle);
}
