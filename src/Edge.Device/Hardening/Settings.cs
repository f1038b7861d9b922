using System.Globalization;

namespace Edge.Device.Hardening;

/// <summary>One mechanism: a value that is read and written under a name.</summary>
internal interface ISetting
{
    /// <summary>The value; null where there is nothing of that name.</summary>
    string? Read(string target);

    void Write(string target, string value);
}

/// <summary>Settings below /proc/sys.</summary>
internal sealed class SysctlSetting(MachineRoot root) : ISetting
{
    /// <summary>Dots are folders; a dot in the name of an interface is written as a slash. Source:
    /// sysctl(8).</summary>
    public static string PathOf(string name) =>
        $"/proc/sys/{string.Create(name.Length, name, (path, text) => Swap(text, path))}";

    /// <summary>The name of a part of a setting, such as an interface.</summary>
    public static string PartOf(string folder) => folder.Replace('.', '/');

    private static void Swap(string name, Span<char> path)
    {
        for (int i = 0; i < name.Length; i++) { path[i] = name[i] switch { '.' => '/', '/' => '.', var other => other }; }
    }

    public string? Read(string target) => root.Read(PathOf(target));

    public void Write(string target, string value) => root.WriteInto(PathOf(target), value);
}

/// <summary>Files below /sys; no other.</summary>
internal sealed class SysfsSetting(MachineRoot root) : ISetting
{
    public string? Read(string target) => root.Read(Checked(target));

    // The kernel is not told of a write without a byte; a line end alone is the empty value.
    public void Write(string target, string value) => root.WriteInto(Checked(target), value.Length == 0 ? "\n" : value);

    private static string Checked(string path) =>
        path.StartsWith("/sys/", StringComparison.Ordinal) && !path.Split('/').Contains("..") ? path
            : throw new IOException($"{path} is not below /sys");
}

/// <summary>All switches of one kind of radio.</summary>
internal sealed class RadioSetting(MachineRoot root) : ISetting
{
    private const string Folder = "/sys/class/rfkill";

    /// <summary>As board profiles call it. Source: Documentation/driver-api/rfkill.rst: the kernel says
    /// wlan.</summary>
    public static string KindOf(string type) => type == "wlan" ? "wifi" : type;

    public string? Read(string target)
    {
        string[] switches = [.. Of(target)];
        if (switches.Length == 0) { return null; }
        return switches.All(name => root.Read($"{Folder}/{name}/soft") == "1") ? "blocked" : "open";
    }

    public void Write(string target, string value)
    {
        foreach (string name in Of(target)) { root.WriteInto($"{Folder}/{name}/soft", value == "blocked"
            ? "1" : "0"); }
    }

    private IEnumerable<string> Of(string kind) => root.Names(Folder).Where(name =>
        KindOf(root.TryRead($"{Folder}/{name}/type") ?? "") == kind);
}

/// <summary>A network interface, by its flags. Source: sysfs-class-net; if.h: IFF_UP is 1.</summary>
internal sealed class LinkSetting(MachineRoot root) : ISetting
{
    private const int Up = 1;

    public string? Read(string target) => Flags(target) is { } flags ? (flags & Up) != 0 ? "up" : "down"
        : null;

    public void Write(string target, string value)
    {
        int flags = Flags(target) ?? throw new IOException($"there is no network interface {target}");
        flags = value == "up" ? flags | Up : flags & ~Up;
        root.WriteInto(PathOf(target), $"0x{flags:x}");
    }

    private static string PathOf(string name) => $"/sys/class/net/{name}/flags";

    private int? Flags(string name) => root.Read(PathOf(name)) is { } text
        && text.StartsWith("0x", StringComparison.Ordinal)
        ? int.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : null;
}

/// <summary>A device at its driver, for drivers that are built in. Source:
/// Documentation/driver-api/driver-model/driver.rst.</summary>
internal sealed class BindingSetting(MachineRoot root) : ISetting
{
    private const string Bound = "bound to ";

    public string? Read(string target) => !root.Exists($"/sys{target}") ? null
        : root.LinkName($"/sys{target}/driver") is { } driver ? Bound + driver : "unbound";

    public void Write(string target, string value)
    {
        string name = Path.GetFileName(target);
        if (value == "unbound") { root.WriteInto($"/sys{target}/driver/unbind", name); return; }
        string bus = root.LinkName($"/sys{target}/subsystem") ?? throw new IOException($"{target} is on no bus");
        root.WriteInto($"/sys/bus/{bus}/drivers/{value[Bound.Length..]}/bind", name);
    }
}

/// <summary>Who may open a device node: its mode.</summary>
internal sealed class NodeSetting(MachineRoot root) : ISetting
{
    private const int Permissions = 0x1FF;

    public string? Read(string target) => root.Exists(target)
        ? Convert.ToString((int)File.GetUnixFileMode(root.PathOf(target)) & Permissions, 8).PadLeft(4, '0')
        : null;

    public void Write(string target, string value) => File.SetUnixFileMode(root.PathOf(target),
        (UnixFileMode)Convert.ToInt32(value, 8));
}

/// <summary>A screen's connector. The kernel does not tell a forced one from one without a screen, so what
/// was forced is remembered
/// until the next boot. Source: drm_sysfs.c, status.</summary>
internal sealed class ConnectorSetting(MachineRoot root, string runFolder) : ISetting
{
    public string? Read(string target)
    {
        if (root.Read(PathOf(target)) is not { } status) { return null; }
        return status == "disconnected" && File.Exists(Remembered(target)) ? "off" : "detect";
    }

    public void Write(string target, string value)
    {
        root.WriteInto(PathOf(target), value);
        if (value == "off") { File.WriteAllText(Remembered(target),
            ""); } else { File.Delete(Remembered(target)); }
    }

    private static string PathOf(string name) => $"/sys/class/drm/{name}/status";

    private string Remembered(string name) => Path.Combine(runFolder, $"connector-{name}");
}
