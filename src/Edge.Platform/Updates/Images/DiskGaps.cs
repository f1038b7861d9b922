namespace Edge.Platform.Updates.Images;

/// <summary>A whole disk, written where no partition lies: the kernel holds it as in use while one of them is
/// mounted.</summary>
/// <remarks>Source: Linux, Documentation/ABI/stable/sysfs-block (<c>partition</c>, <c>start</c>,
/// <c>size</c>, in sectors of 512 bytes); open(2).</remarks>
/// <param name="classes">The folder with the kernel's block devices by their names; another one in tests.</param>
public sealed class DiskGaps(string classes = "/sys/class/block")
{
    private const int SectorBytes = 512;

    /// <summary>Throws <see cref="IOException"/> where a place lies in a partition, or the disk does.</summary>
    /// <param name="path">A disk with partitions; whatever else it is, is opened as by
    /// <see cref="LinuxBlocks.OpenWrite"/>.</param>
    /// <param name="places">First byte and number of bytes of each place that is going to be written.</param>
    public LinuxBlocks OpenWrite(string path, IReadOnlyList<(long At, int Length)> places)
    {
        Partition[] partitions = [.. Partitions(path)];
        if (partitions.Length == 0) { return LinuxBlocks.OpenWrite(path); }
        foreach ((long at, int length) in places)
        {
            if (partitions.FirstOrDefault(each => at < each.End && each.Start < at + length) is { } taken)
            {
                throw new IOException($"{path}: bytes {at} to {at + length - 1} lie in its partition {taken.Name}; name that, or a place between partitions");
            }
        }
        return LinuxBlocks.OpenShared(path);
    }

    private IEnumerable<Partition> Partitions(string path)
    {
        string device = File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : path;
        string folder = Path.Combine(classes, Path.GetFileName(device));
        return Directory.Exists(folder)
            ? from entry in Directory.EnumerateDirectories(folder)
              where File.Exists(Path.Combine(entry, "partition"))
              let start = Bytes(entry, "start")
              select new Partition(Path.GetFileName(entry), start, start + Bytes(entry, "size"))
            : [];
    }

    private static long Bytes(string entry, string file) =>
        long.TryParse(File.ReadAllText(Path.Combine(entry, file)), out long sectors)
            ? sectors * SectorBytes
            : throw new IOException($"{entry}/{file}: not a number");

    private sealed record Partition(string Name, long Start, long End);
}
