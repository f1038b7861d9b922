using Edge.Audit;

namespace Edge.Platform.Audit;

/// <summary>What stands in the last file of a log, read as far as it can be read.</summary>
/// <param name="Tree">After the last whole entry; null: the file has no beginning of this device.</param>
/// <param name="Length">Bytes up to the end of the last whole frame.</param>
/// <param name="Rest">Bytes behind it.</param>
/// <param name="IsDamaged">The rest is not what a power cut leaves.</param>
internal sealed record AuditReplay(TreeFrontier? Tree, long Length, long Rest, bool IsDamaged)
{
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
