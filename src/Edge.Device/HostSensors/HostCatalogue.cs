using Edge.Device.Clock;
using Edge.Device.Sensors;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.HostSensors;

/// <summary>Makes the sensors of the machine itself.</summary>
internal static class HostCatalogue
{
    /// <param name="root">The folder in place of <c>/</c>, for tests.</param>
    public static ISensor Create(SensorDeclaration sensor, TimeProvider time, string root = "/")
    {
        var files = new HostFiles(root);
        DriverDescription driver = sensor.Driver;
        return driver.Name switch
        {
            "host-cpu" => new HostSensor(driver, new HostCpu(files).Probe),
            "host-memory" => new HostSensor(driver, new HostMemory(files).Probe),
            "host-disk" => new HostSensor(
                driver, new HostDisk(files, sensor.Options["path"], sensor.Options["device"]).Probe),
            "host-network" => new HostNetwork(files, sensor.Options["interface"], driver, time),
            "host-uptime" => new HostSensor(driver, values => values[0] = files.ReadNumber("proc/uptime")),
            "host-clock" => new HostSensor(driver, Clock),
            _ => new AbsentSensor(driver, QualityReason.NotAvailable),
        };
    }

    private static void Clock(Span<double> values)
    {
        if (KernelClock.Read() is not { } state) { return; }
        values[0] = state.IsSynchronised ? 1 : 0;
        values[1] = state.OffsetMilliseconds;
        values[2] = state.ErrorMilliseconds;
    }
}
