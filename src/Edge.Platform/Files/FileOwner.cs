using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Platform.Files;

/// <summary>Whose a file or folder is.</summary>
/// <remarks>Source: statx(2), fchown(2); struct statx, linux/stat.h: alike on all architectures.</remarks>
public readonly partial record struct FileOwner(uint User, uint Group)
{
    // AT_FDCWD, AT_SYMLINK_NOFOLLOW, STATX_UID | STATX_GID.
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint OwnerFields = 0x8 | 0x10;
    private const int UserOffset = 20;
    private const int GroupOffset = 24;
    private const int StatusBytes = 256;

    /// <summary>Null: there is nothing of that name. A link is not followed.</summary>
    public static FileOwner? Of(string path)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        return Status(CurrentFolder, path, NoFollow, OwnerFields, status) == 0
            ? new FileOwner(MemoryMarshal.Read<uint>(status[UserOffset..]), MemoryMarshal.Read<uint>(status[GroupOffset..]))
            : null;
    }

    /// <summary>Gives an open file away: what stands under its name by now does not matter. Throws
    /// <see cref="IOException"/>.</summary>
    public void Give(SafeFileHandle file)
    {
        if (ChangeOwner(file, User, Group) != 0) { throw new IOException($"a file cannot be given to user {User}: {Marshal.GetLastPInvokeErrorMessage()}"); }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(int folder, string path, int flags, uint fields, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);
}
