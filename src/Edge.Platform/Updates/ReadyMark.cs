namespace Edge.Platform.Updates;

/// <summary>The fetcher's mark that something waits in the spool. The path unit looks for it: left behind, it would start the
/// slot writer again at once and for ever.</summary>
public static class ReadyMark
{
    /// <summary>Takes the mark away, before anything else is done; true when there was one. Whatever lies in its place goes,
    /// too. Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.</summary>
    public static bool Take(string path)
    {
        if (!Path.Exists(path)) { return false; }
        var folder = new DirectoryInfo(path);
        if (!folder.Exists || folder.LinkTarget is not null)
        {
            File.Delete(path);
            return true;
        }

        // Nothing is removed below a folder that belongs to somebody else: it could lead out of it meanwhile.
        Directory.Move(path, Path.Combine(Path.GetDirectoryName(path)!, $"no-mark-{Path.GetRandomFileName()}"));
        return false;
    }
}
