using System.Runtime.InteropServices;

namespace Edge.Device.Resources;

/// <summary>How much of a file system is used, of its room and of the files that it can hold.</summary>
/// <remarks>As df(1) counts: what is reserved for root is nobody's. Source: statvfs(3), bits/statvfs.h on
/// 64-bit Linux.</remarks>
internal static partial class FileSystemRoom
{
    // struct statvfs: bsize, frsize, blocks, bfree, bavail, files, ffree, favail, fsid, flag, namemax, and 24 bytes.
    private const int Words = 16;
    private const int Blocks = 2;
    private const int BlocksFree = 3;
    private const int BlocksAvailable = 4;
    private const int Files = 5;
    private const int FilesFree = 6;
    private const int FilesAvailable = 7;

    /// <summary>In percent; NaN where the folder is missing, or where files are not counted (btrfs, FAT).</summary>
    public static (double Room, double Files) UsedPercent(string folder)
    {
        Span<ulong> answer = stackalloc ulong[Words];
        answer.Clear();
        return Ask(folder, ref MemoryMarshal.GetReference(answer)) == 0
            ? (Percent(answer[Blocks], answer[BlocksFree], answer[BlocksAvailable]), Percent(answer[Files], answer[FilesFree], answer[FilesAvailable]))
            : (double.NaN, double.NaN);
    }

    internal static double Percent(ulong all, ulong free, ulong available)
    {
        if (all == 0 || free > all) { return double.NaN; }
        double used = all - free;
        return used + available > 0 ? 100 * used / (used + available) : double.NaN;
    }

    [LibraryImport("libc", EntryPoint = "statvfs", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ask(string path, ref ulong answer);
}
