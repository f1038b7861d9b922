using System.Collections.Immutable;
using Edge.Device.HostSensors;
using Edge.Device.Sensors;
using Edge.Profiles;
using Edge.Sensing;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Device.HostSensors;

/// <summary>Host sensors on folders that look like the /proc and /sys of a gateway.</summary>
public sealed class HostSensorTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edge-host-").FullName;
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Reads_CpuOfARaspberryPi()
    {
        Put("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n");
        Put("sys/class/thermal/thermal_zone0/temp", "48312\n");
        Put("proc/loadavg", "0.42 0.36 0.30 1/123 4567\n");
        Put("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "1500000\n");
        Assert.Equal([48.312, 0.42, 1.5e9], Values("host-cpu"));
    }

    [Fact]
    public void Prefers_TheZoneOfTheProcessor()
    {
        Put("sys/class/thermal/thermal_zone0/type", "acpitz");
        Put("sys/class/thermal/thermal_zone0/temp", "16000");
        Put("sys/class/thermal/thermal_zone1/type", "x86_pkg_temp");
        Put("sys/class/thermal/thermal_zone1/temp", "51000");
        Assert.Equal(51, Values("host-cpu")[0]);
    }

    [Fact]
    public void Says_NotAvailableForWhatTheMachineLacks()
    {
        Put("proc/loadavg", "0.42 0.36 0.30 1/123 4567\n");
        RawValue[] values = Create("host-cpu").ReadAll(3);
        Assert.Equal(QualityReason.NotAvailable, values[0].Reason);
        Assert.Equal(Quality.Good, values[1].Quality);
        Assert.True(double.IsNaN(values[2].Value));
    }

    [Fact]
    public void Reads_Memory()
    {
        Put("proc/meminfo", "MemTotal:        4000000 kB\nMemFree:          100000 kB\nMemAvailable:    3000000 kB\n");
        Assert.Equal([3000000.0 * 1024, 25], Values("host-memory"));
    }

    [Fact]
    public void Reads_WearAndWritesOfAnSdCardBelowAPartition()
    {
        Put("proc/self/mountinfo", "22 1 179:2 / / rw - ext4 /dev/root rw\n40 22 0:30 / /tmp rw - tmpfs tmpfs rw\n");
        Put("sys/devices/mmc/block/mmcblk0/device/life_time", "0x02 0x03\n");
        Put("sys/devices/mmc/block/mmcblk0/mmcblk0p2/stat", "  10 0 80 5 20 0 4096 7 0 0 0\n");
        Directory.CreateDirectory(Path.Combine(_root, "sys/dev/block"));
        Directory.CreateSymbolicLink(
            Path.Combine(_root, "sys/dev/block/179:2"), "../../devices/mmc/block/mmcblk0/mmcblk0p2");
        double[] values = Values("host-disk");
        Assert.True(values[0] > 0);
        Assert.Equal(4096 * 512, values[2]);
        Assert.Equal(30, values[3]);
        Put("sys/devices/mmc/block/mmcblk0/device/pre_eol_info", "0x02\n");
        Assert.Equal(80, Values("host-disk")[3]);
    }

    [Fact]
    public void Says_NotAvailableForTheDeviceBelowAnOverlay()
    {
        Put("proc/self/mountinfo", "22 1 0:44 / / rw - overlay overlay rw\n");
        RawValue[] values = Create("host-disk").ReadAll(4);
        Assert.Equal(Quality.Good, values[0].Quality);
        Assert.Equal(QualityReason.NotAvailable, values[2].Reason);
        Assert.Equal(QualityReason.NotAvailable, values[3].Reason);
    }

    // Source: JEDEC JESD84-B51, DEVICE_LIFE_TIME_EST_TYP_A.
    [Theory]
    [InlineData("0x01 0x01", 10)]
    [InlineData("0x01 0x0a", 100)]
    [InlineData("0x0b 0x01", 100)]
    [InlineData("0x00 0x00", double.NaN)]
    [InlineData("0xff x", double.NaN)]
    [InlineData(null, double.NaN)]
    public void Reads_LifeTime(string? text, double percent) => Assert.Equal(percent, HostDisk.Wear(text, "0x01"));

    // Source: JEDEC JESD84-B51, PRE_EOL_INFO.
    [Theory]
    [InlineData("0x02 0x02", "0x02\n", 80)]
    [InlineData("0x02 0x02", "0x03\n", 90)]
    [InlineData("0x0a 0x02", "0x02\n", 100)]
    [InlineData("0x02 0x02", "0x00\n", 20)]
    [InlineData("0x02 0x02", "0x04\n", 20)]
    [InlineData("0x02 0x02", "", 20)]
    [InlineData("0x00 0x00", "0x02\n", 80)]
    [InlineData(null, "0x03\n", 90)]
    [InlineData(null, "0x01\n", double.NaN)]
    public void Reads_HowManySpareBlocksAreUsed(string? lifeTime, string spare, double percent) =>
        Assert.Equal(percent, HostDisk.Wear(lifeTime, spare));

    [Fact]
    public void Counts_TrafficSinceTheReadingBefore()
    {
        ISensor network = Create("host-network");
        Put("proc/net/dev", Traffic(1000, 500));
        Assert.All(network.ReadAll(2), value => Assert.Equal(QualityReason.NotReady, value.Reason));
        Put("proc/net/dev", Traffic(5000, 700));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([2000, 100], network.ReadAll(2).Select(value => value.Value));
        Put("proc/net/dev", Traffic(10, 10));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.All(network.ReadAll(2), value => Assert.Equal(QualityReason.NotReady, value.Reason));
    }

    [Fact]
    public void Reads_Uptime()
    {
        Put("proc/uptime", "4242.42 9999.00\n");
        Assert.Equal(4242.42, Values("host-uptime")[0]);
    }

    [Theory]
    [InlineData("host-cpu", 3)]
    [InlineData("host-memory", 2)]
    [InlineData("host-network", 2)]
    [InlineData("host-uptime", 1)]
    public void Survives_AnEmptyMachine(string driver, int quantities) => Assert.All(
        Create(driver).ReadAll(quantities), value => Assert.Equal(QualityReason.NotAvailable, value.Reason));

    [Fact]
    public void Survives_Nonsense()
    {
        Put("proc/loadavg", "");
        Put("proc/uptime", "many");
        Assert.Equal(QualityReason.NotAvailable, Create("host-cpu").ReadAll(3)[1].Reason);
        Assert.Equal(QualityReason.NotAvailable, Create("host-uptime").ReadAll(1)[0].Reason);
    }

    private static string Traffic(int received, int sent) => $"""
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls
            lo: 999999 1 0 0 0 0 0 0 999999 1 0 0 0 0 0 0
          eth0: {received} 1 0 0 0 0 0 0 {sent} 1 0 0 0 0 0 0
        """;

    private double[] Values(string driver) =>
        [.. Create(driver).ReadAll(DriverCatalogue.Find(driver)!.Quantities.Length).Select(value => value.Value)];

    private ISensor Create(string driver)
    {
        DriverDescription description = DriverCatalogue.Find(driver)!;
        var options = description.Options.ToImmutableSortedDictionary(option => option.Name, option => option.Default);
        return HostCatalogue.Create(
            new(driver, description, null, null, null, TimeSpan.FromSeconds(1), options, [], default), _time, _root);
    }

    private void Put(string path, string text)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
