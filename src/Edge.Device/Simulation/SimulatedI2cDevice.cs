using System.Device.I2c;
using Edge.Device.Buses;

namespace Edge.Device.Simulation;

/// <summary>The place of one address on a simulated bus, whether a device sits there or not.</summary>
/// <remarks>Fails as the kernel does.</remarks>
internal sealed class SimulatedI2cDevice(int address, SimulatedBus bus) : I2cDevice
{
    public override I2cConnectionSettings ConnectionSettings { get; } = new(0, address);

    public override void Read(Span<byte> buffer) => Check(bus.Read(address, buffer));

    public override void Write(ReadOnlySpan<byte> buffer) => Check(bus.Write(address, buffer));

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) =>
        Check(bus.WriteRead(address, writeBuffer, readBuffer));

    private static void Check(BusAnswer answer)
    {
        if (answer == BusAnswer.Acknowledged) { return; }
        throw I2cFaults.ToException(answer == BusAnswer.Held ? I2cFaults.TimedOut : I2cFaults.NotAcknowledged);
    }
}
