using System.Runtime.InteropServices;
using Edge.Platform.Files;
using Microsoft.Win32.SafeHandles;

namespace Edge.Platform.Updates;

/// <summary>The files of this machine.</summary>
/// <remarks>What it opens to read may be a stranger's: a link is refused, and a pipe cannot make it wait.
/// Source: open(2), fsync(2).</remarks>
public sealed partial class LinuxDisk : IUpdateDisk
{
    // O_RDONLY | O_CLOEXEC | O_NONBLOCK; asm-generic/fcntl.h, alike on x86-64 and arm64.
    private const int ReadFlags = 0x80000 | 0x800;

    private const int NoEntry = 2;
    private const int NotAFolder = 20;

    // Of the two architectures only this flag differs.
    private static int NoFollow => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 0x20000 : 0x8000;

    public Stream? OpenRead(string path)
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

    public IReadOnlyList<DiskEntry> List(string folder) => Directory.Exists(folder)
        ? [.. new DirectoryInfo(folder).EnumerateFileSystemInfos()
            .Select(info => new DiskEntry(info.Name, info is DirectoryInfo && info.LinkTarget is null))]
        : [];

    public void MakeFolder(string path) => Directory.CreateDirectory(
        path,
        DurableFile.WorldReadable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    public IUpdateFile Create(string path, UnixFileMode mode)
    {
        // A file that runs cannot be opened for writing: the name is given to a new one.
        File.Delete(path);
        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = DurableFile.OwnerOnly,
        });
        File.SetUnixFileMode(stream.SafeFileHandle, mode);
        return new LinuxFile(stream);
    }

    public IUpdateFile Append(string path) => new LinuxFile(new FileStream(path, new FileStreamOptions
    {
        Mode = FileMode.Append, Access = FileAccess.Write, BufferSize = 0,
    }));

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public void DeleteFolder(string path) => Directory.Delete(path);

    public void FlushFolder(string path) => DurableFile.FlushFolder(path);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    private sealed class LinuxFile(FileStream stream) : IUpdateFile
    {
        public void Write(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

        public void Flush() => stream.Flush(flushToDisk: true);

        public void Dispose() => stream.Dispose();
    }
}
