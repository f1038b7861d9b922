using System.Device.Gpio;

namespace Edge.Device.Pins;

/// <summary>A line that is read: its level, and its edges while somebody listens.</summary>
public sealed class InputPin : IDisposable
{
    private readonly GpioController _controller;
    private readonly int _line;
    private PinChangeEventHandler? _handler;

    internal InputPin(GpioController controller, int line)
    {
        (_controller, _line) = (controller, line);
        // A contact to ground needs a pull-up; a chip that cannot switch one on has it on the board.
        bool hasPullUp = controller.IsPinModeSupported(line, PinMode.InputPullUp);
        controller.OpenPin(line, hasPullUp ? PinMode.InputPullUp : PinMode.Input);
    }

    public bool IsHigh => _controller.Read(_line) == PinValue.High;

    /// <summary>Calls back at each falling edge, on a thread of the driver. One listener only.</summary>
    public void OnFalling(Action call)
    {
        if (_handler is not null) { throw new InvalidOperationException("Somebody listens already."); }
        _handler = (_, _) => call();
        _controller.RegisterCallbackForPinValueChangedEvent(_line, PinEventTypes.Falling, _handler);
    }

    public void Dispose()
    {
        if (_handler is not null) { _controller.UnregisterCallbackForPinValueChangedEvent(_line, _handler); }
        if (_controller.IsPinOpen(_line)) { _controller.ClosePin(_line); }
    }
}
