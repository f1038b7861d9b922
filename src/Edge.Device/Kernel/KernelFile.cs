using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Kernel;

/// <summary>Reads small files of the kernel with the three calls that it takes: the guard looks at some forty of them every
/// two seconds.</summary>
/// <remarks>For one thread. Source: open(2), read(2).</remarks>
internal sealed partial class KernelFile
{
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int NoEntry = 2;
    private const int Interrupted = 4;
    private const int NoAccess = 13;
    private const int NotFolder = 20;
    private const int IsFolder = 21;

    private byte[] _buffer = new byte[16 * 1024];

    /// <summary>The bytes, valid until the next call, or nothing where there is no such file. Throws <see cref="IOException"/>,
    /// <see cref="UnauthorizedAccessException"/>.</summary>
    /// <param name="most">What is behind so many bytes is left out.</param>
    public bool TryRead(string path, int most, out ReadOnlySpan<byte> content)
    {
        content = default;
        using var file = new SafeFileHandle(Open(path, ReadOnlyCloseOnExec), ownsHandle: true);
        if (file.IsInvalid) { return Marshal.GetLastPInvokeError() is NoEntry or NotFolder ? false : throw Trouble(path); }
        int length = 0;
        while (length < most)
        {
            if (length == _buffer.Length) { Array.Resize(ref _buffer, 4 * length); }
            nint count = Read(file, ref _buffer[length], (nuint)Math.Min(_buffer.Length - length, most - length));
            if (count == 0) { break; }
            if (count > 0) { length += (int)count; continue; }
            if (Marshal.GetLastPInvokeError() == Interrupted) { continue; }
            return Marshal.GetLastPInvokeError() == IsFolder ? false : throw Trouble(path);
        }

        content = _buffer.AsSpan(0, length);
        return true;
    }

    private static Exception Trouble(string path)
    {
        string words = $"{path}: {Marshal.GetLastPInvokeErrorMessage()}";
        return Marshal.GetLastPInvokeError() == NoAccess ? new UnauthorizedAccessException(words) : new IOException(words);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(SafeFileHandle file, ref byte buffer, nuint length);
}
