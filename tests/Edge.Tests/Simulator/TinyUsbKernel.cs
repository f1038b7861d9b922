using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Edge.Simulator.Usb;

namespace Edge.Tests.Simulator;

/// <summary>The kernel's part: imports an adapter over USB/IP and speaks to it as the driver i2c-tiny-usb does.</summary>
/// <remarks>Source: Linux drivers/usb/usbip/vhci_*.c, drivers/i2c/busses/i2c-tiny-usb.c.</remarks>
internal sealed class TinyUsbKernel : IDisposable
{
    /// <summary>ENXIO: how that driver reports an address that is not acknowledged.</summary>
    public const int NoSuchAddress = 6;

    /// <summary>EIO: how it reports everything else.</summary>
    public const int Failed = 5;

    private const byte ReadOfVendor = 0xC1;
    private const byte WriteOfVendor = 0x41;
    private const byte GetStatus = 3;
    private const byte Transfer = 4;
    private const byte NotAcknowledged = 2;

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private uint _device;
    private uint _sequence;

    public TinyUsbKernel(IPEndPoint at)
    {
        _client = new TcpClient { NoDelay = true, ReceiveTimeout = 5000 };
        _client.Connect(at);
        _stream = _client.GetStream();
    }

    public NetworkStream Stream => _stream;

    public uint Device => _device;

    /// <summary>Takes an adapter; false: there is none of that name.</summary>
    public bool TryImport(string name)
    {
        _stream.Write(UsbIpHandshake.ImportRequest(name));
        byte[] reply = new byte[UsbIp.OperationLength + UsbIp.DeviceLength];
        _stream.ReadExactly(reply, 0, UsbIp.OperationLength);
        if (UsbIpHandshake.Read(reply) != (UsbIp.Version, UsbIp.ReplyImport, 0u)) { return false; }
        _stream.ReadExactly(reply, UsbIp.OperationLength, UsbIp.DeviceLength);
        _device = UsbIpHandshake.DeviceIn(reply);
        return true;
    }

    /// <summary>A message that is written: 0, or the number of the kernel's error.</summary>
    public int Write(int address, ReadOnlySpan<byte> bytes) => Finish(
        Control(new(WriteOfVendor, Transfer | 3, 0, (ushort)address, (ushort)bytes.Length), bytes, []) == bytes.Length);

    /// <summary>A message that is read: 0, or the number of the kernel's error.</summary>
    public int Read(int address, Span<byte> bytes) => Finish(
        Control(new(ReadOfVendor, Transfer | 3, 1, (ushort)address, (ushort)bytes.Length), [], bytes) == bytes.Length);

    /// <summary>Any control transfer: bytes that were moved, or a negative number of the kernel.</summary>
    public int Control(UsbSetup setup, ReadOnlySpan<byte> outgoing, Span<byte> incoming)
    {
        Submit(setup, outgoing, incoming.Length);
        Span<byte> header = stackalloc byte[UsbIp.HeaderLength];
        _stream.ReadExactly(header);
        Assert.Equal((UsbIp.SubmitReply, _sequence), (Word(header, 0), Word(header, 4)));
        int actual = (int)Word(header, 24);
        if (incoming.Length > 0) { _stream.ReadExactly(incoming[..actual]); }
        int status = BinaryPrimitives.ReadInt32BigEndian(header[20..]);
        return status < 0 ? status : actual;
    }

    /// <summary>Sends a request without waiting for its answer. Returns its number.</summary>
    public uint Submit(UsbSetup setup, ReadOnlySpan<byte> outgoing, int wanted)
    {
        int length = outgoing.Length + wanted;
        byte[] bytes = new byte[UsbIp.HeaderLength + outgoing.Length];
        new UsbRequest(UsbIp.Submit, ++_sequence, _device, wanted > 0, 0, length, setup, 0).Write(bytes);
        outgoing.CopyTo(bytes.AsSpan(UsbIp.HeaderLength));
        _stream.Write(bytes);
        return _sequence;
    }

    /// <summary>Takes a request back, as after two seconds without an answer. Returns the status of that.</summary>
    public int TakeBack(uint request)
    {
        byte[] bytes = new byte[UsbIp.HeaderLength];
        new UsbRequest(UsbIp.Unlink, ++_sequence, _device, false, 0, 0, default, request).Write(bytes);
        _stream.Write(bytes);
        _stream.ReadExactly(bytes);
        Assert.Equal((UsbIp.UnlinkReply, _sequence), (Word(bytes, 0), Word(bytes, 4)));
        return BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20));
    }

    public void Dispose() => _client.Dispose();

    private int Finish(bool moved)
    {
        if (!moved) { return Failed; }
        Span<byte> status = stackalloc byte[1];
        if (Control(new(ReadOfVendor, GetStatus, 0, 0, 1), [], status) != 1) { return Failed; }
        return status[0] == NotAcknowledged ? NoSuchAddress : 0;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
}
