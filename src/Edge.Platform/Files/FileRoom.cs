using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Platform.Files;

/// <summary>Blocks of the disk that belong to a file before it needs them.</summary>
public static partial class FileRoom
{
    /// <summary>The length of the file stays as it is.</summary>
    private const int KeepSize = 1;

    /// <summary>Sets so many bytes behind an offset aside for this file. False: no room, or a file system that cannot.</summary>
    /// <remarks>Source: fallocate(2).</remarks>
    public static bool TryReserve(SafeFileHandle file, long offset, long length) => Allocate(file, KeepSize, offset, length) == 0;

    [LibraryImport("libc", EntryPoint = "fallocate")]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);
}
