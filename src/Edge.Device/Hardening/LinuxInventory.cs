using System.Collections.Immutable;
using Edge.Device.Kernel;
using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>Looks at everything that a machine offers: devices, logins, units, sockets, modules,
/// mounts.</summary>
internal sealed class LinuxInventory(MachineRoot root, UnitList units)
{
    private const string Ipv6 = "/proc/sys/net/ipv6/conf";

    /// <summary>Of the kernel, beside those of each interface.</summary>
    internal static readonly string[] Settings =
    [
        "kernel.sysrq", "kernel.modules_disabled",
        "net.ipv4.conf.all.forwarding", "net.ipv4.conf.all.accept_redirects",
            "net.ipv4.conf.all.accept_source_route",
    ];

    private readonly SocketScan _sockets = new(root);

    private ImmutableSortedSet<string>? _known;
    private bool? _hasPrograms;

    public Inventory Look(BootId boot)
    {
        var modules = new ModuleTable(root);
        var sysfs = new DeviceScan(root);
        IEnumerable<Found> items = sysfs.All()
            .Concat(new MountScan(root).All())
            .Concat(modules.Loaded.Select(name => Found.Of(FoundKind.Module, name)))
            .Concat(new AccountScan(root).All())
            .Concat(units.All())
            .Concat(_sockets.All())
            .Concat(root.Lines("/proc/consoles").Select(line =>
                Found.Of(FoundKind.Console, line.Split(' ')[0])))
            .Concat(Settings.Concat(root.Names(Ipv6).Order(StringComparer.Ordinal).Select(name =>
                    $"net.ipv6.conf.{SysctlSetting.PartOf(name)}.disable_ipv6")).Where(name => root.Exists(SysctlSetting.PathOf(name))).Select(name =>
                Found.Of(FoundKind.Setting, name)));
        // What the kernel could load, and what it was built with, does not change while it runs.
        _known ??= modules.Known();
        _hasPrograms ??= root.IsReal ? GroupPrograms.AreKnown("/sys/fs/cgroup") : null;
        if (_hasPrograms == false) { items = items.Append(Found.Of(FoundKind.Setting, ClosedDoors.NoPrograms)); }
        return new Inventory(boot, [.. items], modules.Needs, _known);
    }
}

/// <summary>The kernel's modules: loaded, used by others, and there to be loaded.</summary>
internal sealed class ModuleTable
{
    private readonly MachineRoot _root;

    public ModuleTable(MachineRoot root)
    {
        _root = root;
        var needs = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var loaded = new List<string>();
        foreach (string line in root.Lines("/proc/modules"))
        {
            string[] words = line.Split(' ');
            if (words.Length < 4) { continue; }
            loaded.Add(words[0]);
            foreach (string user in words[3].Split(',', StringSplitOptions.RemoveEmptyEntries).Where(user =>
                user != "-"))
            {
                if (!needs.TryGetValue(user, out List<string>? used)) { needs[user] = used = []; }
                used.Add(words[0]);
            }
        }
        Loaded = [.. loaded.Order(StringComparer.Ordinal)];
        Needs = needs.ToImmutableSortedDictionary(each => each.Key, each => each.Value.ToImmutableArray(),
            StringComparer.Ordinal);
    }

    public ImmutableArray<string> Loaded { get; }

    public ImmutableSortedDictionary<string, ImmutableArray<string>> Needs { get; }

    /// <summary>What could be loaded, from modules.dep; null where that is missing.</summary>
    public ImmutableSortedSet<string>? Known()
    {
        if (_root.TryRead("/proc/sys/kernel/osrelease") is not { } release
            || _root.TryRead($"/lib/modules/{release}/modules.dep") is not { } text) { return null; }
        var known = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            int colon = line.IndexOf(':');
            if (colon < 0) { continue; }
            ReadOnlySpan<char> file = line[..colon];
            file = file[(file.LastIndexOf('/') + 1)..];
            int dot = file.IndexOf('.');
            known.Add((dot < 0 ? file : file[..dot]).ToString().Replace('-', '_'));
        }
        return known.ToImmutable();
    }
}
