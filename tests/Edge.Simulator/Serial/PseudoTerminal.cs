using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Edge.Simulator.Serial;

/// <summary>Two ends of a wire that the kernel makes: one is held here, the other is a terminal that anybody
/// may open.</summary>
/// <remarks>Source: pty(7), posix_openpt(3), termios(3).</remarks>
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 0x0002;
    private const int NoControllingTerminal = 0x0100;
    private const int WithoutWaiting = 0x0800;
    private const int CloseOnExec = 0x80000;
    private const int InputQueue = 0;
    private const int SettingsBytes = 256;
    private const int LongestName = 64;

    private readonly SafeFileHandle _here;
    private readonly SafeFileHandle _there;

    /// <exception cref="IOException">The kernel makes none.</exception>
    public PseudoTerminal()
    {
        _here = new(Make(ReadWrite | NoControllingTerminal | WithoutWaiting | CloseOnExec), ownsHandle: true);
        Span<byte> name = stackalloc byte[LongestName];
        if (_here.IsInvalid || Grant(_here) != 0 || Unlock(_here) != 0
            || NameOf(_here, ref MemoryMarshal.GetReference(name), LongestName) != 0)
        {
            throw new IOException($"No pseudo-terminal can be had: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        Path = Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]);
        // Held open from here too, so that it stays as it is while the gateway is off.
        _there = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        MakeRaw();
    }

    /// <summary>The other end, such as /dev/pts/3.</summary>
    public string Path { get; }

    /// <summary>Sends; what finds no room because nobody reads makes the oldest worthless, so all of it is
    /// dropped.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (Write(_here, in MemoryMarshal.GetReference(bytes), (nuint)bytes.Length) != bytes.Length) { _ = Flush(_there, InputQueue); }
    }

    public void Dispose()
    {
        _there.Dispose();
        _here.Dispose();
    }

    private unsafe void MakeRaw()
    {
        byte* settings = stackalloc byte[SettingsBytes];
        if (GetSettings(_there, settings) != 0) { throw new IOException($"{Path} is no terminal."); }
        MakeRaw(settings);
        if (SetSettings(_there, 0, settings) != 0) { throw new IOException($"{Path} cannot be made raw."); }
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Make(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Grant(SafeFileHandle here);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unlock(SafeFileHandle here);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int NameOf(SafeFileHandle here, ref byte name, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(SafeFileHandle here, in byte bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "tcflush", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flush(SafeFileHandle there, int queue);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int GetSettings(SafeFileHandle there, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int SetSettings(SafeFileHandle there, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial void MakeRaw(byte* settings);
}
