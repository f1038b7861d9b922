using System.Device.Gpio;
using System.Device.I2c;
using Edge.Device.Pins;
using Edge.Device.Serial;
using Edge.Profiles;

namespace Edge.Device.Buses;

/// <summary>What lies below a board: the kernel's interfaces, or devices played in the process.</summary>
internal interface IBoardHardware : IDisposable
{
    Pause Pause { get; }

    /// <summary>A handle of its own for each caller.</summary>
    /// <exception cref="IOException">The bus does not exist or cannot be opened.</exception>
    I2cDevice OpenDevice(BoardBus bus, int address);

    /// <summary>Whether anything acknowledges the address, without an order that a device could take for
    /// one.</summary>
    bool Acknowledges(BoardBus bus, int address);

    /// <summary>Listens to a serial line until the result is disposed; one that is not there is tried
    /// again.</summary>
    IDisposable Listen(BoardBus bus, int baud, SerialReceiver receiver);

    /// <summary>Listens to the falling edges of a line; the times are of one clock that never goes
    /// back.</summary>
    /// <exception cref="IOException">The line cannot be had.</exception>
    IEdgeListener ListenToEdges(BoardPin pin, Action<TimeSpan> falling);

    /// <summary>The controller of the chip with that label; the same for every call.</summary>
    /// <exception cref="IOException">There is no such chip, or no library to speak to it; the message says
    /// what to do.</exception>
    GpioController OpenChip(string label);
}
