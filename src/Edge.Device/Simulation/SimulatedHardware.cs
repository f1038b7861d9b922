using System.Device.Gpio;
using System.Device.I2c;
using Edge.Device.Buses;
using Edge.Device.Pins;
using Edge.Device.Serial;
using Edge.Profiles;

namespace Edge.Device.Simulation;

/// <summary>Buses and chips that exist in this process only. Thread-safe.</summary>
internal sealed class SimulatedHardware : IBoardHardware
{
    /// <summary>How often devices on pins and serial lines move.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lines = new();
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ScenarioWorld _world;
    private readonly GpioController _chip;
    private readonly SimulatedSlot[] _slots;
    private readonly Dictionary<string, SimulatedBus> _buses;
    private readonly Dictionary<string, SimulatedLine> _serial;
    private readonly IPinModel[] _onLines;
    private readonly ITimer? _timer;

    private SimulatedHardware(BoardProfile profile, Scenario scenario, TimeProvider time)
    {
        (_time, _start, _world) = (time, time.GetTimestamp(), new ScenarioWorld(scenario, Hand));
        _chip = new GpioController(Pins);
        _slots = [.. scenario.Devices.Where(each => each.Model.Bus == BusKind.I2c)
            .Select(each => new SimulatedSlot(each, _world, Elapsed))];
        _buses = profile.Buses.Where(bus => bus.Kind == BusKind.I2c).ToDictionary(bus => bus.Name, bus => BusOf(bus.Name));
        _serial = profile.Buses.Where(bus => bus.Kind == BusKind.Serial).ToDictionary(bus => bus.Name, bus => new SimulatedLine(
            scenario.Devices.FirstOrDefault(each => each.Bus == bus.Name), _world, Elapsed));
        _onLines = [.. scenario.Devices.Where(each => each.Pin is not null).Select(each => OnLine(each, profile))];
        if (_onLines.Length == 0 && scenario.Devices.All(each => each.Model.Bus != BusKind.Serial)) { return; }
        Advance();
        _timer = time.CreateTimer(_ => Advance(), null, Tick, Tick);
    }

    /// <summary>The lines as the devices outside see them.</summary>
    public SimulatedPins Pins { get; } = new();

    /// <summary>What is done to the devices by hand.</summary>
    public Interference Hand { get; } = new();

    public ScenarioWorld World => _world;

    public Pause Pause => Pauses.None;

    /// <summary>Makes the world of a scenario, or lists what is wrong with it, a line for each.</summary>
    public static Result<SimulatedHardware, string> Create(
        BoardProfile profile, string? scenarioText, string scenarioFile, TimeProvider time)
    {
        if (scenarioText is null)
        {
            return new SimulatedHardware(profile, new("nothing", 0, 1, default, [], [], []), time);
        }
        ScenarioReading reading = ScenarioReader.Read(scenarioText, scenarioFile, profile);
        return reading.IsUsable
            ? new SimulatedHardware(profile, reading.Scenario!, time)
            : string.Join('\n', reading.Errors);
    }

    public I2cDevice OpenDevice(BoardBus bus, int address) => new SimulatedI2cDevice(address, _buses[bus.Name]);

    /// <summary>The bus itself, for a gateway that is not in this process.</summary>
    public SimulatedBus Bus(string name) => _buses[name];

    public IDisposable Listen(BoardBus bus, int baud, SerialReceiver receiver) => Line(bus.Name).Listen(receiver);

    public IEdgeListener ListenToEdges(BoardPin pin, Action<TimeSpan> falling) =>
        new ControllerEdges(_chip, pin.Line, _time, falling);

    /// <summary>The serial line itself, for a gateway that is not in this process.</summary>
    public SimulatedLine Line(string name) => _serial[name];

    public bool Acknowledges(BoardBus bus, int address)
    {
        lock (_buses)
        {
            SimulatedSlot? slot = _slots.FirstOrDefault(each => each.Bus == bus.Name && each.Address == address);
            return !_world.IsStuck(bus.Name, Elapsed()) && slot?.Find() is not null;
        }
    }

    public GpioController OpenChip(string label) => _chip;

    public void Dispose()
    {
        _timer?.Dispose();
        _chip.Dispose();
    }

    /// <summary>Since the start of the run.</summary>
    public TimeSpan Elapsed() => _time.GetElapsedTime(_start);

    /// <summary>Every device on a bus loses its supply and comes back as after power-on.</summary>
    public void CutPower()
    {
        foreach (SimulatedSlot slot in _slots) { slot.CutPower(); }
    }

    /// <summary>The devices on lines move now, not at the next tick.</summary>
    public void Advance()
    {
        lock (_lines)
        {
            foreach (IPinModel model in _onLines) { model.Advance(Elapsed()); }
            foreach (SimulatedLine line in _serial.Values) { line.Advance(Elapsed()); }
        }
    }

    private SimulatedBus BusOf(string name)
    {
        var slots = _slots.Where(slot => slot.Bus == name).ToDictionary(slot => slot.Address);
        return new SimulatedBus(
            address => slots.GetValueOrDefault(address)?.Find(),
            address => _world.IsStuck(name, Elapsed()) || slots.GetValueOrDefault(address) is { HoldsTheBus: true });
    }

    private IPinModel OnLine(ModelDeclaration device, BoardProfile profile)
    {
        int line = profile.Pins.First(pin => pin.Name == device.Pin).Line;
        double Input(string input, TimeSpan at) => _world.Input(device, input, at);
        return device.Model.Name switch
        {
            "tipping-bucket" => new BucketModel(Pins, line, _world.Scenario.Speed, Input),
            "digital-input" => new LevelModel(Pins, line, Input),
            "relay" => new RelayModel(Pins, line, Input),
            _ => throw new InvalidOperationException(
                $"The catalogue has a model {device.Model.Name}, the board has none."),
        };
    }
}
