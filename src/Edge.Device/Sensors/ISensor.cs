namespace Edge.Device.Sensors;

/// <summary>One device that measures. Not thread-safe: one loop reads it.</summary>
/// <remarks>A missing or silent device is a bad value with a reason, never an exception; the driver sets the device up
/// again by itself when it answers.</remarks>
public interface ISensor : IDisposable
{
    /// <summary>Measures once and fills in one value for each quantity of the driver, in the order of
    /// <see cref="Profiles.DriverDescription.Quantities"/>. Blocks while the device converts, at most 200 ms.</summary>
    /// <exception cref="ArgumentException">The span has another length than the driver has
    /// quantities.</exception>
    void Read(Span<RawValue> values);
}
