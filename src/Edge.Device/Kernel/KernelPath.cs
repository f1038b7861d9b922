using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Kernel;

/// <summary>Opens files and folders of the kernel to be read, with the one call that it takes.</summary>
/// <remarks>Source: open(2), errno(3).</remarks>
internal static partial class KernelPath
{
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int NoEntry = 2;
    private const int NoAccess = 13;
    private const int NotFolder = 20;

    /// <summary>Null where there is nothing of that name. Throws <see cref="IOException"/>,
    /// <see cref="UnauthorizedAccessException"/>.</summary>
    public static SafeFileHandle? Open(string path)
    {
        var opened = new SafeFileHandle(Open(path, ReadOnlyCloseOnExec), ownsHandle: true);
        if (!opened.IsInvalid) { return opened; }
        opened.Dispose();
        return IsNothing ? null : throw Trouble(path);
    }

    /// <summary>The last call found nothing, or something that is no folder.</summary>
    public static bool IsNothing => Marshal.GetLastPInvokeError() is NoEntry or NotFolder;

    /// <summary>Why the last call failed, to be thrown.</summary>
    public static Exception Trouble(string path)
    {
        string words = $"{path}: {Marshal.GetLastPInvokeErrorMessage()}";
        return Marshal.GetLastPInvokeError() == NoAccess ? new UnauthorizedAccessException(words) : new IOException(words);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Open(string path, int flags);
}
