using Edge.Platform.Files;

namespace Edge.Platform.Updates;

/// <summary>The files of this machine.</summary>
/// <remarks>What it opens to read may be a stranger's. Source: fsync(2).</remarks>
public sealed class LinuxDisk : IUpdateDisk
{
    public Stream? OpenRead(string path) => StrangersFile.OpenRead(path);

    public UnixFileMode? ModeOf(string path)
    {
        using FileStream? file = StrangersFile.OpenRead(path);
        return file is null ? null : File.GetUnixFileMode(file.SafeFileHandle);
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

    private sealed class LinuxFile(FileStream stream) : IUpdateFile
    {
        public void Write(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

        public void Flush() => stream.Flush(flushToDisk: true);

        public void Dispose() => stream.Dispose();
    }
}
