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

    // Alike on most architectures, and not on these two. Source: asm/fcntl.h.
    private static int FolderOnly => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 0x10000 : 0x4000;

    /// <summary>Null where there is nothing of that name. Throws <see cref="IOException"/>,
    /// <see cref="UnauthorizedAccessException"/>.</summary>
    public static SafeFileHandle? Open(string path) => OpenWith(path, ReadOnlyCloseOnExec);

    /// <summary>The same for a folder: what is none is nothing, and a pipe in its place is not waited for.</summary>
    public static SafeFileHandle? OpenFolder(string path) => OpenWith(path, ReadOnlyCloseOnExec | FolderOnly);

    private static SafeFileHandle? OpenWith(string path, int flags)
    {
        var opened = new SafeFileHandle(Open(path, flags), ownsHandle: true);
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
