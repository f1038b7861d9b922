using Edge.Audit;

namespace Edge.Platform.Audit;

/// <summary>What stands in the last file of a log, read as far as it can be read.</summary>
/// <param name="Tree">After the last whole entry; null: the file has no beginning of this device.</param>
/// <param name="Length">Bytes up to the end of the last whole frame.</param>
/// <param name="Rest">Bytes behind it.</param>
/// <param name="IsDamaged">The rest is not what a power cut leaves.</param>
internal sealed record AuditReplay(TreeFrontier? Tree, long Length, long Rest, bool IsDamaged)
{
    /// <summary>The root over the first so many entries; null: none of the files reaches there. Throws what files throw.</summary>
    public static TreeHash? RootAt(IReadOnlyList<(string Path, long First)> files, long size)
    {
        if (files.LastOrDefault(file => file.First <= size) is not { Path: { } path }) { return null; }
        TreeFrontier? tree = null;
        foreach ((AuditFrame frame, _) in AuditFrame.In(AuditSegment.Read(path)))
        {
            if (tree is null) { tree = AuditBeginning.Decode(frame.Content)?.Frontier; }
            else if (frame.Kind == AuditFrameKind.Entry && tree.Size < size) { tree.Append(TreeHash.OfLeaf(frame.Content.Span)); }
            if (tree is null) { return null; }
        }

        return tree?.Size == size ? tree.Root : null;
    }

    public static AuditReplay Of(ReadOnlyMemory<byte> file, DeviceId device)
    {
        if (!file.Span.StartsWith(AuditFrame.Magic)) { return new(null, 0, file.Length, IsDamaged: true); }
        int end = AuditFrame.Magic.Length;
        TreeFrontier? tree = null;
        foreach ((AuditFrame frame, int at) in AuditFrame.In(file))
        {
            if (tree is null)
            {
                tree = frame.Kind == AuditFrameKind.Beginning && AuditBeginning.Decode(frame.Content) is { } beginning
                    && beginning.Device == device ? beginning.Frontier : null;
                if (tree is null) { return new(null, at, file.Length - at, IsDamaged: true); }
            }
            else if (frame.Kind == AuditFrameKind.Entry)
            {
                if (AuditEntry.Decode(frame.Content)?.Index != tree.Size) { break; }
                tree.Append(TreeHash.OfLeaf(frame.Content.Span));
            }

            end = at + frame.Length;
        }

        ReadOnlyMemory<byte> rest = file[end..];
        return new(tree, end, rest.Length, rest.Length > 0 && !AuditFrame.IsUnfinished(rest.Span));
    }
}
