using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Platform.Files;

/// <summary>Opens files in folders that belong to somebody else: a link is refused, and a pipe cannot make
/// the reader wait.</summary>
/// <remarks>Source: open(2).</remarks>
public static partial class StrangersFile
{
    // O_RDONLY | O_CLOEXEC | O_NONBLOCK; asm-generic/fcntl.h, alike on x86-64 and arm64.
    private const int ReadFlags = 0x80000 | 0x800;

    private const int NoEntry = 2;
    private const int NotAFolder = 20;

    // Of the two architectures only this flag differs.
    private static int NoFollow => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 0x20000 : 0x8000;

    /// <summary>Null: there is none. Throws <see cref="IOException"/> for what is no file.</summary>
    public static FileStream? OpenRead(string path)
    {
        SafeFileHandle handle = Open(path, ReadFlags | NoFollow);
        if (handle.IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            string message = Marshal.GetLastPInvokeErrorMessage();
            handle.Dispose();
            return error is NoEntry or NotAFolder ? null : throw new IOException($"{path}: {message}");
        }

        var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        if (stream.CanSeek) { return stream; }
        stream.Dispose();
        throw new IOException($"{path}: not a file");
    }

    /// <summary>The whole file. Null: there is none. Throws <see cref="IOException"/> for what is no file, and for one that is
    /// longer.</summary>
    public static byte[]? ReadAll(string path, long mostBytes)
    {
        using FileStream? file = OpenRead(path);
        return file is null ? null : ReadAll(file, path, mostBytes);
    }

    /// <summary>As much of an open file as it said to have; see <see cref="ReadAll(string, long)"/>.</summary>
    public static byte[] ReadAll(FileStream file, string path, long mostBytes)
    {
        long length = file.Length;
        if (length > mostBytes) { throw new IOException($"{path}: longer than {mostBytes} bytes"); }
        var content = new byte[length];
        int read = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return read == content.Length ? content : content[..read];
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
