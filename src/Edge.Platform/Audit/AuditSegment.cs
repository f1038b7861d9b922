using System.Globalization;
using Edge.Audit;
using Edge.Platform.Files;

namespace Edge.Platform.Audit;

/// <summary>One file of a log: <c>000000000123.audit</c> begins with entry 123. Written at its end
/// only.</summary>
internal sealed class AuditSegment : IDisposable
{
    /// <summary>Of one file: one that could not be closed in time grows up to the budget of the log.</summary>
    public const int MaxBytes = (int)AuditLogOptions.DefaultBudgetBytes;

    private const string Suffix = ".audit";
    private const int Digits = 12;

    /// <summary>So much room behind the end belongs to the file at least, twice as much after it was set aside.</summary>
    private const long Ahead = 64 * 1024;

    private readonly FileStream _file;
    private long _reserved;

    private AuditSegment(string path, FileStream file)
    {
        (Path, _file) = (path, file);
        Reserve();
    }

    public string Path { get; }

    /// <summary>Bytes.</summary>
    public long Length => _file.Length;

    /// <summary>Those of a folder, by first entry.</summary>
    public static IReadOnlyList<(string Path, long First)> In(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*" + Suffix)
            .Select(path => (Path: path, First: FirstOf(path)))
            .Where(segment => segment.First >= 0)
            .OrderBy(segment => segment.First),
    ];

    /// <summary>All bytes of one file of a folder that may be somebody else's: throws <see cref="IOException"/> for a link, for
    /// a pipe and for a longer file.</summary>
    public static byte[] Read(string path, long mostBytes = MaxBytes) =>
        StrangersFile.ReadAll(path, mostBytes) ?? throw new FileNotFoundException($"{path}: there is no such file");

    /// <summary>Makes a file that must not exist yet, durable with its beginning.</summary>
    public static AuditSegment Create(string folder, AuditBeginning beginning)
    {
        string path = System.IO.Path.Combine(
            folder, beginning.Size.ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0') + Suffix);
        byte[] bytes = [.. AuditFrame.Magic, .. new AuditFrame(AuditFrameKind.Beginning, beginning.Encode()).Encode()];
        if (!DurableFile.TryCreate(path, bytes, DurableFile.OwnerOnly)) { throw new IOException($"{path} exists already"); }
        return Open(path);
    }

    public static AuditSegment Open(string path) => new(path, new FileStream(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.ReadWrite,
        Share = FileShare.Read,
        BufferSize = 0,
    }));

    /// <summary>Puts whole frames at the end; durable on return. After a failure the file is as it was
    /// before.</summary>
    public void Append(ReadOnlySpan<byte> frames)
    {
        long before = _file.Length;
        try
        {
            _file.Position = before;
            _file.Write(frames);
            _file.Flush(flushToDisk: true);
            Reserve();
        }
        catch (IOException)
        {
            Cut(before);
            throw;
        }
    }

    /// <summary>Takes away an unfinished write.</summary>
    public void Cut(long length)
    {
        _file.SetLength(length);
        _file.Flush(flushToDisk: true);
        _reserved = 0;
    }

    /// <summary>Nothing follows in this file: the room that was set aside is free again.</summary>
    public void Finish()
    {
        _file.SetLength(_file.Length);
        Dispose();
    }

    public void Dispose() => _file.Dispose();

    // Somebody else may fill the disk: what happens then is told all the same, as long as this lasts.
    private void Reserve()
    {
        long end = _file.Length;
        if (_reserved - end < Ahead && FileRoom.TryReserve(_file.SafeFileHandle, end, 2 * Ahead)) { _reserved = end + (2 * Ahead); }
    }

    private static long FirstOf(string path)
    {
        string name = System.IO.Path.GetFileNameWithoutExtension(path);
        return name.Length == Digits && long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            ? first
            : -1;
    }
}
