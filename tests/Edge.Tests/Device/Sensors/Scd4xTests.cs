using Edge.Device.Buses;
using Edge.Device.Sensors;
using Edge.Device.Simulation;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Tests.Device.Sensors;

public sealed class Scd4xTests
{
    private static readonly DriverDescription Driver = DriverCatalogue.Find("scd4x")!;

    [Fact]
    public void Says_NotReadyUntilTheFirstResult_WithoutStartingAnew()
    {
        var device = new Slow(new Scd4xModel(_ => 1000));
        using Scd4x sensor = Attach(device);
        Assert.All(Read(sensor), value => Assert.Equal(QualityReason.NotReady, value.Reason));
        Assert.Equal(1000, Read(sensor)[0].Value);
        Assert.Equal(1, device.Starts);
    }

    // A gateway that starts anew finds the device as it left it: measuring, and deaf to a second start.
    [Fact]
    public void Starts_ADeviceThatMeasuresAlready()
    {
        var device = new Scd4xModel(input => input == "co2" ? 850 : 21);
        Assert.True(device.Write([0x21, 0xB1]));
        Assert.False(device.Write([0x21, 0xB1]));
        using Scd4x sensor = Attach(device);
        Assert.Equal((850, Quality.Good), (Read(sensor)[0].Value, Read(sensor)[0].Quality));
    }

    private static RawValue[] Read(Scd4x sensor)
    {
        var values = new RawValue[Driver.Quantities.Length];
        sensor.Read(values);
        return values;
    }

    private static Scd4x Attach(II2cModel model) => new(
        new I2cLink(() => new SimulatedI2cDevice(0x62, new SimulatedBus(_ => model, _ => false)), Quality.Good, Pauses.None),
        Driver);

    /// <summary>A device whose first result takes its time.</summary>
    private sealed class Slow(II2cModel inner) : II2cModel
    {
        private bool _isAsked;
        private bool _wasAsked;

        public int Starts { get; private set; }

        public bool Write(ReadOnlySpan<byte> bytes)
        {
            if (bytes.SequenceEqual((ReadOnlySpan<byte>)[0x21, 0xB1])) { Starts++; }
            _isAsked = bytes.SequenceEqual((ReadOnlySpan<byte>)[0xE4, 0xB8]);
            return inner.Write(bytes);
        }

        public bool Read(Span<byte> bytes)
        {
            bool isEarly = _isAsked && !_wasAsked;
            _wasAsked |= _isAsked;
            bool isRead = inner.Read(bytes);
            if (isEarly) { (bytes[0], bytes[1], bytes[2]) = (0x80, 0x00, Crc8.Of([0x80, 0x00])); }
            return isRead;
        }
    }
}
