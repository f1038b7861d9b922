using System.Buffers;
using System.Text;
using Edge.Device.Kernel;

namespace Edge.Device.Hardening;

/// <summary>A cheap look at what changes when something is plugged in, started, bound, loaded or
/// mounted.</summary>
public sealed class ChangeSigns
{
    /// <summary>Of one table: some 30,000 sockets, as many as a look takes in.</summary>
    private const int Most = 4 * 1024 * 1024;

    private static readonly string[] Sockets = ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"];

    private static readonly string[] Settings =
        [.. LinuxInventory.Settings.Append("net.ipv6.conf.all.disable_ipv6").Select(SysctlSetting.PathOf)];

    private readonly MachineRoot _root;
    private readonly UnitList _units;
    private readonly string[] _folders;
    private readonly KernelFile _file = new();
    private readonly ArrayBufferWriter<byte> _now = new();
    private byte[] _last = [];
    private string? _lastUnits;

    /// <param name="folders">Whose entries come and go when something that the policy is made from changes.</param>
    public ChangeSigns(string[] folders, string root = "/") : this(folders, new MachineRoot(root), null)
    {
    }

    internal ChangeSigns(string[] folders, MachineRoot root, UnitList? units) => (_folders, _root, _units) = (folders, root, units ?? new UnitList(root));

    /// <param name="unitsToo">Somebody told that a unit may have changed: systemd is asked, once.</param>
    public bool HaveChanged(bool unitsToo = false) => (unitsToo && Units() != _lastUnits) || !Read().SequenceEqual(_last);

    /// <summary>From now on this is how it is to be.</summary>
    public void Remember() => (_lastUnits, _last) = (Units(), Read().ToArray());

    private string? Units()
    {
        try
        {
            return _units.Signs();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private ReadOnlySpan<byte> Read()
    {
        _now.ResetWrittenCount();
        AddModules();
        foreach (string table in Sockets) { AddSockets(table); }
        foreach (string unit in Names("/sys/fs/cgroup/system.slice"))
        {
            if (unit.Contains('.', StringComparison.Ordinal)) { Add(unit); }
        }

        AddFile("/proc/self/mountinfo");
        foreach (string name in Names("/sys/class/net")) { AddWith(name, $"/sys/class/net/{name}/flags"); }
        foreach (string name in Names("/sys/class/rfkill")) { AddWith(name, $"/sys/class/rfkill/{name}/soft"); }
        foreach (string name in Names("/sys/bus/usb/devices"))
        {
            if (name.Contains(':', StringComparison.Ordinal)) { continue; }
            AddWith(name, $"/sys/bus/usb/devices/{name}/authorized");
            if (name.StartsWith("usb", StringComparison.Ordinal)) { AddFile($"/sys/bus/usb/devices/{name}/authorized_default"); }
        }

        foreach (string name in Names("/sys/class/drm")) { AddWith(name, $"/sys/class/drm/{name}/status"); }
        foreach (string setting in Settings) { AddFile(setting); }
        AddFile("/proc/net/if_inet6");
        foreach (string folder in _folders) { Add($"{Directory.GetLastWriteTimeUtc(_root.PathOf(folder)).Ticks}"); }
        return _now.WrittenSpan;
    }

    private void AddModules()
    {
        // The names only: how many use a module changes all the time.
        foreach (Range line in Lines("/proc/modules", out ReadOnlySpan<byte> text))
        {
            ReadOnlySpan<byte> name = text[line];
            Add(name[..Math.Max(0, name.IndexOf((byte)' '))]);
        }
    }

    // Only what waits for somebody: connections come and go.
    private void AddSockets(string table)
    {
        foreach (Range line in Lines($"/proc/net/{table}", out ReadOnlySpan<byte> text))
        {
            ReadOnlySpan<byte> rest = text[line];
            ReadOnlySpan<byte> address = default, state = default;
            for (int word = 0; word < 10; word++)
            {
                rest = rest.TrimStart((byte)' ');
                int end = rest.IndexOf((byte)' ');
                ReadOnlySpan<byte> value = end < 0 ? rest : rest[..end];
                rest = rest[value.Length..];
                if (word == 1) { address = value; }
                if (word == 3) { state = value; }
                if (word == 3 && !state.SequenceEqual("0A"u8) && !state.SequenceEqual("07"u8)) { break; }
                if (word != 9 || value.IsEmpty) { continue; }
                Add(table);
                Add(address);
                Add(value);
            }
        }
    }

    private List<Range> Lines(string path, out ReadOnlySpan<byte> text)
    {
        var lines = new List<Range>();
        if (!TryRead(path, out text)) { return lines; }
        for (int from = 0; from < text.Length;)
        {
            int length = text[from..].IndexOf((byte)'\n');
            length = length < 0 ? text.Length - from : length;
            lines.Add(new Range(from, from + length));
            from += length + 1;
        }

        return lines;
    }

    private IEnumerable<string> Names(string folder) => _root.Names(folder);

    private void AddWith(string name, string path)
    {
        Add(name);
        AddFile(path);
    }

    private void AddFile(string path) => Add(TryRead(path, out ReadOnlySpan<byte> text) ? text : "-"u8);

    private bool TryRead(string path, out ReadOnlySpan<byte> text)
    {
        text = default;
        try
        {
            return _file.TryRead(_root.PathOf(path), Most, out text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A device that is just going away.
            return false;
        }
    }

    private void Add(string text)
    {
        int count = Encoding.UTF8.GetBytes(text, _now.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));
        _now.Advance(count);
        _now.Write("\n"u8);
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        _now.Write(text);
        _now.Write("\n"u8);
    }
}
