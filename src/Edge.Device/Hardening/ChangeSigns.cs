using System.Text;

namespace Edge.Device.Hardening;

/// <summary>A cheap look at what changes when something is plugged in, started, bound, loaded or
/// mounted.</summary>
public sealed class ChangeSigns
{
    private readonly MachineRoot _root;
    private readonly string[] _folders;
    private string _last = "";

    /// <param name="folders">Whose entries come and go when something that the policy is made from changes.</param>
    public ChangeSigns(string[] folders, string root = "/") => (_folders, _root) = (folders, new MachineRoot(root));

    public bool HaveChanged() => Read() != _last;

    /// <summary>From now on this is how it is to be.</summary>
    public void Remember() => _last = Read();

    private string Read()
    {
        var text = new StringBuilder();
        foreach (string line in _root.Lines("/proc/modules")) { text.Append(line.Split(' ')[0]).Append('\n'); }
        foreach (string table in (string[])["tcp", "tcp6", "udp", "udp6", "raw",
            "raw6"]) { AppendSockets(text, table); }
        foreach (string unit in _root.Names("/sys/fs/cgroup/system.slice").Where(name =>
            name.Contains('.', StringComparison.Ordinal))) { text.Append(unit).Append('\n'); }
        foreach (string line in _root.Lines("/proc/self/mountinfo")) { text.Append(line).Append('\n'); }
        foreach (string name in _root.Names("/sys/class/net")) { text.Append(name).Append(_root.TryRead($"/sys/class/net/{name}/flags")).Append('\n'); }
        foreach (string name in _root.Names("/sys/class/rfkill")) { text.Append(name).Append(_root.TryRead($"/sys/class/rfkill/{name}/soft")).Append('\n'); }
        foreach (string name in _root.Names("/sys/bus/usb/devices").Where(name =>
            !name.Contains(':', StringComparison.Ordinal)))
        {
            string device = $"/sys/bus/usb/devices/{name}";
            text.Append(name).Append(_root.TryRead($"{device}/authorized")).Append(_root.TryRead($"{device}/authorized_default"));
        }
        foreach (string name in (string[])["kernel.sysrq", "net.ipv6.conf.all.disable_ipv6",
            "net.ipv4.conf.all.forwarding"])
        {
            text.Append(_root.TryRead(SysctlSetting.PathOf(name))).Append('\n');
        }
        foreach (string folder in _folders) { text.Append(Directory.GetLastWriteTimeUtc(_root.PathOf(folder)).Ticks).Append('\n'); }
        return text.ToString();
    }

    // Only what waits for somebody: connections come and go.
    private void AppendSockets(StringBuilder text, string table)
    {
        foreach (string line in _root.Lines($"/proc/net/{table}").Skip(1))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 9
                && words[3] is "0A" or "07") { text.Append(table).Append(words[1]).Append(words[9]).Append('\n'); }
        }
    }
}
