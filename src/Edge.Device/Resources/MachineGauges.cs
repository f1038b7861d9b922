using System.Globalization;
using Edge.Device.HostSensors;

namespace Edge.Device.Resources;

/// <summary>What the kernel tells about its machine's shortages; NaN for what it does not tell.</summary>
/// <remarks>Source: Linux Documentation/accounting/psi.rst, admin-guide/cgroup-v2.rst (memory.current,
/// memory.max, memory.stat), driver-api/thermal/sysfs-api.rst, watchdog/watchdog-api.rst
/// (WDIOF_CARDRESET); drivers/hwmon/raspberrypi-hwmon.c; Raspberry Pi documentation, vcgencmd
/// get_throttled.</remarks>
internal sealed class MachineGauges(HostFiles files)
{
    private const int UnderVoltageNow = 1 << 0;
    private const int SlowedNow = (1 << 1) | (1 << 2) | (1 << 3);
    private const int ResetByWatchdog = 0x20;
    private const string Throttled = "sys/devices/platform/soc/soc:firmware/get_throttled";

    /// <summary>Percent of the last minute in which at least one task waited for memory.</summary>
    public double MemoryPressure()
    {
        string? some = files.Read("proc/pressure/memory")?.Split('\n').FirstOrDefault(line => line.StartsWith("some ", StringComparison.Ordinal));
        string? word = some?.Split(' ').FirstOrDefault(each => each.StartsWith("avg60=", StringComparison.Ordinal));
        return HostFiles.Number(word?["avg60=".Length..]);
    }

    /// <summary>Percent of the limit of this process's own group; what the kernel can drop at once is not
    /// counted. NaN without a limit.</summary>
    public double OwnMemory()
    {
        string? line = files.Read("proc/self/cgroup")?.Split('\n').FirstOrDefault(each => each.StartsWith("0::/", StringComparison.Ordinal));
        if (line is null || line.Contains("..", StringComparison.Ordinal)) { return double.NaN; }
        string folder = $"sys/fs/cgroup{line["0::".Length..]}";
        double limit = files.ReadNumber($"{folder}/memory.max");
        double cache = (files.Read($"{folder}/memory.stat") ?? "").Split('\n')
            .Where(each => each.StartsWith("inactive_file ", StringComparison.Ordinal))
            .Select(each => HostFiles.Number(each["inactive_file ".Length..])).FirstOrDefault();
        return limit > 0 ? Math.Max(0, 100 * (files.ReadNumber($"{folder}/memory.current") - cache) / limit) : double.NaN;
    }

    /// <summary>Degrees of the hottest zone; else of the processor's own monitor.</summary>
    public double Temperature()
    {
        double hottest = double.NaN;
        foreach (string zone in files.Folders("sys/class/thermal").Where(each => each.Contains("/thermal_zone", StringComparison.Ordinal)))
        {
            double degrees = files.ReadNumber($"{zone}/temp") / 1_000;
            if (double.IsNaN(hottest) || degrees > hottest) { hottest = degrees; }
        }

        if (!double.IsNaN(hottest)) { return hottest; }
        Span<double> values = [double.NaN, double.NaN, double.NaN];
        new HostCpu(files).Probe(values);
        return values[0];
    }

    /// <summary>1 while the processor is slowed down; 0 while it is not.</summary>
    public double Throttling()
    {
        double[] coolers =
        [
            .. files.Folders("sys/class/thermal").Where(each => each.Contains("/cooling_device", StringComparison.Ordinal))
                .Where(each => IsOfProcessor(files.Read($"{each}/type"))).Select(each => files.ReadNumber($"{each}/cur_state")),
        ];
        double bySelf = coolers.Length == 0 ? double.NaN : coolers.Any(state => state > 0) ? 1 : 0;
        return Flags() is { } flags ? (flags & SlowedNow) != 0 || bySelf > 0 ? 1 : 0 : bySelf;
    }

    /// <summary>1 while the supply is below its limit; 0 while it is not.</summary>
    public double SupplyVoltage()
    {
        string? monitor = files.Folders("sys/class/hwmon").FirstOrDefault(each => files.Read($"{each}/name") == "rpi_volt");
        double alarm = monitor is null ? double.NaN : files.ReadNumber($"{monitor}/in0_lcrit_alarm");
        return Flags() is { } flags ? (flags & UnderVoltageNow) != 0 || alarm > 0 ? 1 : 0 : alarm;
    }

    /// <summary>Whether a watchdog of the hardware started the machine this time.</summary>
    public bool WasResetByWatchdog() => files.Folders("sys/class/watchdog")
        .Select(each => files.ReadNumber($"{each}/bootstatus"))
        .Any(status => status is >= 0 and <= int.MaxValue && ((int)status & ResetByWatchdog) != 0);

    private int? Flags()
    {
        string? digits = files.Read(Throttled)?.Replace("0x", "", StringComparison.Ordinal);
        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int flags) ? flags : null;
    }

    private static bool IsOfProcessor(string? type) =>
        type is not null && (type == "Processor" || type.Contains("cpufreq", StringComparison.Ordinal));
}
