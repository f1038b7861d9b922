using System.Buffers.Binary;

namespace Edge.Simulator.Usb;

/// <summary>The eight bytes that begin a control transfer.</summary>
/// <remarks>Little-endian. Source: USB 2.0, table 9-2.</remarks>
internal readonly record struct UsbSetup(byte RequestType, byte Request, ushort Value, ushort Index, ushort Length)
{
    public const int Bytes = 8;

    private const byte KindMask = 0x60;
    private const byte VendorKind = 0x40;

    public bool IsOfVendor => (RequestType & KindMask) == VendorKind;

    public static UsbSetup Read(ReadOnlySpan<byte> bytes) => new(
        bytes[0], bytes[1], BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]));

    public void Write(Span<byte> bytes)
    {
        (bytes[0], bytes[1]) = (RequestType, Request);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], Value);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], Index);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], Length);
    }
}
