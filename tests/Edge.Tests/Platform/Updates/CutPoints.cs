using Edge.Updates.Slots;

namespace Edge.Tests.Platform.Updates;

/// <summary>Which step of an update an operation belongs to; the numbers and names are those of
/// docs/update-attacks.md.</summary>
internal sealed class CutPoints
{
    private const string None = "";

    private readonly string[] _points;

    /// <param name="log">From an empty disk on.</param>
    /// <param name="from">The first operation that counts.</param>
    public CutPoints(IReadOnlyList<DiskOperation> log, int from)
    {
        var paths = new Dictionary<int, string>();
        _points = new string[log.Count + 1];
        UpdatePhase phase = UpdatePhase.Idle;
        string last = None;
        for (int i = 0; i < log.Count; i++)
        {
            string path = Path(log[i], paths);
            if (log[i] is DiskOperation.Write w && path.Contains("/app/state", StringComparison.Ordinal))
            {
                phase = SlotStateReader.Read(w.Bytes).Value.Phase;
            }
            // The flush of a folder ends what was done in it.
            _points[i] =
                log[i] is DiskOperation.FlushFolder && last.Length > 0 ? last : Of(log[i], path, phase);
            last = _points[i];
            if (i < from) { phase = UpdatePhase.Idle; }
        }
        _points[log.Count] = "19 the end";
    }

    /// <summary>The point before and inside an operation.</summary>
    public string this[int index] => _points[index];

    private static string Of(DiskOperation operation, string path, UpdatePhase phase)
    {
        bool Is(string part) => path.Contains(part, StringComparison.Ordinal);
        return operation switch
        {
            DiskOperation.Unlink when Is("/spool/") => "24 the spool is cleaned",
            DiskOperation.Unlink or DiskOperation.DropFolder when Is("/files") => "24 the slot is cleaned",
            DiskOperation.Unlink when Is("slot.json") => "05 slot marked invalid",
            _ when Is("/trusted/") || path.EndsWith("/trusted", StringComparison.Ordinal) => "02 trusted metadata",
            _ when Is("floors-") => phase == UpdatePhase.Committed ? "20 floors raised" : "03 time floor",
            _ when Is("/app/state") => phase switch
            {
                UpdatePhase.Fetching or UpdatePhase.Writing or UpdatePhase.Written => "04 intent record",
                UpdatePhase.Armed => "11 pointer",
                UpdatePhase.Trial => "16 tries left",
                UpdatePhase.Committed => "18 commit",
                UpdatePhase.FallenBack => "21 rollback",
                _ => "19 closed",
            },
            _ when Is("/spool/ready") => "04 intent record",
            _ when Is("/reports") => "23 report",
            _ when Is("slot.json") || Is("manifest.json") => "09 slot marker",
            _ when Is("/blobs") || Is("/app/parcel") => "06 chunks",
            _ when Is("/files") => operation.IsFlush ? "07 slot flushed" : "06 chunks",
            _ when Is("/spool") => "01 metadata download",
            _ => "06 chunks",
        };
    }

    private static string Path(DiskOperation operation, Dictionary<int, string> paths)
    {
        switch (operation)
        {
            case DiskOperation.Link o: return paths[o.File] = Plain(o.Path);
            case DiskOperation.Rename o: return paths[o.File] = Plain(o.To);
            case DiskOperation.Write o: return paths[o.File];
            case DiskOperation.FlushFile o: return paths[o.File];
            case DiskOperation.Unlink o: return o.Path;
            case DiskOperation.MakeFolder o: return o.Path;
            case DiskOperation.DropFolder o: return o.Path;
            case DiskOperation.FlushFolder o: return o.Path;
            default: throw new InvalidOperationException(operation.ToString());
        }
    }

    // Of a file that is not whole yet, the name that it will have.
    private static string Plain(string path)
    {
        string name = System.IO.Path.GetFileName(path);
        bool isHidden = name.StartsWith('.') && (name.EndsWith(".new", StringComparison.Ordinal) || name.EndsWith(".part", StringComparison.Ordinal));
        return isHidden ? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, System.IO.Path.GetFileNameWithoutExtension(name[1..])) : path;
    }
}
