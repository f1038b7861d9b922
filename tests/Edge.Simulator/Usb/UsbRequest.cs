using System.Buffers.Binary;

namespace Edge.Simulator.Usb;

/// <summary>One request of the kernel to an imported device: do a transfer, or take one back.</summary>
/// <param name="Sequence">The request's own number; the answer carries it.</param>
/// <param name="Length">Bytes of data that follow (out) or are wanted (in), 0 to <see cref="UsbIp.MaxTransfer"/>.</param>
/// <param name="Unlinked">The request that is taken back; meaningful only for that.</param>
internal readonly record struct UsbRequest(
    uint Command, uint Sequence, uint Device, bool IsIn, uint Endpoint, int Length, UsbSetup Setup, uint Unlinked)
{
    /// <summary>Reads a header; null: not one that a kernel sends to this device, the connection has to
    /// end.</summary>
    public static UsbRequest? Read(ReadOnlySpan<byte> header)
    {
        uint command = Word(header, 0);
        uint direction = Word(header, 12);
        if (command is not (UsbIp.Submit or UsbIp.Unlink) || direction > 1) { return null; }
        if (command == UsbIp.Unlink)
        {
            return new(command, Word(header, 4), Word(header, 8), false, 0, 0, default, Word(header, 20));
        }
        uint length = Word(header, 24);
        return length > UsbIp.MaxTransfer
            ? null
            : new(command, Word(header, 4), Word(header, 8), direction == 1, Word(header, 16), (int)length,
                UsbSetup.Read(header[40..]), 0);
    }

    /// <summary>The header as a kernel sends it.</summary>
    public void Write(Span<byte> header)
    {
        header[..UsbIp.HeaderLength].Clear();
        BinaryPrimitives.WriteUInt32BigEndian(header, Command);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], Device);
        BinaryPrimitives.WriteUInt32BigEndian(header[12..], IsIn ? 1u : 0);
        BinaryPrimitives.WriteUInt32BigEndian(header[16..], Endpoint);
        if (Command == UsbIp.Unlink)
        {
            BinaryPrimitives.WriteUInt32BigEndian(header[20..], Unlinked);
            return;
        }
        BinaryPrimitives.WriteInt32BigEndian(header[24..], Length);
        Setup.Write(header[40..]);
    }

    private static uint Word(ReadOnlySpan<byte> header, int at) => BinaryPrimitives.ReadUInt32BigEndian(header[at..]);
}
