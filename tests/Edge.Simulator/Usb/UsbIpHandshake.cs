using System.Buffers.Binary;
using System.Text;

namespace Edge.Simulator.Usb;

/// <summary>The bytes before an import: which devices there are, and taking one.</summary>
internal static class UsbIpHandshake
{
    private const uint FullSpeed = 2;
    private const int InterfaceLength = 4;
    private const byte VendorClass = 0xFF;

    public static byte[] ImportRequest(string name)
    {
        byte[] request = Operation(UsbIp.RequestImport, 0, UsbIp.BusIdLength);
        Encoding.ASCII.GetBytes(name, request.AsSpan(UsbIp.OperationLength));
        return request;
    }

    /// <summary>The name in the bytes after an import request's head.</summary>
    public static string NameIn(ReadOnlySpan<byte> busId)
    {
        int end = busId.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? busId : busId[..end]);
    }

    public static byte[] ImportReply(UsbPort port)
    {
        byte[] reply = Operation(UsbIp.ReplyImport, 0, UsbIp.DeviceLength);
        Describe(port, reply.AsSpan(UsbIp.OperationLength));
        return reply;
    }

    /// <summary>Status 1: there is none to be had.</summary>
    public static byte[] ImportRefusal() => Operation(UsbIp.ReplyImport, 1, 0);

    public static byte[] DeviceList(IReadOnlyCollection<UsbPort> ports)
    {
        const int Each = UsbIp.DeviceLength + InterfaceLength;
        byte[] reply = Operation(UsbIp.ReplyDeviceList, 0, sizeof(uint) + (ports.Count * Each));
        BinaryPrimitives.WriteInt32BigEndian(reply.AsSpan(UsbIp.OperationLength), ports.Count);
        Span<byte> rest = reply.AsSpan(UsbIp.OperationLength + sizeof(uint));
        foreach (UsbPort port in ports)
        {
            Describe(port, rest);
            rest[UsbIp.DeviceLength] = VendorClass;
            rest = rest[Each..];
        }
        return reply;
    }

    /// <summary>The devid that a client hands to its kernel: bus number and device number.</summary>
    public static uint DeviceIn(ReadOnlySpan<byte> reply)
    {
        ReadOnlySpan<byte> numbers = reply[(UsbIp.OperationLength + UsbIp.PathLength + UsbIp.BusIdLength)..];
        return (BinaryPrimitives.ReadUInt32BigEndian(numbers) << 16) | BinaryPrimitives.ReadUInt32BigEndian(numbers[4..]);
    }

    public static (ushort Version, ushort Code, uint Status) Read(ReadOnlySpan<byte> operation) =>
        (BinaryPrimitives.ReadUInt16BigEndian(operation), BinaryPrimitives.ReadUInt16BigEndian(operation[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(operation[4..]));

    private static byte[] Operation(ushort code, uint status, int length)
    {
        byte[] bytes = new byte[UsbIp.OperationLength + length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, UsbIp.Version);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), code);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), status);
        return bytes;
    }

    private static void Describe(UsbPort port, Span<byte> device)
    {
        Encoding.ASCII.GetBytes($"/edge-simulator/{port.Name}", device);
        Encoding.ASCII.GetBytes(port.Name, device[UsbIp.PathLength..]);
        Span<byte> numbers = device[(UsbIp.PathLength + UsbIp.BusIdLength)..];
        BinaryPrimitives.WriteUInt32BigEndian(numbers, port.DeviceNumber >> 16);
        BinaryPrimitives.WriteUInt32BigEndian(numbers[4..], port.DeviceNumber & 0xFFFF);
        BinaryPrimitives.WriteUInt32BigEndian(numbers[8..], FullSpeed);
        BinaryPrimitives.WriteUInt16BigEndian(numbers[12..], I2cAdapter.Vendor);
        BinaryPrimitives.WriteUInt16BigEndian(numbers[14..], I2cAdapter.Product);
        BinaryPrimitives.WriteUInt16BigEndian(numbers[16..], 0x0200);
        (numbers[18], numbers[21], numbers[22], numbers[23]) = (VendorClass, 1, 1, 1);
    }
}
