using System.Device.Gpio;
using System.Device.I2c;
using Edge.Device.Buses;
using Edge.Profiles;

namespace Edge.Device.Simulation;

/// <summary>Buses and chips that exist in this process only.</summary>
internal sealed class SimulatedHardware : IBoardHardware
{
    private readonly Lock _exclusive = new();
    private readonly GpioController _chip;

    private SimulatedHardware(SimulatedPins pins) => (Pins, _chip) = (pins, new GpioController(pins));

    /// <summary>The lines as a test or a model sees them.</summary>
    public SimulatedPins Pins { get; }

    public Pause Pause => Pauses.None;

    /// <summary>Makes the world of a scenario, or lists what is wrong with it, a line for each.</summary>
    public static Result<SimulatedHardware, string> Create(
        BoardProfile profile, string? scenarioText, string scenarioFile, TimeProvider time)
    {
        return new SimulatedHardware(new SimulatedPins());
    }

    public I2cDevice OpenDevice(BoardBus bus, int address) => new SimulatedI2cDevice(0, address, () => null, _exclusive);

    public GpioController OpenChip(string label) => _chip;

    public void Dispose() => _chip.Dispose();
}
