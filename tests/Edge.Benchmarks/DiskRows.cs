using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Benchmarks;

/// <summary>What the disk below allows: durable appends of 4 KiB, nothing else on top.</summary>
internal static partial class DiskRows
{
    private const int Block = 4096;

    public static IEnumerable<Row> Take(Measure measure)
    {
        string folder = Directory.CreateTempSubdirectory("edge-bench-").FullName;
        double rate = DurableAppends(measure, folder);
        Directory.Delete(folder, recursive: true);
        yield return new Row("limit: durable appends", rate, "1/s", "4 KiB and fdatasync each, raw file, by the wall");
    }

    /// <summary>Appends of 4 KiB a second, each durable before the next.</summary>
    public static double DurableAppends(Measure measure, string folder)
    {
        string path = Path.Combine(folder, "appends");
        byte[] block = new byte[Block];
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        long offset = 0;
        double rate = measure.PerSecond(() =>
        {
            RandomAccess.Write(file, block, offset);
            offset += Block;
            if (FlushData(file) != 0) { throw new IOException($"fdatasync of {path} failed"); }
        });
        File.Delete(path);
        return rate;
    }

    [LibraryImport("libc", EntryPoint = "fdatasync")]
    private static partial int FlushData(SafeFileHandle file);
}
