using System.Runtime.InteropServices;
using Edge.Updates.Images;
using Microsoft.Win32.SafeHandles;

namespace Edge.Platform.Updates.Images;

/// <summary>A partition of this machine, or a file.</summary>
/// <remarks>A partition that is mounted, or a disk with such a one, is not opened for writing. Not thread-safe. Source: open(2),
/// fsync(2), lseek(2), sync_file_range(2).</remarks>
public sealed unsafe partial class LinuxBlocks : IBlocks
{
    // asm-generic/fcntl.h, alike on x86-64 and arm64.
    private const int ReadOnly = 0x80000;                 // O_RDONLY | O_CLOEXEC
    private const int Shared = 0x80000 | 0x2;             // O_RDWR | O_CLOEXEC
    private const int Exclusive = Shared | 0x80;          // O_EXCL: EBUSY where it is mounted
    private const int SeekEnd = 2;
    private const uint StartWriting = 2;                  // SYNC_FILE_RANGE_WRITE, linux/fs.h

    // The medium works while the next chunks are unpacked, and memory does not fill with what is to be written.
    private const int MostUnsentBytes = 64 << 20;

    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private SafeFileHandle? _direct;
    private byte* _aligned;
    private int _unsent;

    private LinuxBlocks(string path, SafeFileHandle handle, long length) => (_path, _handle, Length) = (path, handle, length);

    // Of the two architectures only this flag differs.
    private static int Direct => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 0x4000 : 0x10000;

    public long Length { get; }

    public static LinuxBlocks OpenRead(string path) => Open(path, ReadOnly);

    public static LinuxBlocks OpenWrite(string path) => Open(path, Exclusive);

    /// <summary>A disk that others use, too; <see cref="DiskGaps"/> has looked at what is written.</summary>
    internal static LinuxBlocks OpenShared(string path) => Open(path, Shared);

    public void Read(long at, Span<byte> bytes) => ReadAll(_handle, at, bytes);

    public void Write(long at, ReadOnlySpan<byte> bytes)
    {
        if (at < 0 || at + bytes.Length > Length) { throw new IOException($"{_path}: write beyond its end"); }
        RandomAccess.Write(_handle, bytes, at);
        if ((_unsent += bytes.Length) < MostUnsentBytes) { return; }

        // Only a hint: what fails here, fails again in Flush.
        _ = SendRange(_handle, 0, 0, StartWriting);
        _unsent = 0;
    }

    public void Flush() => RandomAccess.FlushToDisk(_handle);

    public void ReadBack(long at, Span<byte> bytes)
    {
        if (at % ImageLimits.BlockBytes != 0 || bytes.Length > IBlocks.MostReadBackBytes)
        {
            throw new ArgumentException($"From a whole block on, and not more than {IBlocks.MostReadBackBytes} bytes.", nameof(bytes));
        }
        _direct ??= OpenHandle(_path, ReadOnly | Direct);
        if (_aligned == null)
        {
            _aligned = (byte*)NativeMemory.AlignedAlloc(IBlocks.MostReadBackBytes, ImageLimits.BlockBytes);
        }
        int blocks = (bytes.Length + ImageLimits.BlockBytes - 1) / ImageLimits.BlockBytes;

        // Whole blocks are read, but where the medium ends; what is missing there is nobody's.
        var aligned = new Span<byte>(_aligned, blocks * ImageLimits.BlockBytes);
        for (int done = 0; done < bytes.Length;)
        {
            int count = RandomAccess.Read(_direct, aligned[done..], at + done);
            if (count == 0) { throw new IOException($"{_path}: ends at byte {at + done}"); }
            done += count;
        }
        aligned[..bytes.Length].CopyTo(bytes);
    }

    public void Dispose()
    {
        _handle.Dispose();
        _direct?.Dispose();
        NativeMemory.AlignedFree(_aligned);
        _aligned = null;
    }

    private static LinuxBlocks Open(string path, int flags)
    {
        SafeFileHandle handle = OpenHandle(path, flags);
        long length = SeekTo(handle, 0, SeekEnd);
        if (length >= 0) { return new LinuxBlocks(path, handle, length); }
        handle.Dispose();
        throw new IOException($"{path}: neither a partition nor a file");
    }

    private void ReadAll(SafeFileHandle handle, long at, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = RandomAccess.Read(handle, bytes, at);
            if (count == 0) { throw new IOException($"{_path}: ends at byte {at}"); }
            at += count;
            bytes = bytes[count..];
        }
    }

    private static SafeFileHandle OpenHandle(string path, int flags)
    {
        SafeFileHandle handle = OpenFile(path, flags);
        if (!handle.IsInvalid) { return handle; }
        string message = Marshal.GetLastPInvokeErrorMessage();
        handle.Dispose();
        throw new IOException($"{path}: {message}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SendRange(SafeFileHandle handle, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long SeekTo(SafeFileHandle handle, long offset, int whence);
}
