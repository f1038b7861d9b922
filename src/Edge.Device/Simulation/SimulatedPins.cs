using System.Device.Gpio;

namespace Edge.Device.Simulation;

/// <summary>The lines of a simulated chip: the gateway drives outputs, models drive inputs.</summary>
internal sealed class SimulatedPins : GpioDriver
{
    private const int Lines = 1024;

    private readonly Lock _lock = new();
    private readonly PinMode[] _modes = new PinMode[Lines];
    private readonly PinValue[] _levels = new PinValue[Lines];
    private readonly Dictionary<int, List<(PinEventTypes Edges, PinChangeEventHandler Handler)>> _listeners = [];

    /// <summary>A device outside changed the level of a line.</summary>
    public event Action<int, PinValue>? Driven;

    protected override int PinCount => Lines;

    /// <summary>The level of a line, whoever drives it.</summary>
    public PinValue LevelOf(int line)
    {
        lock (_lock) { return _levels[line]; }
    }

    /// <summary>A device outside puts a level on a line; listeners hear of an edge.</summary>
    public void Drive(int line, PinValue level)
    {
        PinChangeEventHandler[] called;
        PinEventTypes edge = level == PinValue.High ? PinEventTypes.Rising : PinEventTypes.Falling;
        lock (_lock)
        {
            if (_modes[line] == PinMode.Output || _levels[line] == level) { return; }
            _levels[line] = level;
            called = [.. _listeners.GetValueOrDefault(line, []).Where(l => l.Edges.HasFlag(edge)).Select(l => l.Handler)];
        }
        foreach (PinChangeEventHandler handler in called) { handler(this, new PinValueChangedEventArgs(edge, line)); }
        Driven?.Invoke(line, level);
    }

    /// <summary>A gateway that is not in this process drives the line.</summary>
    public void Follow(int line, PinValue level)
    {
        lock (_lock) { (_modes[line], _levels[line]) = (PinMode.Output, level); }
    }

    /// <summary>A gateway that is not in this process lets go of the line: devices outside may drive
    /// it.</summary>
    public void LetGo(int line)
    {
        lock (_lock) { _modes[line] = PinMode.Input; }
    }

    protected override void OpenPin(int pinNumber)
    {
    }

    protected override void ClosePin(int pinNumber)
    {
        lock (_lock)
        {
            _modes[pinNumber] = PinMode.Input;
            _listeners.Remove(pinNumber);
        }
    }

    protected override void SetPinMode(int pinNumber, PinMode mode)
    {
        lock (_lock) { _modes[pinNumber] = mode; }
    }

    protected override PinMode GetPinMode(int pinNumber)
    {
        lock (_lock) { return _modes[pinNumber]; }
    }

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) =>
        mode is PinMode.Input or PinMode.InputPullUp or PinMode.Output;

    protected override PinValue Read(int pinNumber) => LevelOf(pinNumber);

    protected override void Write(int pinNumber, PinValue value)
    {
        lock (_lock) { _levels[pinNumber] = value; }
    }

    protected override WaitForEventResult WaitForEvent(
        int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Listen with a callback.");

    protected override void AddCallbackForPinValueChangedEvent(
        int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        lock (_lock)
        {
            if (!_listeners.TryGetValue(pinNumber, out var listeners)) { _listeners[pinNumber] = listeners = []; }
            listeners.Add((eventTypes, callback));
        }
    }

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        lock (_lock)
        {
            if (_listeners.TryGetValue(pinNumber, out var listeners)) { listeners.RemoveAll(l => l.Handler == callback); }
        }
    }
}
