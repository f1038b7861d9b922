using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using System.Device.I2c;
using System.Globalization;
using Edge.Device.Pins;
using Edge.Device.Serial;
using Edge.Profiles;

namespace Edge.Device.Buses;

/// <summary>The kernel's own interfaces: /dev/i2c-N, serial lines, and GPIO chips found by their
/// label.</summary>
internal sealed class LinuxHardware : IBoardHardware
{
    private const string BusNode = "/dev/i2c-";

    private readonly Dictionary<string, GpioController> _chips = new(StringComparer.Ordinal);

    public Pause Pause => Pauses.Real;

    public I2cDevice OpenDevice(BoardBus bus, int address)
    {
        bool isNumbered = bus.Path.StartsWith(BusNode, StringComparison.Ordinal);
        return isNumbered && int.TryParse(bus.Path.AsSpan(BusNode.Length), CultureInfo.InvariantCulture, out int number)
            ? I2cDevice.Create(new I2cConnectionSettings(number, address))
            : throw new IOException($"Bus {bus.Name}: {bus.Path} is not of the form {BusNode}N.");
    }

    public bool Acknowledges(BoardBus bus, int address) => I2cProbe.Acknowledges(bus.Path, address);

    public IDisposable Listen(BoardBus bus, int baud, SerialReceiver receiver) => new SerialListener(bus.Path, baud, receiver);

    public IEdgeListener ListenToEdges(BoardPin pin, Action<TimeSpan> falling) =>
        new LineEdges(GpioChips.NodeOf(pin.ChipLabel), pin.Line, falling);

    public GpioController OpenChip(string label)
    {
        if (_chips.TryGetValue(label, out GpioController? open)) { return open; }
        int number = GpioChips.NumberOf(label);
        var opened = new GpioController(OpenDriver(number));
        _chips.Add(label, opened);
        return opened;
    }

    public void Dispose()
    {
        foreach (GpioController chip in _chips.Values) { chip.Dispose(); }
    }

    /// <summary>Version 2 of libgpiod where it is installed (Debian 13), version 1 elsewhere (Debian
    /// 12).</summary>
    private static GpioDriver OpenDriver(int number)
    {
        try
        {
#pragma warning disable SDGPIO0001 // The driver is marked experimental; the older one does not know libgpiod 2.
            return new LibGpiodV2Driver(number);
#pragma warning restore SDGPIO0001
        }
        catch (Exception absent) when (IsAbsent(absent))
        {
            return OpenOlderDriver(number);
        }
    }

    private static LibGpiodDriver OpenOlderDriver(int number)
    {
        try
        {
            return new LibGpiodDriver(number);
        }
        catch (Exception absent) when (IsAbsent(absent))
        {
            throw new FileNotFoundException(
                "No pin can be used: libgpiod is not installed. Install the package libgpiod3 (Debian 13) or libgpiod2 "
                + "(Debian 12).", absent);
        }
    }

    /// <summary>Whether a library is missing, as the drivers say it: directly, or as the cause of an error of
    /// their own.</summary>
    internal static bool IsAbsent(Exception failure) => failure
        is DllNotFoundException or EntryPointNotFoundException or PlatformNotSupportedException or TypeInitializationException
        || (failure.InnerException is { } cause && IsAbsent(cause));
}
