using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Serial;

/// <summary>A serial line as raw bytes, 8N1, without flow control and without waiting for a
/// carrier.</summary>
/// <remarks>Source: termios(3), open(2); numbers from the kernel's asm-generic headers, which x86-64 and ARM
/// share.</remarks>
internal static partial class Terminal
{
    private const int OpenReadWrite = 0x0002;
    private const int OpenNoControllingTerminal = 0x0100;
    private const int OpenWithoutWaiting = 0x0800;
    private const int OpenCloseOnExec = 0x80000;
    private const int Now = 0;
    private const int InputQueue = 0;

    /// <summary>More than struct termios of any C library; only the flags at its beginning are touched
    /// here.</summary>
    private const int SettingsBytes = 256;

    private const int ControlFlags = 2;
    private const uint ReceiverOn = 0x80;
    private const uint IgnoreModemLines = 0x800;
    private const uint FlowControl = 0x80000000;

    /// <summary>Opens the line and sets it up; null where there is none or the user may not.</summary>
    /// <param name="baud">Bits a second, both ways.</param>
    public static SafeFileHandle? TryOpen(string path, int baud)
    {
        // Without O_NONBLOCK the call would wait for a carrier that a sensor's three wires do not have.
        int number = Open(path, OpenReadWrite | OpenNoControllingTerminal | OpenWithoutWaiting | OpenCloseOnExec);
        if (number < 0) { return null; }
        var line = new SafeFileHandle(number, ownsHandle: true);
        if (SetUp(line, (uint)baud)) { return line; }
        line.Dispose();
        return null;
    }

    private static unsafe bool SetUp(SafeFileHandle line, uint baud)
    {
        byte* settings = stackalloc byte[SettingsBytes];
        if (GetSettings(line, settings) != 0) { return false; }
        MakeRaw(settings);
        uint* control = (uint*)settings + ControlFlags;
        *control = (*control | ReceiverOn | IgnoreModemLines) & ~FlowControl;
        // What came before anybody listened is old.
        return SetSpeed(settings, baud) == 0 && SetSettings(line, Now, settings) == 0 && Flush(line, InputQueue) == 0;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int GetSettings(SafeFileHandle line, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int SetSettings(SafeFileHandle line, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial void MakeRaw(byte* settings);

    [LibraryImport("libc", EntryPoint = "cfsetspeed", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int SetSpeed(byte* settings, uint baud);

    [LibraryImport("libc", EntryPoint = "tcflush", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flush(SafeFileHandle line, int queue);
}
