using System.Collections.Immutable;
using Edge.Device.Buses;
using Edge.Device.Sensors;
using Edge.Profiles;
using Edge.Sensing;
using Edge.Tests.Device;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Simulator;

/// <summary>One model, two buses: a driver reads the same in the process and through a USB adapter.</summary>
public class TwoBusesTests
{
    private const int Steps = 40;

    // A value that moves and every fault that a device can have: the drivers must not be able to tell the buses apart.
    [Theory]
    [InlineData("bme280", "temperature", 20, 15)]
    [InlineData("sht3x", "humidity", 50, 40)]
    [InlineData("bh1750", "illuminance", 20000, 19000)]
    [InlineData("ads1115", "voltage0", 0, 1.5)]
    [InlineData("ms5837", "level", 1000, 900)]
    public async Task Reads_TheSameThroughBoth(string driver, string input, double middle, double swing)
    {
        string scenario = Scenario(driver, input, middle, swing);
        using TestBoard inside = TestBoard.Open(scenario);
        var time = new FakeTimeProvider();
        await using var board = new OutsideBoard(scenario, time);
        using TinyUsbKernel kernel = board.Import("i2c-1");
        DriverDescription description = DriverCatalogue.Find(driver)!;
        using ISensor here = inside.Sensor(driver);
        using ISensor there = Behind(kernel, description);
        var reasons = new HashSet<QualityReason>();
        for (int step = 0; step < Steps; step++)
        {
            RawValue[] expected = here.ReadAll(description.Quantities.Length);
            Assert.Equal(expected, there.ReadAll(description.Quantities.Length));
            reasons.UnionWith(expected.Select(value => value.Reason));
            inside.Time.Advance(TimeSpan.FromSeconds(1));
            time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Superset(new HashSet<QualityReason> { QualityReason.None, QualityReason.NoAnswer, QualityReason.OutOfRange }, reasons);
    }

    [Fact]
    public async Task Answers_TheSameAddresses()
    {
        const string Devices = "{name: a, model: bme280, bus: i2c-1, address: 0x77}, {name: b, model: bh1750, bus: i2c-1},"
            + "{name: c, model: ads1115, bus: i2c-3}, {name: d, model: ms5837, bus: i2c-3}";
        await using var board = new OutsideBoard(TestBoard.Scenario(Devices), TimeProvider.System);
        Assert.Equal([0x23, 0x77], Acknowledging(board, "i2c-1"));
        Assert.Equal([0x48, 0x76], Acknowledging(board, "i2c-3"));
        Assert.Empty(Acknowledging(board, "empty-0"));
    }

    private static int[] Acknowledging(OutsideBoard board, string bus)
    {
        using TinyUsbKernel kernel = board.Import(bus);
        // As i2cdetect does: a write without bytes.
        return [.. Enumerable.Range(0x08, 0x70).Where(address => kernel.Write(address, []) == 0)];
    }

    private static string Scenario(string driver, string input, double middle, double swing)
    {
        FormattableString wave = $"{{name: wave, base: {middle}, terms: [{{shape: cosine, amplitude: {swing}, every: 17s}}]}}";
        string faults = "{kind: no-answer, device: it, from: 10s, for: 3s}, {kind: stuck-value, device: it, from: 20s, for: 5s},"
            + "{kind: out-of-range, device: it, from: 30s, for: 2s}"
            + (driver == "sht3x" ? ", {kind: crc-error, device: it, from: 34s, for: 2s}" : "");
        return TestBoard.Scenario($"{{name: it, model: {driver}, bus: i2c-1, inputs: {{{input}: wave}}}}", faults,
            FormattableString.Invariant(wave));
    }

    private static ISensor Behind(TinyUsbKernel kernel, DriverDescription driver)
    {
        var link = new I2cLink(() => new TinyUsbDevice(kernel, driver.Addresses[0]), Quality.Simulated, Pauses.None);
        var options = ImmutableSortedDictionary.CreateRange(
            driver.Options.Select(option => KeyValuePair.Create(option.Name, option.Default)));
        return SensorCatalogue.OnI2c(new(driver.Name, driver, "i2c-1", null, null, default, options, [], default), link);
    }
}
