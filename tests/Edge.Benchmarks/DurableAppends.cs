using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Benchmarks;

/// <summary>What the disk below allows: appends of 4 KiB, each durable before the next, nothing on top.</summary>
internal static partial class DurableAppends
{
    private const int Block = 4096;

    public static double PerSecond(Measure measure, string folder)
    {
        byte[] block = new byte[Block];
        using SafeFileHandle file = File.OpenHandle(Path.Combine(folder, "raw"), FileMode.Create, FileAccess.Write);
        long offset = 0;
        return measure.PerSecond(() =>
        {
            RandomAccess.Write(file, block, offset);
            offset += Block;
            if (FlushData(file) != 0) { throw new IOException("fdatasync failed"); }
        });
    }

    [LibraryImport("libc", EntryPoint = "fdatasync")]
    private static partial int FlushData(SafeFileHandle file);
}
