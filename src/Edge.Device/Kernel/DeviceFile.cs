using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Kernel;

/// <summary>Reading from a device file of the kernel with a limit in time, which .NET's own streams do not
/// have.</summary>
/// <remarks>Source: poll(2), read(2).</remarks>
internal static partial class DeviceFile
{
    private const short Readable = 0x0001;
    private const int Interrupted = 4;
    private const int TryAgain = 11;

    /// <summary>Waits for bytes at most so long.</summary>
    /// <returns>How many arrived, 0 where none did; -1 where the device is gone.</returns>
    public static int Read(SafeFileHandle file, Span<byte> buffer, TimeSpan longest)
    {
        var wanted = new PollEntry { File = (int)file.DangerousGetHandle(), Wanted = Readable };
        int ready = Poll(ref wanted, 1, (int)longest.TotalMilliseconds);
        if (ready == 0 || (ready < 0 && Marshal.GetLastPInvokeError() == Interrupted)) { return 0; }
        nint count = Read(file, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
        if (count > 0) { return (int)count; }
        return count < 0 && Marshal.GetLastPInvokeError() is TryAgain or Interrupted ? 0 : -1;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref PollEntry entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(SafeFileHandle file, ref byte buffer, nuint length);

    // struct pollfd.
    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int File;
        public short Wanted;
        public short Happened;
    }
}
