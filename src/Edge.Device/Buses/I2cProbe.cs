using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Buses;

/// <summary>Asks an address whether anybody is there, as i2cdetect does by default.</summary>
/// <remarks>An address byte alone, to write, and the end of the transfer; where EEPROMs and their like sit, one byte is
/// read instead, because some of them take an empty write as a lock. A controller without empty transfers refuses the first.
/// Source: i2cdetect(8); linux/i2c.h; linux/i2c-dev.h.</remarks>
internal static partial class I2cProbe
{
    private const nuint SelectAddress = 0x0703;
    private const nuint SmbusTransfer = 0x0720;
    private const byte Read = 1;
    private const uint QuickSize = 0;
    private const uint ByteSize = 1;

    /// <summary>EBUSY: a driver of the kernel has the device, so it is there.</summary>
    private const int Busy = 16;

    /// <summary>Largest union i2c_smbus_data: a block of 32 bytes, its length, one spare.</summary>
    private const int DataBytes = 34;

    public static bool Acknowledges(string path, int address)
    {
        try
        {
            using SafeFileHandle node = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            if (Select(node, SelectAddress, address) < 0) { return Marshal.GetLastPInvokeError() == Busy; }
            return Transfer(node, IsReadOnly(address));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    internal static bool IsReadOnly(int address) => address is (>= 0x30 and <= 0x37) or (>= 0x50 and <= 0x5F);

    private static unsafe bool Transfer(SafeFileHandle node, bool read)
    {
        byte* data = stackalloc byte[DataBytes];
        var order = new SmbusOrder { ReadOrWrite = read ? Read : (byte)0, Size = read ? ByteSize : QuickSize, Data = read ? data : null };
        return Order(node, SmbusTransfer, &order) >= 0;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Select(SafeFileHandle node, nuint request, nint address);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Order(SafeFileHandle node, nuint request, SmbusOrder* order);

    // struct i2c_smbus_ioctl_data.
    private unsafe struct SmbusOrder
    {
        public byte ReadOrWrite;
        public byte Command;
        public uint Size;
        public byte* Data;
    }
}
