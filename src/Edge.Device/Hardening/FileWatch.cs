using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Edge.Hardening;
using Edge.Platform.Files;

namespace Edge.Device.Hardening;

/// <summary>Files that decide who may do what here: what changed since the guard last looked, also across
/// boots.</summary>
/// <remarks>A small file is known by its hash, a large one by length and time. Nothing is undone: a release,
/// an operator or a thief may
/// have changed it, and the record says that somebody did.</remarks>
public sealed class FileWatch
{
    private const int LargestHashed = 64 * 1024;
    private const int MostFiles = 512;
    private const string PackageList = "/var/lib/dpkg/status";

    private static readonly string[] Files =
        ["/etc/passwd", "/etc/group", "/etc/shadow", "/etc/sudoers", "/etc/ld.so.preload", "/etc/crontab",
            "/etc/fstab", PackageList];

    private static readonly string[] Folders =
    [
        "/etc/systemd/system", "/etc/systemd/system/multi-user.target.wants",
            "/etc/systemd/system/sysinit.target.wants", "/etc/systemd/system/timers.target.wants",
        "/etc/systemd/system/sockets.target.wants", "/usr/lib/systemd/system", "/etc/sudoers.d",
            "/etc/cron.d", "/etc/ssh", "/etc/pam.d", "/etc/udev/rules.d",
        "/etc/modprobe.d", "/etc/modules-load.d", "/etc/edge", "/etc/edge/trust", "/etc/edge/updates",
            "/usr/lib/edge",
    ];

    private readonly MachineRoot _root;
    private readonly string _store;
    private readonly Dictionary<string, (string Quick, string Stamp)> _known = new(StringComparer.Ordinal);
    private SortedDictionary<string, string>? _packages;
    private bool _isFirst = true;
    private string? _trouble;

    /// <param name="folder">Where the stamps of the last boot lie.</param>
    public FileWatch(string folder, string root = "/")
    {
        (_root, _store) = (new MachineRoot(root), Path.Combine(folder, "files"));
        try
        {
            if (!File.Exists(_store)) { return; }
            foreach (string[] words in File.ReadLines(_store).Select(line => line.Split('\t')).Where(words =>
                words.Length == 2)) { _known[words[0]] = ("", words[1]); }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _trouble = exception.Message;
        }

        _isFirst = _known.Count == 0;
    }

    /// <summary>Where something happens when one of the files changes; it may not be there yet.</summary>
    public static IEnumerable<string> WatchedFolders => Files.Select(file => Path.GetDirectoryName(file)!).Concat(Folders).Distinct();

    /// <summary>What is new, changed or gone. The first look of all only learns.</summary>
    public IReadOnlyList<GuardEvent> Changes()
    {
        var happened = new List<GuardEvent>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in Files.Concat(Folders.SelectMany(folder =>
            _root.Names(folder).Select(name => $"{folder}/{name}"))).Take(MostFiles))
        {
            if (Quick(path) is not { } quick) { continue; }
            seen.Add(path);
            bool isKnown = _known.TryGetValue(path, out var before);
            if (isKnown && before.Quick == quick) { continue; }
            string stamp = Stamp(path, quick);
            _known[path] = (quick, stamp);
            if (path == PackageList && isKnown && before.Stamp == stamp) { _packages ??= Packages(); }
            if (isKnown && before.Stamp == stamp) { continue; }
            if (path == PackageList) { happened.AddRange(PackageChanges(isKnown)); }
            else if (isKnown || !_isFirst) { happened.Add(new(GuardEventKind.FileChanged, path, isKnown
                ? "is another one now" : "is new")); }
        }
        foreach (string gone in _known.Keys.Where(path => !seen.Contains(path)).ToArray())
        {
            _known.Remove(gone);
            happened.Add(new(GuardEventKind.FileChanged, gone, "is gone"));
        }
        if ((happened.Count > 0 || _isFirst || _trouble is not null) && Store() is { } trouble) { happened.Add(trouble); }
        _isFirst = false;
        return happened;
    }

    private IEnumerable<GuardEvent> PackageChanges(bool isKnown)
    {
        SortedDictionary<string, string>? before = _packages;
        _packages = Packages();
        if (before is null) { return isKnown ? [new(GuardEventKind.FileChanged, PackageList,
            "packages were changed while nobody looked")] : []; }
        return _packages.Where(now => before.GetValueOrDefault(now.Key) != now.Value)
            .Select(now => new GuardEvent(GuardEventKind.Drift, $"package {now.Key}",
                before.TryGetValue(now.Key, out string? old) ? $"{old} became {now.Value}"
                    : $"{now.Value} is new"))
            .Concat(before.Keys.Where(name => !_packages.ContainsKey(name)).Select(name =>
                new GuardEvent(GuardEventKind.Drift, $"package {name}", "is gone")));
    }

    // Source: deb-control(5): fields of one package follow each other; only installed ones count.
    private SortedDictionary<string, string> Packages()
    {
        var packages = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string name = "";
        bool isInstalled = false;
        foreach (string line in File.Exists(_root.PathOf(PackageList))
            ? File.ReadLines(_root.PathOf(PackageList)) : [])
        {
            if (line.StartsWith("Package: ", StringComparison.Ordinal)) { (name,
                isInstalled) = (line["Package: ".Length..], false); }
            else if (line.StartsWith("Status: ",
                StringComparison.Ordinal)) { isInstalled = line.EndsWith(" installed",
                    StringComparison.Ordinal); }
            else if (isInstalled && line.StartsWith("Version: ",
                StringComparison.Ordinal)) { packages[name] = line["Version: ".Length..]; }
        }
        return packages;
    }

    private string? Quick(string path)
    {
        string file = _root.PathOf(path);
        var info = new FileInfo(file);
        if (!info.Exists) { return Directory.Exists(file) ? null : info.LinkTarget is { } target
            ? $"link {target}" : null; }
        string? link = info.Attributes.HasFlag(FileAttributes.ReparsePoint) ? info.LinkTarget : null; // asks the kernel again
        return string.Create(CultureInfo.InvariantCulture, $"{info.Length} {info.LastWriteTimeUtc.Ticks} {(int)info.UnixFileMode} {link}");
    }

    private string Stamp(string path, string quick)
    {
        try
        {
            string file = _root.PathOf(path);
            return File.Exists(file) && new FileInfo(file).Length <= LargestHashed
                ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))) : quick;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return quick;
        }
    }

    /// <summary>What cannot be stored is known in this process all the same; that is told once.</summary>
    private GuardEvent? Store()
    {
        string text = string.Concat(_known.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each =>
            $"{each.Key}\t{each.Value.Stamp}\n"));
        string? before = _trouble;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_store)!, DurableFile.OwnersFolder);
            DurableFile.Replace(_store, Encoding.UTF8.GetBytes(text), DurableFile.OwnerOnly);
            _trouble = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _trouble = exception.Message;
        }

        return _trouble is { } why && why != before ? new GuardEvent(GuardEventKind.Failed, "watched files", why) : null;
    }
}
