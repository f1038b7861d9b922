namespace Edge.Device.HostSensors;

/// <summary>Memory that a new process could have, and the share in use.</summary>
/// <remarks>Source: proc_meminfo(5), MemTotal and MemAvailable, in kB of 1024 bytes.</remarks>
internal sealed class HostMemory(HostFiles files)
{
    public void Probe(Span<double> values)
    {
        string[] lines = files.Read("proc/meminfo")?.Split('\n') ?? [];
        double total = Field(lines, "MemTotal:");
        double available = Field(lines, "MemAvailable:");
        values[0] = available * 1024;
        values[1] = total > 0 ? 100.0 * (total - available) / total : double.NaN;
    }

    private static double Field(string[] lines, string name)
    {
        string? line = lines.FirstOrDefault(each => each.StartsWith(name, StringComparison.Ordinal));
        return line is null ? double.NaN : HostFiles.Number(line[name.Length..]);
    }
}
