using Edge.Device.Buses;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensors;

/// <summary>Makes the driver that a declaration names.</summary>
internal static class SensorCatalogue
{
    public static ISensor Create(SensorDeclaration sensor, Board board, TimeProvider time) => sensor.Driver.Name switch
    {
        _ => new AbsentSensor(sensor.Driver, QualityReason.NotAvailable),
    };
}
