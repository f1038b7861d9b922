using Edge.Device.Buses;
using Edge.Device.HostSensors;
using Edge.Profiles;

namespace Edge.Device.Sensors;

/// <summary>Makes the driver that a declaration names.</summary>
internal static class SensorCatalogue
{
    public static ISensor Create(SensorDeclaration sensor, Board board, TimeProvider time) => sensor.Driver.Name switch
    {
        "bme280" => new Bme280(Link(sensor, board), sensor.Driver),
        "sht3x" => new Sht3x(Link(sensor, board), sensor.Driver),
        "bh1750" => new Bh1750(Link(sensor, board), sensor.Driver),
        "ads1115" => new Ads1115(Link(sensor, board), sensor),
        "ms5837" => new Ms5837(Link(sensor, board), sensor),
        "tipping-bucket" => new TippingBucket(board, sensor, time),
        "digital-input" => new DigitalInput(board, sensor),
        _ => HostCatalogue.Create(sensor, time),
    };

    private static I2cLink Link(SensorDeclaration sensor, Board board) =>
        board.LinkTo(sensor.Bus!, sensor.Address ?? sensor.Driver.Addresses[0]);
}
