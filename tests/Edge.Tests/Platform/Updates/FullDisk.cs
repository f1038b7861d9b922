using Edge.Platform.Updates;

namespace Edge.Tests.Platform.Updates;

/// <summary>A disk that takes so many writes and then is full; it still reads, renames and deletes.</summary>
internal sealed class FullDisk(IUpdateDisk disk) : IUpdateDisk
{
    public int Room { get; set; }

    public Stream? OpenRead(string path) => disk.OpenRead(path);

    public UnixFileMode? ModeOf(string path) => disk.ModeOf(path);

    public IReadOnlyList<DiskEntry> List(string folder) => disk.List(folder);

    public void MakeFolder(string path)
    {
        Take();
        disk.MakeFolder(path);
    }

    public IUpdateFile Create(string path, UnixFileMode mode)
    {
        Take();
        return new File(this, disk.Create(path, mode));
    }

    public IUpdateFile Append(string path) => new File(this, disk.Append(path));

    public void Rename(string from, string to) => disk.Rename(from, to);

    public void Delete(string path) => disk.Delete(path);

    public void DeleteFolder(string path) => disk.DeleteFolder(path);

    public void FlushFolder(string path) => disk.FlushFolder(path);

    private void Take()
    {
        if (Room-- <= 0) { throw new IOException("No space left on device", 28); }
    }

    private sealed class File(FullDisk owner, IUpdateFile file) : IUpdateFile
    {
        public void Write(ReadOnlySpan<byte> bytes)
        {
            owner.Take();
            file.Write(bytes);
        }

        public void Flush() => file.Flush();

        public void Dispose() => file.Dispose();
    }
}
