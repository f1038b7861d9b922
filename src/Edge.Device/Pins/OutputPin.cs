using System.Device.Gpio;

namespace Edge.Device.Pins;

/// <summary>A line that switches something. Thread-safe as far as the driver below is.</summary>
public sealed class OutputPin
{
    private readonly GpioController _controller;
    private readonly int _line;
    private readonly bool _activeLow;

    internal OutputPin(GpioController controller, int line, bool activeLow, bool on)
    {
        (_controller, _line, _activeLow, IsOn) = (controller, line, activeLow, on);
        controller.OpenPin(line, PinMode.Output, Level(on));
    }

    /// <summary>What was last set; not read back from the line.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Switches, whatever the state was.</summary>
    public void Set(bool on)
    {
        _controller.Write(_line, Level(on));
        IsOn = on;
    }

    private PinValue Level(bool on) => on != _activeLow ? PinValue.High : PinValue.Low;
}
