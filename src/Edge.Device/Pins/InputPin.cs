using System.Device.Gpio;

namespace Edge.Device.Pins;

/// <summary>A line whose level is read.</summary>
public sealed class InputPin : IDisposable
{
    private readonly GpioController _controller;
    private readonly int _line;

    /// <param name="activeLow">True: the contact pulls the line to ground. An open contact is to read as
    /// open, so the line is pulled the other way; a chip that cannot do that has the resistor on the
    /// board.</param>
    internal InputPin(GpioController controller, int line, bool activeLow = true)
    {
        (_controller, _line) = (controller, line);
        PinMode open = activeLow ? PinMode.InputPullUp : PinMode.InputPullDown;
        controller.OpenPin(line, controller.IsPinModeSupported(line, open) ? open : PinMode.Input);
    }

    public bool IsHigh => _controller.Read(_line) == PinValue.High;

    public void Dispose()
    {
        if (_controller.IsPinOpen(_line)) { _controller.ClosePin(_line); }
    }
}
