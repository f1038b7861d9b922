using System.Runtime.InteropServices;

namespace Edge.Platform.Updates.Images;

/// <summary>The heap of the C library, from which decoders take their windows.</summary>
/// <remarks>Source: mallopt(3), M_MMAP_THRESHOLD of glibc.</remarks>
internal static partial class NativeHeap
{
    private const int MmapThreshold = -3;
    private const int LargeBytes = 256 * 1024;

    /// <summary>From now on blocks of 256 KiB and more go back to the kernel when they are freed. Otherwise each
    /// thread that unpacked a patch would keep a megabyte or two of its windows.</summary>
    /// <returns>False: this C library does not do so.</returns>
    public static bool GiveLargeBlocksBack() => Set(MmapThreshold, LargeBytes) == 1;

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Set(int what, int value);
}
