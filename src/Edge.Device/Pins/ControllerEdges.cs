using System.Device.Gpio;

namespace Edge.Device.Pins;

/// <summary>The falling edges of a line that a controller in this process plays, at the time of the given
/// clock.</summary>
internal sealed class ControllerEdges : IEdgeListener
{
    private readonly GpioController _controller;
    private readonly int _line;
    private readonly PinChangeEventHandler _handler;

    public ControllerEdges(GpioController controller, int line, TimeProvider time, Action<TimeSpan> falling)
    {
        (_controller, _line) = (controller, line);
        long start = time.GetTimestamp();
        _handler = (_, _) => falling(time.GetElapsedTime(start));
        controller.OpenPin(line, PinMode.InputPullUp);
        controller.RegisterCallbackForPinValueChangedEvent(line, PinEventTypes.Falling, _handler);
    }

    public bool IsAlive => _controller.IsPinOpen(_line);

    public void Dispose()
    {
        _controller.UnregisterCallbackForPinValueChangedEvent(_line, _handler);
        if (_controller.IsPinOpen(_line)) { _controller.ClosePin(_line); }
    }
}
