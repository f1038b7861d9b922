namespace Edge.Device.Hardening;

/// <summary>A folder whose files decide who may do what here.</summary>
/// <param name="Depth">How many folders deep the files in it count: 1 is the folder itself.</param>
/// <param name="IsStrangers">It belongs to somebody who is not root: nothing in it is waited for or
/// followed.</param>
internal sealed record WatchedTree(string Folder, int Depth, bool IsStrangers = false)
{
    /// <summary>Of one tree, so that whoever fills one hides nothing in another.</summary>
    public const int MostFiles = 1024;
    private const int MostFolders = 256;

    /// <summary>What lies there ends with the boot.</summary>
    public bool IsVolatile => Folder.StartsWith("/run/", StringComparison.Ordinal);

    /// <summary>Units and their drop-ins, who may log in, and everything that root runs by itself at some
    /// time.</summary>
    public static IReadOnlyList<WatchedTree> System { get; } =
    [
        new("/etc/systemd", 3), new("/run/systemd/system", 2), new("/run/systemd/system.control", 2),
        new("/usr/local/lib/systemd", 3), new("/usr/lib/systemd/system", 2),
        new("/etc/sudoers.d", 1), new("/etc/pam.d", 1), new("/etc/ssh", 2), new("/etc/profile.d", 1),
        new("/etc/cron.d", 1), new("/etc/cron.hourly", 1), new("/etc/cron.daily", 1), new("/etc/cron.weekly", 1), new("/etc/cron.monthly", 1),
        new("/var/spool/cron", 2, IsStrangers: true), new("/etc/init.d", 1), new("/etc/network", 2), new("/etc/NetworkManager/dispatcher.d", 2),
        new("/etc/udev/rules.d", 1), new("/etc/modprobe.d", 1), new("/etc/modules-load.d", 1), new("/etc/tmpfiles.d", 1),
        new("/etc/edge", 3), new("/usr/lib/edge", 1),
    ];

    /// <summary>The files of a tree with how each looks from outside, in order, and its folders; none where
    /// there is no such tree. The last is true where there are more than are watched.</summary>
    public (IReadOnlyList<(string Path, string Quick)> Files, IReadOnlyList<string> Folders, bool IsCut) Walk(MachineRoot root)
    {
        var files = new List<(string, string)>();
        var folders = new List<string>();
        bool isCut = !Walk(root, Folder, Depth, files, folders);
        return (files, folders, isCut);
    }

    /// <returns>False where a limit was reached.</returns>
    private static bool Walk(MachineRoot root, string folder, int depth, List<(string, string)> files, List<string> folders)
    {
        if (!IsFolder(root, folder)) { return true; }
        folders.Add(folder);
        foreach (string path in NamesIn(root, folder).Select(name => $"{folder}/{name}"))
        {
            if (FileLook.At(root.PathOf(path)) is { } quick)
            {
                if (files.Count == MostFiles) { return false; }
                files.Add((path, quick));
            }
            else if (depth > 1 && (folders.Count == MostFolders || !Walk(root, path, depth - 1, files, folders)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsFolder(MachineRoot root, string path)
    {
        var info = new DirectoryInfo(root.PathOf(path));
        return info.Exists && info.LinkTarget is null;
    }

    // Somebody's own folder may be closed even for root, where it is another machine's.
    private static IEnumerable<string> NamesIn(MachineRoot root, string folder)
    {
        try
        {
            return root.Names(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
