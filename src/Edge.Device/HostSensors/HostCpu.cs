namespace Edge.Device.HostSensors;

/// <summary>Temperature, load and frequency of the processor.</summary>
/// <remarks>Source: Linux Documentation/driver-api/thermal/sysfs-api.rst, hwmon/sysfs-interface.rst, proc_loadavg(5),
/// admin-guide/pm/cpufreq.rst.</remarks>
internal sealed class HostCpu(HostFiles files)
{
    private static readonly string[] ZoneWords = ["cpu", "soc", "pkg", "x86"];
    private static readonly string[] MonitorNames = ["coretemp", "k10temp", "zenpower", "cpu_thermal"];

    private readonly string? _temperature = FindTemperature(files);

    public void Probe(Span<double> values)
    {
        values[0] = _temperature is null ? double.NaN : files.ReadNumber(_temperature) / 1000.0;
        values[1] = files.ReadNumber("proc/loadavg");
        values[2] = files.ReadNumber("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq") * 1000.0;
    }

    /// <summary>The zone that says it is the processor; else its own monitor; else the only zone there
    /// is.</summary>
    private static string? FindTemperature(HostFiles files)
    {
        string[] zones = [.. files.Folders("sys/class/thermal").Where(each => each.Contains("/thermal_zone"))];
        string? zone = zones.FirstOrDefault(each => IsOfCpu(files.Read($"{each}/type")));
        if (zone is not null) { return $"{zone}/temp"; }
        string? monitor = files.Folders("sys/class/hwmon")
            .FirstOrDefault(each => MonitorNames.Contains(files.Read($"{each}/name")));
        if (monitor is not null) { return $"{monitor}/temp1_input"; }
        return zones.Length == 1 ? $"{zones[0]}/temp" : null;
    }

    private static bool IsOfCpu(string? type) =>
        type is not null && ZoneWords.Any(word => type.Contains(word, StringComparison.OrdinalIgnoreCase));
}
