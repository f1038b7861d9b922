using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Kernel;

/// <summary>Reads small files of the kernel with the three calls that it takes: the guard looks at some forty of them every
/// two seconds.</summary>
/// <remarks>For one thread. Source: read(2).</remarks>
internal sealed partial class KernelFile
{
    private const int Interrupted = 4;
    private const int IsFolder = 21;

    private byte[] _buffer = new byte[16 * 1024];

    /// <summary>The bytes, valid until the next call, or nothing where there is no such file. Throws <see cref="IOException"/>,
    /// <see cref="UnauthorizedAccessException"/>.</summary>
    /// <param name="most">What is behind so many bytes is left out.</param>
    public bool TryRead(string path, int most, out ReadOnlySpan<byte> content)
    {
        content = default;
        using SafeFileHandle? file = KernelPath.Open(path);
        if (file is null) { return false; }
        int length = 0;
        while (length < most)
        {
            if (length == _buffer.Length) { Array.Resize(ref _buffer, 4 * length); }
            nint count = Read(file, ref _buffer[length], (nuint)Math.Min(_buffer.Length - length, most - length));
            if (count == 0) { break; }
            if (count > 0) { length += (int)count; continue; }
            if (Marshal.GetLastPInvokeError() == Interrupted) { continue; }
            return Marshal.GetLastPInvokeError() == IsFolder ? false : throw KernelPath.Trouble(path);
        }

        content = _buffer.AsSpan(0, length);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(SafeFileHandle file, ref byte buffer, nuint length);
}
