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
    private const string PackageList = "/var/lib/dpkg/status";
    private const string OfATree = "folder";

    private static readonly string[] Files =
        [AccountScan.Passwords, "/etc/group", AccountScan.Shadow, "/etc/sudoers", "/etc/ld.so.preload", "/etc/crontab", "/etc/anacrontab",
            "/etc/rc.local", "/etc/environment", "/etc/fstab", PackageList];

    private readonly MachineRoot _root;
    private readonly string _store;
    private readonly AccountScan _accounts;
    private readonly Dictionary<string, (string Quick, string Stamp)> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _trees = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cut = new(StringComparer.Ordinal);
    private Dictionary<string, string> _own = [];
    private SortedDictionary<string, string>? _packages;
    private bool _isFirst = true;
    private string? _trouble;

    /// <param name="folder">Where the stamps of the last boot lie.</param>
    public FileWatch(string folder, string root = "/")
    {
        (_root, _store) = (new MachineRoot(root), Path.Combine(folder, "files"));
        _accounts = new AccountScan(_root);
        try
        {
            if (!File.Exists(_store)) { return; }
            foreach (string[] words in File.ReadLines(_store).Select(line => line.Split('\t')).Where(words =>
                words.Length == 2))
            {
                string path = Uri.UnescapeDataString(words[0]);
                if (words[1] == OfATree) { _trees.Add(path); } else { _known[path] = ("", words[1]); }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _trouble = exception.Message;
        }

        _isFirst = _known.Count == 0;
    }

    /// <summary>Where something happens when one of the files changes, as of the last look.</summary>
    public IReadOnlyList<string> Folders { get; private set; } = [];

    /// <summary>Where a folder that is missing would come.</summary>
    public IReadOnlyList<string> Above { get; private set; } = [];

    /// <summary>What the guard itself wrote looked otherwise at the last look than at the one before: no
    /// event, and worth to read back.</summary>
    public bool IsTouched { get; private set; }

    private IEnumerable<WatchedTree> Trees => WatchedTree.System.Concat(_accounts.KeyFolders().Select(folder =>
        new WatchedTree(folder, 1, IsStrangers: true)));

    /// <summary>What is new, changed or gone. The first look of all only learns, and so does the first look
    /// at a folder that was not watched before.</summary>
    public IReadOnlyList<GuardEvent> Changes()
    {
        var happened = new List<GuardEvent>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var folders = new List<string>(Files.Select(file => Path.GetDirectoryName(file)!).Distinct());
        var above = new List<string>();
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        bool hasLearned = _isFirst;
        foreach (string path in Files)
        {
            if (FileLook.At(_root.PathOf(path)) is { } quick) { Look(path, quick, learns: _isFirst, isStrangers: false, seen, happened); }
        }
        foreach (WatchedTree tree in Trees)
        {
            (IReadOnlyList<(string Path, string Quick)> files, IReadOnlyList<string> found, bool isCut) = tree.Walk(_root);
            bool learns = _trees.Add(tree.Folder);
            hasLearned |= learns && !tree.IsVolatile;
            foreach ((string path, string quick) in files)
            {
                if (OwnFiles.Has(path, quick)) { own[path] = quick; } else { Look(path, quick, learns, tree.IsStrangers, seen, happened); }
            }
            folders.AddRange(found);
            if (found.Count == 0) { above.Add(Path.GetDirectoryName(tree.Folder)!); }
            if (isCut && _cut.Add(tree.Folder))
            {
                happened.Add(new(GuardEventKind.Failed, tree.Folder,
                    $"has more than {WatchedTree.MostFiles} files, or too many folders: the rest is not watched"));
            }
        }
        // Behind a limit it may still be there.
        foreach (string gone in _known.Keys.Where(path => !seen.Contains(path) && FileLook.At(_root.PathOf(path)) is null).ToArray())
        {
            _known.Remove(gone);
            happened.Add(new(GuardEventKind.FileChanged, gone, "is gone"));
        }
        IsTouched = own.Count != _own.Count || own.Any(each => _own.GetValueOrDefault(each.Key) != each.Value);
        (Folders, Above, _own) = (folders, above, own);
        if ((happened.Count > 0 || hasLearned || _trouble is not null) && Store() is { } trouble) { happened.Add(trouble); }
        _isFirst = false;
        return happened;
    }

    private void Look(string path, string quick, bool learns, bool isStrangers, HashSet<string> seen, List<GuardEvent> happened)
    {
        seen.Add(path);
        bool isKnown = _known.TryGetValue(path, out var before);
        if (isKnown && before.Quick == quick) { return; }
        string stamp = FileLook.Inside(_root.PathOf(path), quick, isStrangers);
        _known[path] = (quick, stamp);
        if (path == PackageList && isKnown && before.Stamp == stamp) { _packages ??= Packages(); }
        if (isKnown && before.Stamp == stamp) { return; }
        if (path == PackageList) { happened.AddRange(PackageChanges(isKnown)); }
        else if (isKnown || !learns) { happened.Add(new(GuardEventKind.FileChanged, path, isKnown ? "is another one now" : "is new")); }
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

    /// <summary>A name is whatever somebody gave a file, and must not pass for lines of this store.</summary>
    private static string Escaped(string path) => path.Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\t", "%09", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal);

    /// <summary>What cannot be stored is known in this process all the same; that is told once.</summary>
    private GuardEvent? Store()
    {
        // What ends with the boot is learned anew in the next.
        IEnumerable<string> trees = Trees.Where(tree => !tree.IsVolatile && _trees.Contains(tree.Folder))
            .Select(tree => $"{Escaped(tree.Folder)}\t{OfATree}\n");
        string text = string.Concat(trees.Concat(_known.Where(each => !each.Key.StartsWith("/run/", StringComparison.Ordinal))
            .OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{Escaped(each.Key)}\t{each.Value.Stamp}\n")));
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
