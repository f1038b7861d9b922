using System.Collections.Immutable;

namespace Edge.Hardening;

/// <summary>What a machine offers. Numbers travel in reports; never reordered.</summary>
public enum FoundKind : byte
{
    /// <summary>A switch of the kernel's rfkill; the name is the kind of radio, such as
    /// <c>wifi</c>.</summary>
    Radio = 1,
    NetDevice = 2,
    /// <summary>A root hub: what is plugged in anywhere below it asks here first.</summary>
    UsbHost = 3,
    UsbDevice = 4,
    /// <summary>A connector of a screen.</summary>
    Connector = 5,
    SoundCard = 6,
    Camera = 7,
    /// <summary>A serial port that a device stands behind.</summary>
    Serial = 8,
    I2cBus = 9,
    Spi = 10,
    GpioChip = 11,
    /// <summary>A socket that waits for somebody, such as <c>tcp 0.0.0.0:22</c>.</summary>
    Socket = 12,
    /// <summary>A unit of systemd that runs, or a socket or timer that would start one.</summary>
    Unit = 13,
    /// <summary>A user that can log in with a password.</summary>
    Account = 14,
    Module = 15,
    /// <summary>A terminal that the kernel itself writes to and listens on.</summary>
    Console = 16,
    Mount = 17,
    Watchdog = 18,
    Clock = 19,
    /// <summary>A setting of the kernel, below /proc/sys.</summary>
    Setting = 20,
    /// <summary>A face under which this machine shows itself as a USB device to whoever plugs it in.</summary>
    Gadget = 21,
}

/// <summary>One thing that the machine offers, as the kernel names it.</summary>
/// <param name="Device">Where it hangs in the device tree, such as <c>/devices/pci0000:00/.../net/eth0</c>;
/// null: nowhere.</param>
/// <param name="Needs">What else it cannot be without: nodes such as <c>module:ath9k</c> or
/// <c>radio:wifi</c>.</param>
/// <param name="Facts">What an enumerator saw of it, such as <c>id=0403:6001</c>; never a secret.</param>
public sealed record Found(
    FoundKind Kind, string Name, string? Device, ImmutableArray<string> Needs,
        ImmutableSortedDictionary<string, string> Facts)
{
    public static Found Of(FoundKind kind, string name, string? device = null,
        params ReadOnlySpan<string> needs) =>
        new(kind, name, device, [.. needs], ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>The node of the thing itself.</summary>
    public string Node => Device is { } path ? Nodes.Device(path) : $"{Words.Of(Kind)}:{Name}";

    public string? Fact(string name) => Facts.GetValueOrDefault(name);

    public Found With(string name, string value) => this with { Facts = Facts.SetItem(name, value) };
}

/// <summary>Everything that was found on a machine at one moment.</summary>
/// <param name="ModuleNeeds">Which modules a module uses, by name.</param>
/// <param name="KnownModules">Modules that the kernel could load beside those loaded; null: not
/// known.</param>
public sealed record Inventory(
    BootId Boot,
    ImmutableArray<Found> Items,
    ImmutableSortedDictionary<string, ImmutableArray<string>> ModuleNeeds,
    ImmutableSortedSet<string>? KnownModules = null)
{
    public static Inventory Of(params ReadOnlySpan<Found> items) =>
        new(default, [.. items], ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty);

    public IEnumerable<Found> All(FoundKind kind) => Items.Where(item => item.Kind == kind);

    public bool Has(FoundKind kind, string name) => Items.Any(item => item.Kind == kind && item.Name == name);
}

/// <summary>Names of what things depend on.</summary>
public static class Nodes
{
    public static string Device(string path) => $"device:{path}";

    public static string Module(string name) => $"module:{name.Replace('-', '_')}";

    public static string Radio(string kind) => $"radio:{kind}";

    public static string Unit(string name) => $"unit:{name}";

    /// <summary>The path of a device node, or null for another kind of node.</summary>
    internal static string? PathOf(string node) =>
        node.StartsWith("device:", StringComparison.Ordinal) ? node["device:".Length..] : null;
}
