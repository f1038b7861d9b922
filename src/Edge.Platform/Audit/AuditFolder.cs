using System.Globalization;
using System.Text;
using Edge.Audit;
using Edge.Platform.Files;

namespace Edge.Platform.Audit;

/// <summary>The files of a log: written at the end, cut back at the beginning. Throws what files
/// throw.</summary>
internal sealed class AuditFolder : IDisposable
{
    private const string DeliveredMark = "delivered";
    private const int MaxMarkBytes = 32;

    private readonly string _folder;
    private readonly DeviceId _device;
    private AuditSegment _last;
    private long _closedBytes;

    private AuditFolder(string folder, DeviceId device, AuditSegment last)
    {
        (_folder, _device, _last) = (folder, device, last);
        _closedBytes = AuditSegment.In(folder).Where(segment => segment.Path != last.Path).Sum(segment => new FileInfo(segment.Path).Length);
        Delivered = ReadMark();
    }

    /// <summary>Of all files together.</summary>
    public long Bytes => _closedBytes + _last.Length;

    /// <summary>Of the file that is being written.</summary>
    public long LastBytes => _last.Length;

    /// <summary>Entries before this index are safe elsewhere.</summary>
    public long Delivered { get; private set; }

    /// <summary>All files, by first entry.</summary>
    public IReadOnlyList<(string Path, long First)> Files => AuditSegment.In(_folder);

    public static AuditFolder Begin(string folder, DeviceId device) =>
        new(folder, device, AuditSegment.Create(folder, AuditBeginning.Of(device, TreeFrontier.Empty)));

    /// <summary>Goes on behind the last whole frame of the last file. An unfinished write is taken away; a
    /// damaged file is put aside as it is, and what is whole of it is copied.</summary>
    public static AuditFolder GoOn(string folder, DeviceId device, string path, AuditReplay replay)
    {
        AuditSegment last = replay.IsDamaged ? PutAside(folder, path, replay) : AuditSegment.Open(path);
        if (!replay.IsDamaged && replay.Rest > 0) { last.Cut(replay.Length); }
        return new(folder, device, last);
    }

    /// <summary>Durable on return; after a failure nothing was written.</summary>
    public void Append(ReadOnlySpan<byte> frames) => _last.Append(frames);

    /// <summary>Closes the last file and begins another.</summary>
    public void BeginFile(TreeFrontier tree)
    {
        AuditSegment next = AuditSegment.Create(_folder, AuditBeginning.Of(_device, tree));
        _closedBytes += _last.Length;
        _last.Finish();
        _last = next;
    }

    /// <summary>Deletes the oldest files while there are more bytes than that and they may go. Returns the
    /// first entry that is left, or null where nothing went.</summary>
    public long? CutBack(long bytes, bool keepsUndelivered)
    {
        IReadOnlyList<(string Path, long First)> files = Files;
        long? first = null;
        for (int i = 0; i + 1 < files.Count && Bytes > bytes; i++)
        {
            if (keepsUndelivered && files[i + 1].First > Delivered) { break; }
            long length = new FileInfo(files[i].Path).Length;
            File.Delete(files[i].Path);
            _closedBytes -= length;
            first = files[i + 1].First;
        }

        if (first is not null) { DurableFile.FlushFolder(_folder); }
        return first;
    }

    /// <summary>Only rises.</summary>
    public void MarkDelivered(long size)
    {
        if (size <= Delivered) { return; }
        byte[] text = Encoding.ASCII.GetBytes(size.ToString(CultureInfo.InvariantCulture));
        DurableFile.Replace(Path.Combine(_folder, DeliveredMark), text, DurableFile.OwnerOnly);
        Delivered = size;
    }

    public void Dispose() => _last.Dispose();

    private static AuditSegment PutAside(string folder, string path, AuditReplay replay)
    {
        int number = 1;
        while (File.Exists($"{path}.damaged-{number}")) { number++; }
        byte[] whole = AuditSegment.Read(path)[..(int)replay.Length];
        File.Move(path, $"{path}.damaged-{number}");
        DurableFile.Replace(path, whole, DurableFile.OwnerOnly);
        return AuditSegment.Open(path);
    }

    private long ReadMark()
    {
        string path = Path.Combine(_folder, DeliveredMark);
        bool isMark = File.Exists(path) && new FileInfo(path).Length <= MaxMarkBytes;
        return isMark && long.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : 0;
    }
}
