using System.Buffers.Binary;
using Edge.Device.Simulation;

namespace Edge.Simulator.Usb;

/// <summary>A USB adapter for an I2C bus as the kernel's driver i2c-tiny-usb knows it; the bus may be without
/// devices.</summary>
/// <remarks>The kernel then offers a bus for plain I2C, which /dev/i2c-N needs. Not thread-safe: a kernel speaks to it
/// one request at a time. Source: Linux drivers/i2c/busses/i2c-tiny-usb.c; USB 2.0, 9.4 and 9.6.</remarks>
internal sealed class I2cAdapter(SimulatedBus? bus)
{
    public const ushort Vendor = 0x1C40;
    public const ushort Product = 0x0534;

    /// <summary>I2C_FUNC_I2C and I2C_FUNC_SMBUS_EMUL: plain transfers, and what the kernel makes of
    /// them.</summary>
    public const uint Functions = 0x0EFF0009;

    /// <summary>Bit 0 of the flags of a message, which are the value of its request: the bus is
    /// read.</summary>
    private const ushort IsRead = 1;

    private const byte Acknowledged = 1;
    private const byte NotAcknowledged = 2;

    private static readonly byte[] DeviceDescriptor =
        [18, 1, 0x10, 0x01, 0xFF, 0, 0, 8, Vendor & 0xFF, Vendor >> 8, Product & 0xFF, Product >> 8, 0, 2, 0, 0, 0, 1];

    // One configuration with one interface, without endpoints beside the one for control; powered by the bus, 100 mA.
    private static readonly byte[] Configuration =
        [9, 2, 18, 0, 1, 1, 0, 0x80, 50, 9, 4, 0, 0, 0, 0xFF, 0, 0, 0];

    private byte _status;

    public UsbAnswer Answer(UsbSetup setup, bool isIn, int length, ReadOnlySpan<byte> data)
    {
        UsbAnswer answer = setup.IsOfVendor ? OfVendor(setup, isIn, length, data) : Standard(setup, length);
        // Bytes that nobody reads would be taken for the next answer.
        return answer.Data is not null && !isIn ? UsbAnswer.Stalled : answer;
    }

    private static UsbAnswer Standard(UsbSetup setup, int length) => setup.Request switch
    {
        0 => UsbAnswer.Give([0, 0], length),
        6 when setup.Value >> 8 == 1 => UsbAnswer.Give(DeviceDescriptor, length),
        6 when setup.Value >> 8 == 2 => UsbAnswer.Give(Configuration, length),
        8 => UsbAnswer.Give([1], length),
        9 or 11 => UsbAnswer.Took(0),
        _ => UsbAnswer.Stalled,
    };

    private UsbAnswer OfVendor(UsbSetup setup, bool isIn, int length, ReadOnlySpan<byte> data)
    {
        switch (setup.Request)
        {
            case 1:
                Span<byte> functions = stackalloc byte[sizeof(uint)];
                BinaryPrimitives.WriteUInt32LittleEndian(functions, Functions);
                return UsbAnswer.Give(functions, length);
            case 2:
                // The length of a clock period: these buses have no clock.
                return UsbAnswer.Took(0);
            case 3:
                return UsbAnswer.Give([_status], length);
            case >= 4 and <= 7:
                // 4, and whether a start goes before it (1) and a stop after it (2): one message of a transfer.
                return Transfer(setup, isIn, length, data);
            default:
                return UsbAnswer.Stalled;
        }
    }

    private UsbAnswer Transfer(UsbSetup setup, bool isIn, int length, ReadOnlySpan<byte> data)
    {
        bool reads = (setup.Value & IsRead) != 0;
        // A transfer without bytes always goes out, whatever its message says.
        if (length > 0 && reads != isIn) { return UsbAnswer.Stalled; }
        byte[] answer = new byte[reads ? length : 0];
        BusAnswer how = reads
            ? bus?.Read(setup.Index, answer) ?? BusAnswer.NotAcknowledged
            : bus?.Write(setup.Index, data) ?? BusAnswer.NotAcknowledged;
        if (how == BusAnswer.Held) { return UsbAnswer.Held; }
        _status = how == BusAnswer.Acknowledged ? Acknowledged : NotAcknowledged;
        // The driver wants every byte to have been moved and asks for the status afterwards.
        return isIn ? UsbAnswer.Give(answer, length) : UsbAnswer.Took(length);
    }
}
