using System.Device.I2c;
using Edge.Device.Buses;

namespace Edge.Tests.Simulator;

/// <summary>A device behind an imported adapter, as System.Device.I2c would offer it through /dev/i2c-N.</summary>
internal sealed class TinyUsbDevice(TinyUsbKernel kernel, int address) : I2cDevice
{
    public override I2cConnectionSettings ConnectionSettings { get; } = new(0, address);

    public override void Read(Span<byte> buffer) => Check(kernel.Read(address, buffer));

    public override void Write(ReadOnlySpan<byte> buffer) => Check(kernel.Write(address, buffer));

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        Check(kernel.Write(address, writeBuffer));
        Check(kernel.Read(address, readBuffer));
    }

    private static void Check(int error)
    {
        if (error != 0) { throw I2cFaults.ToException(error); }
    }
}
