namespace Edge.Simulator.Usb;

/// <summary>Numbers of the USB/IP protocol, and the limits of this side.</summary>
/// <remarks>Everything on the wire is big-endian. Source: Linux
/// Documentation/usb/usbip_protocol.rst.</remarks>
internal static class UsbIp
{
    public const ushort Version = 0x0111;
    public const ushort RequestDeviceList = 0x8005;
    public const ushort ReplyDeviceList = 0x0005;
    public const ushort RequestImport = 0x8003;
    public const ushort ReplyImport = 0x0003;

    /// <summary>Version, code and status that begin every operation before the import.</summary>
    public const int OperationLength = 8;

    public const int PathLength = 256;
    public const int BusIdLength = 32;

    /// <summary>A device as it is described in a reply, without its interfaces.</summary>
    public const int DeviceLength = PathLength + BusIdLength + 24;

    /// <summary>A request or an answer after the import, without data.</summary>
    public const int HeaderLength = 48;

    public const uint Submit = 1;
    public const uint Unlink = 2;
    public const uint SubmitReply = 3;
    public const uint UnlinkReply = 4;

    /// <summary>Largest transfer: what the kernel's /dev/i2c-N allows in one message. Beyond it the
    /// connection ends.</summary>
    public const int MaxTransfer = 8192;

    /// <summary>Requests that wait because their bus is held; a kernel has one at a time.</summary>
    public const int MaxHeld = 16;

    /// <summary>EPIPE: the device does not know the request.</summary>
    public const int Stalled = -32;

    /// <summary>ECONNRESET: the request was taken back before it was answered.</summary>
    public const int TakenBack = -104;
}
