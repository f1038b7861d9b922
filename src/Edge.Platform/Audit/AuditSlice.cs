using Edge.Audit;

namespace Edge.Platform.Audit;

/// <summary>The end of a log as whole files of it: checked like the log itself, from the bytes alone.</summary>
/// <param name="First">Index of its first entry.</param>
/// <param name="IsCut">There was more than fits.</param>
public sealed record AuditSlice(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> Files, long First, bool IsCut)
{
    /// <summary>The files from the one on that was being written at that time, newest first as far as they fit; at least the
    /// last. Null: there is no log. Throws what files throw.</summary>
    public static AuditSlice? Since(string folder, long unixMilliseconds, int mostBytes)
    {
        if (!Directory.Exists(folder) || AuditSegment.In(folder) is not { Count: > 0 } all) { return null; }
        var files = new LinkedList<(string, ReadOnlyMemory<byte>)>();
        long bytes = 0;
        for (int i = all.Count - 1; i >= 0; i--)
        {
            byte[] file = File.ReadAllBytes(all[i].Path);
            if (files.Count > 0 && bytes + file.Length > mostBytes) { return new([.. files], all[i + 1].First, IsCut: true); }
            files.AddFirst((Path.GetFileName(all[i].Path), file));
            bytes += file.Length;
            if (BeganBefore(file, unixMilliseconds)) { return new([.. files], all[i].First, IsCut: false); }
        }

        return new([.. files], all[0].First, IsCut: false);
    }

    private static bool BeganBefore(ReadOnlyMemory<byte> file, long unixMilliseconds) =>
        AuditFrame.In(file).Where(each => each.Frame.Kind == AuditFrameKind.Entry)
            .Select(each => AuditEntry.Decode(each.Frame.Content)).FirstOrDefault(entry => entry is not null)
            is { } first && first.Time.UnixMilliseconds < unixMilliseconds;
}
