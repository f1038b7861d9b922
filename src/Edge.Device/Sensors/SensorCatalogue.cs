using Edge.Device.Buses;
using Edge.Device.HostSensors;
using Edge.Profiles;

namespace Edge.Device.Sensors;

/// <summary>Makes the driver that a declaration names.</summary>
internal static class SensorCatalogue
{
    public static ISensor Create(SensorDeclaration sensor, Board board, TimeProvider time) => sensor.Driver.Name switch
    {
        "tipping-bucket" => new TippingBucket(board, sensor),
        "digital-input" => new DigitalInput(board, sensor),
        "a02yyuw" => new A02yyuw(
            sensor.Driver, board.Usable, time, receiver => board.Listen(sensor.Bus!, A02yyuw.Baud, receiver)),
        _ when sensor.Driver.Bus == BusKind.I2c => OnI2c(sensor, board.LinkTo(sensor.Bus!, AddressOf(sensor))),
        _ => HostCatalogue.Create(sensor, time),
    };

    /// <summary>The driver of a device on a bus; it owns the link.</summary>
    public static ISensor OnI2c(SensorDeclaration sensor, I2cLink link) => sensor.Driver.Name switch
    {
        "bme280" => new Bme280(link, sensor.Driver),
        "sht3x" => new Sht3x(link, sensor.Driver),
        "scd4x" => new Scd4x(link, sensor.Driver),
        "bh1750" => new Bh1750(link, sensor.Driver),
        "ads1115" => new Ads1115(link, sensor),
        "ms5837" => new Ms5837(link, sensor),
        _ => throw new InvalidOperationException($"The catalogue has a driver {sensor.Driver.Name}, this build has none."),
    };

    private static int AddressOf(SensorDeclaration sensor) => sensor.Address ?? sensor.Driver.Addresses[0];
}
