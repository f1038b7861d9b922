using System.Buffers.Binary;

namespace Edge.Simulator.Usb;

/// <summary>What a device says to a request: data and a length, or nothing for as long as its bus is
/// held.</summary>
/// <param name="Status">0, or a negative number of the kernel.</param>
/// <param name="Actual">Bytes that were moved.</param>
/// <param name="Data">What goes back to the kernel.</param>
internal readonly record struct UsbAnswer(int Status, int Actual, byte[]? Data)
{
    /// <summary>The device is busy until its request is taken back.</summary>
    public static readonly UsbAnswer Held = new(0, -1, null);

    public static readonly UsbAnswer Stalled = new(UsbIp.Stalled, 0, null);

    public bool IsHeld => Actual < 0;

    /// <summary>The bytes were taken.</summary>
    public static UsbAnswer Took(int bytes) => new(0, bytes, null);

    /// <summary>The bytes, or as many of them as were asked for.</summary>
    public static UsbAnswer Give(ReadOnlySpan<byte> bytes, int asked)
    {
        byte[] given = bytes[..Math.Min(bytes.Length, asked)].ToArray();
        return new(0, given.Length, given);
    }

    /// <summary>Header and data as they go over the wire.</summary>
    public byte[] ToBytes(uint sequence)
    {
        byte[] bytes = new byte[UsbIp.HeaderLength + (Data?.Length ?? 0)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, UsbIp.SubmitReply);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), sequence);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), Status);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(24), Actual);
        Data?.CopyTo(bytes, UsbIp.HeaderLength);
        return bytes;
    }

    /// <summary>The answer to taking a request back.</summary>
    /// <param name="sequence">Of the taking back, not of what was taken.</param>
    public static byte[] UnlinkToBytes(uint sequence, int status)
    {
        byte[] bytes = new byte[UsbIp.HeaderLength];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, UsbIp.UnlinkReply);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), sequence);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), status);
        return bytes;
    }
}
