using Edge.Device.Sensors;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.HostSensors;

/// <summary>Fills in the quantities of a host driver, in its order; NaN: this machine does not offer
/// it.</summary>
internal delegate void HostProbe(Span<double> values);

/// <summary>A sensor of the machine itself. Good even beside a simulated board: it is measured.</summary>
internal sealed class HostSensor(DriverDescription driver, HostProbe probe) : ISensor
{
    public void Read(Span<RawValue> values)
    {
        RawValue.CheckLength(values, driver.Quantities.Length);
        Span<double> measured = stackalloc double[values.Length];
        measured.Fill(double.NaN);
        probe(measured);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = double.IsNaN(measured[i])
                ? RawValue.Bad(QualityReason.NotAvailable)
                : RawValue.Within(driver.Quantities[i], measured[i], Quality.Good);
        }
    }

    public void Dispose()
    {
    }
}
