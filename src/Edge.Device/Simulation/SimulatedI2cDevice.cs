using System.Device.I2c;
using Edge.Device.Buses;

namespace Edge.Device.Simulation;

/// <summary>The place of one address on a simulated bus, whether a device sits there or not.</summary>
/// <param name="address">Where it is on its bus.</param>
/// <param name="find">The device that answers now, or null; throws what the kernel would while the bus is held.</param>
internal sealed class SimulatedI2cDevice(int address, Func<II2cModel?> find, Lock exclusive) : I2cDevice
{
    public override I2cConnectionSettings ConnectionSettings { get; } = new(0, address);

    public override void Read(Span<byte> buffer)
    {
        lock (exclusive)
        {
            if (find() is not { } model || !model.Read(buffer)) { throw Silent(); }
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (exclusive)
        {
            if (find() is not { } model || !model.Write(buffer)) { throw Silent(); }
        }
    }

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        lock (exclusive)
        {
            if (find() is not { } model || !model.Write(writeBuffer) || !model.Read(readBuffer)) { throw Silent(); }
        }
    }

    private static IOException Silent() => I2cFaults.ToException(I2cFaults.NotAcknowledged);
}
