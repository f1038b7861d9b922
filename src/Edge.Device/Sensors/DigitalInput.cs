using Edge.Device.Buses;
using Edge.Device.Pins;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensors;

/// <summary>A contact or level on one line; read when asked, without debouncing (conditioning does
/// that).</summary>
internal sealed class DigitalInput(Board board, SensorDeclaration sensor) : ISensor
{
    private readonly bool _activeLow = sensor.Options["active-low"] == "true";
    private InputPin? _pin;

    public void Read(Span<RawValue> values)
    {
        RawValue.CheckLength(values, sensor.Driver.Quantities.Length);
        try
        {
            _pin ??= board.OpenInput(sensor.Pin!);
            values[0] = RawValue.Of(_pin.IsHigh != _activeLow ? 1 : 0, board.Usable);
        }
        catch (IOException)
        {
            values[0] = RawValue.Bad(QualityReason.NoAnswer);
        }
    }

    public void Dispose() => _pin?.Dispose();
}
