using Edge.Audit;

namespace Edge.Platform.Audit;

/// <summary>The end of a log as whole files of it: checked like the log itself, from the bytes alone.</summary>
/// <remarks>Root makes it in a folder of the gateway's user: what is no file, too long, or does not begin as a log does is
/// left out, whatever its name.</remarks>
/// <param name="First">Index of its first entry; -1 without a file.</param>
/// <param name="IsCut">There was more than fits.</param>
/// <param name="LeftOut">Files that bear the name of one, and why they are none.</param>
public sealed record AuditSlice(
    IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> Files, long First, bool IsCut, IReadOnlyList<(string Name, string Why)> LeftOut)
{
    /// <summary>Files that are looked at; of a whole log there are some 130.</summary>
    private const int MostFiles = 200;

    /// <summary>The files from the one on that was being written at that time, newest first as far as they fit; at least the
    /// last. Null: there is no log. Throws what a folder throws.</summary>
    public static AuditSlice? Since(string folder, long unixMilliseconds, int mostBytes)
    {
        if (!Directory.Exists(folder) || AuditSegment.In(folder) is not { Count: > 0 } all) { return null; }
        var files = new LinkedList<(string, ReadOnlyMemory<byte>)>();
        var leftOut = new List<(string, string)>();
        (long bytes, long first, bool isCut) = (0, -1, all.Count > MostFiles);
        foreach ((string path, long begins) in all.Reverse().Take(MostFiles))
        {
            if (Read(path, leftOut) is not { } file) { continue; }
            isCut |= files.Count > 0 && bytes + file.Length > mostBytes;
            if (files.Count > 0 && bytes + file.Length > mostBytes) { break; }
            files.AddFirst((Path.GetFileName(path), file));
            (bytes, first) = (bytes + file.Length, begins);
            if (BeganBefore(file, unixMilliseconds))
            {
                isCut = false;
                break;
            }
        }

        return new([.. files], first, isCut, leftOut);
    }

    private static byte[]? Read(string path, List<(string Name, string Why)> leftOut)
    {
        try
        {
            byte[] bytes = AuditSegment.Read(path);
            if (bytes.AsSpan().StartsWith(AuditFrame.Magic)) { return bytes; }
            leftOut.Add((Path.GetFileName(path), "it does not begin as a log does"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            leftOut.Add((Path.GetFileName(path), exception.Message));
        }

        return null;
    }

    private static bool BeganBefore(ReadOnlyMemory<byte> file, long unixMilliseconds) =>
        AuditFrame.In(file).Where(each => each.Frame.Kind == AuditFrameKind.Entry)
            .Select(each => AuditEntry.Decode(each.Frame.Content)).FirstOrDefault(entry => entry is not null)
            is { } first && first.Time.UnixMilliseconds < unixMilliseconds;
}
