using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensors;

/// <summary>Stands for a device that this build or machine does not have: every value is bad with the same
/// reason.</summary>
internal sealed class AbsentSensor(DriverDescription driver, QualityReason reason) : ISensor
{
    public void Read(Span<RawValue> values)
    {
        RawValue.CheckLength(values, driver.Quantities.Length);
        RawValue.AllBad(values, reason);
    }

    public void Dispose()
    {
    }
}
