using System.Globalization;

namespace Edge.Device.HostSensors;

/// <summary>Room on a file system, bytes written to the device below it since boot, and the wear that eMMC
/// tells.</summary>
/// <remarks>Source: proc_pid_mountinfo(5); Linux Documentation/block/stat.rst (sectors of 512 bytes);
/// JEDEC JESD84-B51, DEVICE_LIFE_TIME_EST: steps of 10 %, 0x0B is beyond 100 %; PRE_EOL_INFO: 0x02 is 80 % of the
/// reserved blocks, 0x03 is 90 %.</remarks>
internal sealed class HostDisk(HostFiles files, string path, string device)
{
    private const int SectorLength = 512;
    private const int SectorsWritten = 6;

    public void Probe(Span<double> values)
    {
        (values[0], values[1]) = Room();
        string? link = device == "auto" ? FindBlock() : $"sys/class/block/{device}";
        string? block = link is null || device.Contains('/') ? null : files.Resolve(link);
        if (block is null) { return; }
        string[] statistics = Words(files.Read($"{block}/stat"));
        values[2] = statistics.Length > SectorsWritten
            ? HostFiles.Number(statistics[SectorsWritten]) * SectorLength
            : double.NaN;
        // A partition has no life time of its own; the whole device is the folder above it.
        string whole = files.Read($"{block}/device/life_time") is null ? Path.GetDirectoryName(block)! : block;
        values[3] = Wear(files.Read($"{whole}/device/life_time"), files.Read($"{whole}/device/pre_eol_info"));
    }

    /// <summary>The worst of the two estimates and of what is used of the spare blocks, in percent; NaN for unknown ones.</summary>
    /// <remarks>A card whose spare blocks are few is near its end whatever the estimates say; as long as they are many, they
    /// say nothing about wear.</remarks>
    internal static double Wear(string? lifeTime, string? spare)
    {
        double used = spare?.Trim() switch { "0x02" => 80, "0x03" => 90, _ => double.NaN };
        double worst = LifeTime(lifeTime);
        return double.IsNaN(used) || worst >= used ? worst : used;
    }

    private static double LifeTime(string? lifeTime)
    {
        double worst = double.NaN;
        foreach (string word in Words(lifeTime))
        {
            ReadOnlySpan<char> digits = word.AsSpan(Math.Min(2, word.Length));
            bool isRead = word.StartsWith("0x", StringComparison.Ordinal)
                & int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int step);
            if (!isRead || step is < 1 or > 0x0B) { continue; }
            double percent = Math.Min(100, 10 * step);
            worst = double.IsNaN(worst) ? percent : Math.Max(worst, percent);
        }
        return worst;
    }

    private (double Free, double UsedPercent) Room()
    {
        try
        {
            var drive = new DriveInfo(files.PathOf(path));
            long total = drive.TotalSize;
            double used = total > 0 ? 100.0 * (total - drive.TotalFreeSpace) / total : double.NaN;
            return (drive.AvailableFreeSpace, used);
        }
        catch (IOException)
        {
            return (double.NaN, double.NaN);
        }
        catch (UnauthorizedAccessException)
        {
            return (double.NaN, double.NaN);
        }
    }

    /// <summary>The block device of the innermost mount that holds the path; null for an overlay or a
    /// network.</summary>
    private string? FindBlock()
    {
        string[]? best = null;
        foreach (string line in files.Read("proc/self/mountinfo")?.Split('\n') ?? [])
        {
            string[] words = Words(line);
            if (words.Length > 4 && Holds(words[4]) && words[4].Length >= (best?[4].Length ?? 0)) { best = words; }
        }
        return best is null || best[2].StartsWith("0:", StringComparison.Ordinal) ? null : $"sys/dev/block/{best[2]}";
    }

    private bool Holds(string mount) => mount == "/" || path == mount
        || path.StartsWith(mount + "/", StringComparison.Ordinal);

    private static string[] Words(string? text) => text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
}
