using System.Security.Cryptography;
using System.Text;
using Edge.Platform.Updates;

namespace Edge.Tests.Platform.Updates;

/// <summary>The power is gone; whoever catches it, is not the product.</summary>
internal sealed class PowerCut : Exception;

/// <summary>A disk in memory that remembers each operation, so that a test can cut behind any of them and lose any of
/// those that were not flushed.</summary>
internal sealed class MemoryDisk : IUpdateDisk
{
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<byte>> _contents = [];
    private readonly Dictionary<int, UnixFileMode> _modes = [];
    private readonly HashSet<string> _folders = ["/"];
    private readonly List<DiskOperation> _log = [];
    private int _next;

    public IReadOnlyList<DiskOperation> Log => _log;

    /// <summary>This operation is not made any more; null: all are.</summary>
    public int? CutAt { get; set; }

    /// <summary>Asked before each operation: true, and it is not made any more.</summary>
    public Func<bool>? IsCut { get; set; }

    public Stream? OpenRead(string path) =>
        _names.TryGetValue(path, out int file) ? new MemoryStream([.. _contents[file]], writable: false) : null;

    public UnixFileMode? ModeOf(string path) => _names.TryGetValue(path, out int file) ? _modes[file] : null;

    public IReadOnlyList<DiskEntry> List(string folder)
    {
        string prefix = folder.TrimEnd('/') + "/";
        bool IsIn(string path) => path.StartsWith(prefix, StringComparison.Ordinal) && path.Length > prefix.Length && !path[prefix.Length..].Contains('/');
        return
        [
            .. _folders.Where(IsIn).Select(path => new DiskEntry(path[prefix.Length..], true)),
            .. _names.Keys.Where(IsIn).Select(path => new DiskEntry(path[prefix.Length..], false)),
        ];
    }

    public void MakeFolder(string path) => Do(new DiskOperation.MakeFolder(path));

    public IUpdateFile Create(string path, UnixFileMode mode)
    {
        int file = _next++;
        Do(new DiskOperation.Link(path, file, mode));
        return new MemoryFile(this, file);
    }

    public IUpdateFile Append(string path) => new MemoryFile(this, _names[path]);

    public void Rename(string from, string to) => Do(new DiskOperation.Rename(from, to, _names[from]));

    public void Delete(string path)
    {
        if (_names.ContainsKey(path)) { Do(new DiskOperation.Unlink(path)); }
    }

    public void DeleteFolder(string path) => Do(new DiskOperation.DropFolder(path));

    public void FlushFolder(string path) => Do(new DiskOperation.FlushFolder(path));

    /// <summary>The disk after a cut: the operations so far without those that are lost.</summary>
    /// <param name="torn">Of this write only the first half has arrived; -1: none.</param>
    /// <param name="start">What stood there before the first operation; null: nothing.</param>
    public static MemoryDisk After(
        IEnumerable<DiskOperation> log, IReadOnlySet<int> lost, int torn = -1, MemoryDisk? start = null)
    {
        var disk = new MemoryDisk();
        if (start is not null) { disk.TakeOver(start); }
        int index = 0;
        foreach (DiskOperation operation in log)
        {
            int at = index++;
            // A file without a name keeps its number.
            disk._next = operation switch
            {
                DiskOperation.Link o => Math.Max(disk._next, o.File + 1),
                DiskOperation.Write o => Math.Max(disk._next, o.File + 1),
                _ => disk._next,
            };
            if (operation is DiskOperation.Link { File: var made, Mode: var mode }) { disk._modes[made] = mode; }
            if (lost.Contains(at)) { continue; }
            disk.Apply(at == torn && operation is DiskOperation.Write w ? w with { Bytes = w.Bytes[..(w.Bytes.Length / 2)] } : operation);
        }
        return disk;
    }

    /// <summary>The operations that no flush has made durable.</summary>
    public static IReadOnlyList<int> Unflushed(IReadOnlyList<DiskOperation> log) =>
        [.. Enumerable.Range(0, log.Count).Where(i => !log[i].IsFlush && !log.Skip(i + 1).Any(log[i].IsFlushedBy))];

    /// <summary>What a cut may take: nothing, everything, each one, each two, and each write torn.</summary>
    /// <param name="from">Operations before this one are long durable.</param>
    public static IEnumerable<(HashSet<int> Lost, int Torn)> Losses(IReadOnlyList<DiskOperation> log, int from)
    {
        int[] open = [.. Unflushed(log).Where(i => i >= from)];
        yield return ([], -1);
        if (open.Length == 0) { yield break; }
        yield return ([.. open], -1);
        for (int i = 0; i < open.Length; i++)
        {
            yield return ([open[i]], -1);
            yield return ([.. open.Where(o => o != open[i])], -1);
            if (log[open[i]] is DiskOperation.Write) { yield return ([], open[i]); }
            for (int j = i + 1; j < open.Length; j++) { yield return ([open[i], open[j]], -1); }
        }
    }

    /// <summary>Names and contents; two disks that show the same have the same.</summary>
    public string Fingerprint()
    {
        var text = new StringBuilder();
        foreach (string folder in _folders.Order(StringComparer.Ordinal)) { text.Append(folder).Append('\n'); }
        foreach ((string name, int file) in _names.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append(' ').Append(Convert.ToHexString(SHA256.HashData([.. _contents[file]]))).Append('\n');
        }
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private void TakeOver(MemoryDisk other)
    {
        foreach ((string name, int file) in other._names) { _names[name] = file; }
        foreach ((int file, List<byte> content) in other._contents) { _contents[file] = [.. content]; }
        foreach ((int file, UnixFileMode mode) in other._modes) { _modes[file] = mode; }
        _folders.UnionWith(other._folders);
        _next = other._next;
    }

    private void Do(DiskOperation operation)
    {
        if (_log.Count == CutAt || IsCut?.Invoke() == true) { throw new PowerCut(); }
        _log.Add(operation);
        Apply(operation);
    }

    private void Apply(DiskOperation operation)
    {
        switch (operation)
        {
            case DiskOperation.MakeFolder o: _folders.Add(o.Path); break;
            case DiskOperation.DropFolder o: _folders.Remove(o.Path); break;
            case DiskOperation.Link o: _names[o.Path] = o.File; _modes[o.File] = o.Mode; _contents.TryAdd(o.File, []); break;
            case DiskOperation.Write o:
                _contents.TryAdd(o.File, []);
                _contents[o.File].AddRange(o.Bytes);
                break;
            case DiskOperation.Unlink o: _names.Remove(o.Path); break;
            case DiskOperation.Rename o:
                if (_names.GetValueOrDefault(o.From, -1) == o.File) { _names.Remove(o.From); }
                _contents.TryAdd(o.File, []);
                _names[o.To] = o.File;
                break;
        }
    }

    private sealed class MemoryFile(MemoryDisk disk, int file) : IUpdateFile
    {
        public void Write(ReadOnlySpan<byte> bytes) => disk.Do(new DiskOperation.Write(file, bytes.ToArray()));

        public void Flush() => disk.Do(new DiskOperation.FlushFile(file));

        public void Dispose()
        {
        }
    }
}

internal abstract record DiskOperation
{
    public bool IsFlush => this is FlushFile or FlushFolder;

    public bool IsFlushedBy(DiskOperation later) => (this, later) switch
    {
        (Write w, FlushFile f) => w.File == f.File,
        (Link o, FlushFolder f) => Folder(o.Path) == f.Path,
        (Rename o, FlushFolder f) => Folder(o.To) == f.Path,
        (Unlink o, FlushFolder f) => Folder(o.Path) == f.Path,
        (MakeFolder o, FlushFolder f) => Folder(o.Path) == f.Path,
        (DropFolder o, FlushFolder f) => Folder(o.Path) == f.Path,
        _ => false,
    };

    private static string Folder(string path) => Path.GetDirectoryName(path)!;

    public sealed record MakeFolder(string Path) : DiskOperation;

    public sealed record DropFolder(string Path) : DiskOperation;

    public sealed record Link(string Path, int File, UnixFileMode Mode) : DiskOperation;

    public sealed record Write(int File, byte[] Bytes) : DiskOperation;

    public sealed record FlushFile(int File) : DiskOperation;

    public sealed record Rename(string From, string To, int File) : DiskOperation;

    public sealed record Unlink(string Path) : DiskOperation;

    public sealed record FlushFolder(string Path) : DiskOperation;
}
