using Edge.Audit;

namespace Edge.Platform.Audit;

/// <summary>Entries that follow each other, as a file of their own: with the frontier before them and a
/// signed head behind.</summary>
/// <param name="First">Index of its first entry.</param>
/// <param name="End">Index behind its last.</param>
/// <param name="Witness">Of the head behind it.</param>
/// <param name="Bytes">A file as docs/formats/audit-log.md has it.</param>
public sealed record AuditExcerpt(long First, long End, TreeHash Witness, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Certificate and head, with their frames.</summary>
    private const int SealBytes = 1_024;

    /// <summary>Reads as many entries from the files as fit. Null: the log has no entry at or behind that
    /// index.</summary>
    /// <param name="from">An index that was cut back already stands for the first that is left.</param>
    internal static AuditExcerpt? Read(
        IReadOnlyList<(string Path, long First)> files, long from, int mostBytes, Func<TreeFrontier, byte[]> seal)
    {
        int file = Math.Max(0, files.Count(each => each.First <= from) - 1);
        var excerpt = new Builder(from, mostBytes - SealBytes);
        for (; file < files.Count && !excerpt.IsFull; file++) { excerpt.Take(AuditSegment.Read(files[file].Path)); }
        return excerpt.Finish(seal);
    }

    private sealed class Builder(long from, int mostBytes)
    {
        private readonly List<byte> _bytes = [];
        private TreeFrontier? _tree;
        private DeviceId _device;
        private long _first = -1;

        public bool IsFull { get; private set; }

        public void Take(ReadOnlyMemory<byte> file)
        {
            foreach ((AuditFrame frame, _) in AuditFrame.In(file))
            {
                if (IsFull) { return; }
                if (frame.Kind == AuditFrameKind.Beginning && _tree is null && AuditBeginning.Decode(frame.Content) is { } beginning)
                {
                    (_tree, _device) = (beginning.Frontier!, beginning.Device);
                }
                else if (frame.Kind == AuditFrameKind.Entry && _tree is not null)
                {
                    TakeEntry(frame);
                }
            }
        }

        public AuditExcerpt? Finish(Func<TreeFrontier, byte[]> seal)
        {
            if (_first < 0) { return null; }
            _bytes.AddRange(seal(_tree!));
            return new(_first, _tree!.Size, AuditHead.WitnessOf(_tree.Size, _tree.Root), _bytes.ToArray());
        }

        private void TakeEntry(AuditFrame frame)
        {
            if (_tree!.Size >= from)
            {
                if (_first < 0) { Begin(); }
                if (_bytes.Count + frame.Length > mostBytes)
                {
                    IsFull = true;
                    return;
                }

                _bytes.AddRange(frame.Encode());
            }

            _tree.Append(TreeHash.OfLeaf(frame.Content.Span));
        }

        private void Begin()
        {
            _first = _tree!.Size;
            _bytes.AddRange(AuditFrame.Magic);
            _bytes.AddRange(new AuditFrame(AuditFrameKind.Beginning, AuditBeginning.Of(_device, _tree).Encode()).Encode());
        }
    }
}
