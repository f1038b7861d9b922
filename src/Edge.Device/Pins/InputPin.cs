using System.Device.Gpio;

namespace Edge.Device.Pins;

/// <summary>A line whose level is read.</summary>
public sealed class InputPin : IDisposable
{
    private readonly GpioController _controller;
    private readonly int _line;

    internal InputPin(GpioController controller, int line)
    {
        (_controller, _line) = (controller, line);
        // A contact to ground needs a pull-up; a chip that cannot switch one on has it on the board.
        bool hasPullUp = controller.IsPinModeSupported(line, PinMode.InputPullUp);
        controller.OpenPin(line, hasPullUp ? PinMode.InputPullUp : PinMode.Input);
    }

    public bool IsHigh => _controller.Read(_line) == PinValue.High;

    public void Dispose()
    {
        if (_controller.IsPinOpen(_line)) { _controller.ClosePin(_line); }
    }
}
