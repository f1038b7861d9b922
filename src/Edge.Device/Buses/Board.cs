using Edge.Device.Pins;
using Edge.Device.Serial;
using Edge.Device.Sensors;
using Edge.Device.Simulation;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Buses;

/// <summary>The board: buses and pins by the names of its profile. Nothing else in the process reaches
/// hardware.</summary>
/// <remarks>What the profile does not declare cannot be opened. Opening is lazy: a bus that is not there yet is a
/// sensor without an answer, not a gateway that does not start. Not thread-safe, but for reading different sensors.</remarks>
public sealed class Board : IDisposable
{
    private const int FirstAddress = 0x08;
    private const int LastAddress = 0x77;

    private readonly BoardProfile _profile;
    private readonly IBoardHardware _hardware;
    private readonly TimeProvider _time;

    internal Board(BoardProfile profile, IBoardHardware hardware, TimeProvider time) =>
        (_profile, _hardware, _time) = (profile, hardware, time);

    public bool IsSimulated => _profile.Kind == BoardKind.Simulated;

    /// <summary>The world below a simulated board, for tests and the simulator; null on a real one.</summary>
    internal SimulatedHardware? Simulated => _hardware as SimulatedHardware;

    /// <summary>What a value measured on this board is worth.</summary>
    internal Quality Usable => IsSimulated ? Quality.Simulated : Quality.Good;

    /// <summary>Opens the board, or says in words for people why not, one line for each mistake in the
    /// scenario.</summary>
    /// <param name="scenarioText">What the simulated devices do; null: nothing is plugged in. Ignored on a
    /// real board.</param>
    /// <param name="scenarioFile">The name that mistakes are reported under.</param>
    public static Result<Board, string> Open(
        BoardProfile profile, string? scenarioText, string? scenarioFile, TimeProvider time)
    {
        if (profile.Kind != BoardKind.Simulated) { return new Board(profile, new LinuxHardware(), time); }
        var hardware = SimulatedHardware.Create(profile, scenarioText, scenarioFile ?? "scenario", time);
        return hardware.IsOk ? new Board(profile, hardware.Value, time) : hardware.Reason;
    }

    /// <summary>The driver of a declared sensor. Its device need not be there.</summary>
    public ISensor CreateSensor(SensorDeclaration sensor) => SensorCatalogue.Create(sensor, this, _time);

    /// <summary>Takes a line for switching.</summary>
    /// <param name="on">What it is from the first moment, before anything is set.</param>
    /// <exception cref="ArgumentException">The profile has no such pin.</exception>
    /// <exception cref="IOException">The line cannot be had; the message says what to do.</exception>
    public OutputPin OpenOutput(string pin, bool activeLow, bool on = false)
    {
        BoardPin declared = FindPin(pin);
        return Take(declared, () => new OutputPin(_hardware.OpenChip(declared.ChipLabel), declared.Line, activeLow, on));
    }

    /// <summary>Takes a line for reading.</summary>
    /// <exception cref="ArgumentException">The profile has no such pin.</exception>
    /// <exception cref="IOException">The line cannot be had; the message says what to do.</exception>
    internal InputPin OpenInput(string pin)
    {
        BoardPin declared = FindPin(pin);
        return Take(declared, () => new InputPin(_hardware.OpenChip(declared.ChipLabel), declared.Line));
    }

    /// <summary>Takes a line for listening to its falling edges.</summary>
    /// <param name="falling">Called on a thread of its own with the time of each edge, on one clock that
    /// never goes back.</param>
    /// <exception cref="ArgumentException">The profile has no such pin.</exception>
    /// <exception cref="IOException">The line cannot be had; the message says what to do.</exception>
    internal IEdgeListener ListenToEdges(string pin, Action<TimeSpan> falling)
    {
        BoardPin declared = FindPin(pin);
        return Take(declared, () => _hardware.ListenToEdges(declared, falling));
    }

    /// <summary>A device on a declared bus.</summary>
    /// <exception cref="ArgumentException">The profile has no such I2C bus.</exception>
    internal I2cLink LinkTo(string bus, int address)
    {
        BoardBus declared = FindBus(bus, BusKind.I2c);
        return new I2cLink(() => _hardware.OpenDevice(declared, address), Usable, _hardware.Pause);
    }

    /// <summary>Listens to a declared serial line until the result is disposed.</summary>
    /// <exception cref="ArgumentException">The profile has no such line.</exception>
    internal IDisposable Listen(string line, int baud, SerialReceiver receiver) =>
        _hardware.Listen(FindBus(line, BusKind.Serial), baud, receiver);

    /// <summary>The addresses that answer on a bus, ascending, leaving out those that the caller asks through
    /// drivers.</summary>
    /// <remarks>Each address from 0x08 to 0x77 is only called; where the controller cannot do that, one byte is read. Run it
    /// while nothing else uses the bus.</remarks>
    /// <exception cref="ArgumentException">The profile has no such I2C bus.</exception>
    public IReadOnlyList<int> ScanBus(string bus, params ReadOnlySpan<int> leaveOut)
    {
        BoardBus declared = FindBus(bus, BusKind.I2c);
        var answering = new List<int>();
        for (int address = FirstAddress; address <= LastAddress; address++)
        {
            if (!leaveOut.Contains(address) && Answers(declared, address)) { answering.Add(address); }
        }

        return answering;
    }

    public void Dispose() => _hardware.Dispose();

    private static T Take<T>(BoardPin pin, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (IOException exception)
        {
            // Nobody holds a line whose chip or library is missing.
            string next = exception is FileNotFoundException ? "" : " gpioinfo names who holds it.";
            throw new IOException(
                $"Pin {pin.Name} (line {pin.Line} of {pin.ChipLabel}) cannot be had: {exception.Message}{next}",
                exception);
        }
    }

    private bool Answers(BoardBus bus, int address)
    {
        if (_hardware.Acknowledges(bus, address)) { return true; }
        using var link = new I2cLink(() => _hardware.OpenDevice(bus, address), Usable, _hardware.Pause);
        Span<byte> read = stackalloc byte[1];
        return link.Read(read) == QualityReason.None;
    }

    private BoardPin FindPin(string name) => _profile.Pins.FirstOrDefault(pin => pin.Name == name)
        ?? throw new ArgumentException($"Board {_profile.Name} has no pin {name}.", nameof(name));

    private BoardBus FindBus(string name, BusKind kind) =>
        _profile.Buses.FirstOrDefault(bus => bus.Name == name && bus.Kind == kind)
        ?? throw new ArgumentException($"Board {_profile.Name} has no bus {name} of the kind {kind}.", nameof(name));
}
