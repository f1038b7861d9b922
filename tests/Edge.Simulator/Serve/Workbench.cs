using System.Collections.Immutable;
using System.Device.Gpio;
using Edge.Device.Simulation;
using Edge.Profiles;
using Edge.Simulator.Usb;

namespace Edge.Simulator.Serve;

/// <summary>What lies around one gateway: devices, plugs and lines, and what the gateway was seen doing.
/// Thread-safe.</summary>
internal sealed class Workbench : IDisposable
{
    /// <summary>How much of the past is kept.</summary>
    public const int MaxEvents = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, LineState> _lines = [];
    private readonly Queue<BoardEvent> _events = [];

    public Workbench(BoardProfile profile, SimulatedHardware hardware, TimeProvider time)
    {
        (Profile, Hardware, Time) = (profile, hardware, time);
        Ports = PortsOf(profile, hardware);
    }

    public BoardProfile Profile { get; }

    public SimulatedHardware Hardware { get; }

    public TimeProvider Time { get; }

    /// <summary>By ascending number, without a gap: a kernel numbers buses as they come.</summary>
    public ImmutableArray<UsbPort> Ports { get; }

    /// <summary>The label of the chip that the agent is to make.</summary>
    public string ChipLabel => Profile.Pins.Length == 0 ? "none" : Profile.Pins[0].ChipLabel;

    public int LineCount => Profile.Pins.Length == 0 ? 1 : Profile.Pins.Max(pin => pin.Line) + 1;

    public bool IsGatewayThere { get; private set; }

    /// <summary>Whether lines and buses of the gateway have been seen working since it came.</summary>
    public bool IsGatewayReady { get; private set; }

    public LineState StateOf(int line)
    {
        lock (_lock)
        {
            LineState seen = _lines.GetValueOrDefault(line, new(LineUse.Free, default, ""));
            return seen with { Level = Hardware.Pins.LevelOf(line) };
        }
    }

    /// <summary>The gateway drives a line.</summary>
    public void SeeOutput(int line, PinValue level, string user)
    {
        Hardware.Pins.Follow(line, level);
        See(line, new(LineUse.Output, level, user), $"output {(level == PinValue.High ? "high" : "low")} {user}");
    }

    /// <summary>The gateway reads a line, or lets go of it where the user is empty.</summary>
    public void SeeInput(int line, string user)
    {
        Hardware.Pins.LetGo(line);
        LineUse use = user.Length == 0 ? LineUse.Free : LineUse.Input;
        See(line, new(use, Hardware.Pins.LevelOf(line), user), user.Length == 0 ? "free" : $"input {user}");
    }

    public void GatewayCame()
    {
        GatewayWent();
        (IsGatewayThere, IsGatewayReady) = (true, false);
        Note(-1, "gateway came");
    }

    public void GatewayIsReady()
    {
        IsGatewayReady = true;
        Note(-1, "gateway ready");
    }

    /// <summary>No gateway drives anything any more.</summary>
    public void GatewayWent()
    {
        if (!IsGatewayThere) { return; }
        (IsGatewayThere, IsGatewayReady) = (false, false);
        lock (_lock)
        {
            foreach (int line in _lines.Keys) { Hardware.Pins.LetGo(line); }
            _lines.Clear();
        }
        Note(-1, "gateway went");
    }

    public void Note(int line, string what)
    {
        lock (_lock)
        {
            _events.Enqueue(new(Hardware.Elapsed(), line, what));
            if (_events.Count > MaxEvents) { _events.Dequeue(); }
        }
    }

    public BoardEvent[] Events()
    {
        lock (_lock) { return [.. _events]; }
    }

    public void Dispose() => Hardware.Dispose();

    private void See(int line, LineState state, string what)
    {
        lock (_lock)
        {
            if (_lines.TryGetValue(line, out LineState before) && before == state) { return; }
            _lines[line] = state;
        }
        Note(line, what);
    }

    private static ImmutableArray<UsbPort> PortsOf(BoardProfile profile, SimulatedHardware hardware)
    {
        var named = profile.Buses.Where(bus => bus.Kind == BusKind.I2c).ToDictionary(bus => NumberIn(bus.Path));
        int count = named.Count == 0 ? 0 : named.Keys.Max() + 1;
        return [.. Enumerable.Range(0, count).Select(number => named.TryGetValue(number, out BoardBus? bus)
            ? new UsbPort(bus.Name, number, new I2cAdapter(hardware.Bus(bus.Name)))
            : new UsbPort($"empty-{number}", number, new I2cAdapter(null)))];
    }

    private static int NumberIn(string path) =>
        Lines.LineWords.ParseNumber(path[(path.LastIndexOf('-') + 1)..]) is { } number and < 8
            ? number
            : throw new ArgumentException($"{path}: the simulator makes /dev/i2c-0 to /dev/i2c-7.", nameof(path));
}
