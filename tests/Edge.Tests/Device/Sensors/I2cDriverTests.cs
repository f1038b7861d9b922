using CsCheck;
using Edge.Device.Buses;
using Edge.Device.Sensors;
using Edge.Device.Simulation;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Tests.Device.Sensors;

/// <summary>The drivers on simulated registers: right over the whole range, and well behaved when devices are not.</summary>
public class I2cDriverTests
{
    // Half a step of the raw word is the most that a driver may be away from what the device was given.
    [Theory]
    [InlineData("bme280", "temperature", 0, -40, 85, 0.005)]
    [InlineData("bme280", "humidity", 1, 0, 100, 0.02)]
    [InlineData("bme280", "pressure", 2, 300, 1100, 0.005)]
    [InlineData("sht3x", "temperature", 0, -40, 125, 0.0015)]
    [InlineData("sht3x", "humidity", 1, 0, 100, 0.001)]
    [InlineData("scd4x", "co2", 0, 0, 40000, 0.5)]
    [InlineData("scd4x", "temperature", 1, -10, 60, 0.0015)]
    [InlineData("scd4x", "humidity", 2, 0, 100, 0.001)]
    [InlineData("bh1750", "illuminance", 0, 0, 20000, 0.21)]
    [InlineData("bh1750", "illuminance", 0, 20000, 121000, 0.95)]
    [InlineData("ads1115", "voltage0", 0, -2.047, 2.047, 0.00004)]
    [InlineData("ads1115", "voltage3", 3, -2.047, 2.047, 0.00004)]
    [InlineData("ms5837", "level", 0, -2000, 20000, 2)]
    [InlineData("ms5837", "temperature", 1, -20, 85, 0.011)]
    public void Agrees_WithTheDeviceOverItsRange(
        string driver, string input, int quantity, double from, double to, double within)
    {
        double given = 0;
        ModelDescription model = ModelCatalogue.All.First(each => each.Name == driver);
        var inputs = model.Inputs.ToDictionary(each => each.Name, each => each.Default);
        ISensor sensor = Attach(driver, Models.Create(driver, name => name == input ? given : inputs[name]));
        int quantities = DriverCatalogue.Find(driver)!.Quantities.Length;
        // At the very end of the range, half a step of rounding would already be outside.
        Gen.Double[from + within, to - within].Sample(value =>
        {
            given = value;
            RawValue read = sensor.ReadAll(quantities)[quantity];
            Assert.Equal(Quality.Good, read.Quality);
            Assert.InRange(read.Value - value, -within, within);
        }, iter: 300, threads: 1);
    }

    [Theory]
    [InlineData("bme280", 3)]
    [InlineData("sht3x", 2)]
    [InlineData("scd4x", 3)]
    [InlineData("bh1750", 1)]
    [InlineData("ads1115", 4)]
    [InlineData("ms5837", 2)]
    public void Says_NoAnswerAndComesBackByItself(string driver, int quantities)
    {
        string device = $"{{name: it, model: {driver}, bus: i2c-1}}";
        using TestBoard board = TestBoard.Open(
            TestBoard.Scenario(device, "{kind: no-answer, device: it, from: 2s, for: 3s}"));
        ISensor sensor = board.Sensor(driver);
        RawValue[] before = sensor.ReadAll(quantities);
        Assert.All(before, value => Assert.Equal(Quality.Simulated, value.Quality));
        board.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.All(sensor.ReadAll(quantities), value => Assert.Equal(RawValue.Bad(QualityReason.NoAnswer), value));
        board.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(before, sensor.ReadAll(quantities));
    }

    [Theory]
    [InlineData("bme280", 3)]
    [InlineData("sht3x", 2)]
    [InlineData("scd4x", 3)]
    [InlineData("bh1750", 1)]
    [InlineData("ads1115", 4)]
    [InlineData("ms5837", 2)]
    public void Says_BusStuckForEveryDeviceOnIt(string driver, int quantities)
    {
        using TestBoard board = TestBoard.Open(TestBoard.Scenario(
            $"{{name: it, model: {driver}, bus: i2c-1}}", "{kind: stuck-bus, bus: i2c-1, from: 0s, for: 1s}"));
        ISensor sensor = board.Sensor(driver);
        Assert.All(sensor.ReadAll(quantities), value => Assert.Equal(QualityReason.BusStuck, value.Reason));
        board.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.All(sensor.ReadAll(quantities), value => Assert.True(value.Quality.IsUsable()));
    }

    [Theory]
    [InlineData("bme280", 3)]
    [InlineData("sht3x", 2)]
    [InlineData("scd4x", 3)]
    [InlineData("bh1750", 1)]
    [InlineData("ads1115", 4)]
    [InlineData("ms5837", 2)]
    public void Says_OutOfRangeAtTheEndOfTheScale(string driver, int quantities)
    {
        using TestBoard board = TestBoard.Open(TestBoard.Scenario(
            $"{{name: it, model: {driver}, bus: i2c-1}}", "{kind: out-of-range, device: it, from: 0s, for: 1s}"));
        Assert.Equal(RawValue.Bad(QualityReason.OutOfRange), board.Sensor(driver).ReadAll(quantities)[0]);
    }

    [Theory]
    [InlineData("sht3x", 2)]
    [InlineData("scd4x", 3)]
    public void Sees_DamagedAnswers(string driver, int quantities)
    {
        using TestBoard board = TestBoard.Open(TestBoard.Scenario(
            $"{{name: it, model: {driver}, bus: i2c-1}}", "{kind: crc-error, device: it, from: 0s, for: 1s}"));
        ISensor sensor = board.Sensor(driver);
        Assert.All(sensor.ReadAll(quantities), value => Assert.Equal(QualityReason.ChecksumMismatch, value.Reason));
        board.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.All(sensor.ReadAll(quantities), value => Assert.Equal(Quality.Simulated, value.Quality));
    }

    [Fact]
    public void Holds_AStuckValue()
    {
        using TestBoard board = TestBoard.Open(TestBoard.Scenario(
            "{name: it, model: ads1115, bus: i2c-1, inputs: {voltage0: wave}}",
            "{kind: stuck-value, device: it, from: 10s, for: 10s}",
            "{name: wave, base: 1, terms: [{shape: cosine, amplitude: 0.5, at: 0s, every: 1m}]}"));
        ISensor sensor = board.Sensor("ads1115");
        double[] values = new double[30];
        for (int second = 0; second < values.Length; second++)
        {
            values[second] = sensor.ReadAll(4)[0].Value;
            board.Time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Single(values[10..20].Distinct());
        Assert.Equal(20, values[..10].Concat(values[20..]).Distinct().Count());
    }

    [Fact]
    public void Refuses_AnotherChipAtTheAddress() => Assert.All(
        Attach("bme280", new Bme280Model(_ => 20, id: 0x58)).ReadAll(3),
        value => Assert.Equal(RawValue.Bad(QualityReason.WrongDevice), value));

    [Fact]
    public void Refuses_MemoryOfZeros() => Assert.All(
        Attach("ms5837", new Zeros()).ReadAll(2), value => Assert.Equal(QualityReason.WrongDevice, value.Reason));

    [Fact]
    public void Says_NotReadyWhenNothingWasConverted() => Assert.All(
        Attach("ads1115", new Zeros()).ReadAll(4), value => Assert.Equal(QualityReason.NotReady, value.Reason));

    [Fact]
    public void Refuses_ASpanOfTheWrongLength() =>
        Assert.Throws<ArgumentException>(() => Attach("sht3x", new Zeros()).ReadAll(3));

    // A device that answers anything at all never makes a driver throw, nor gives an infinite or wild value.
    [Theory]
    [InlineData("bme280")]
    [InlineData("sht3x")]
    [InlineData("scd4x")]
    [InlineData("bh1750")]
    [InlineData("ads1115")]
    [InlineData("ms5837")]
    public void Survives_AnyAnswer(string driver) => Gen.Byte.Array[1, 200].Sample(bytes =>
    {
        DriverDescription description = DriverCatalogue.Find(driver)!;
        ISensor sensor = Attach(driver, new Babbler(bytes));
        for (int i = 0; i < 3; i++)
        {
            RawValue[] values = sensor.ReadAll(description.Quantities.Length);
            Assert.All(values.Zip(description.Quantities), pair => Assert.True(
                pair.First.Quality == Quality.Bad || pair.Second.Range.Contains(pair.First.Value)));
        }
    }, iter: 300);

    private static ISensor Attach(string driver, II2cModel model)
    {
        DriverDescription description = DriverCatalogue.Find(driver)!;
        var link = new I2cLink(
            () => new SimulatedI2cDevice(0x10, new SimulatedBus(_ => model, _ => false)), Quality.Good, Pauses.None);
        var options = System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(
            description.Options.Select(option => KeyValuePair.Create(option.Name, option.Default)));
        var sensor = new SensorDeclaration(driver, description, "i2c-1", null, null, default, options, [], default);
        return SensorCatalogue.OnI2c(sensor, link);
    }

    private sealed class Zeros : II2cModel
    {
        public bool Write(ReadOnlySpan<byte> bytes) => true;

        public bool Read(Span<byte> bytes)
        {
            bytes.Clear();
            return true;
        }
    }

    private sealed class Babbler(byte[] answers) : II2cModel
    {
        private int _next;

        public bool Write(ReadOnlySpan<byte> bytes) => true;

        public bool Read(Span<byte> bytes)
        {
            foreach (ref byte each in bytes) { each = answers[_next++ % answers.Length]; }
            // A BME280 is let in by its identification.
            if (bytes.Length == 1 && _next == 1) { bytes[0] = 0x60; }
            return true;
        }
    }
}
