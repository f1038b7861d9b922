using System.Collections.Immutable;
using System.Globalization;
using Edge.Device.Pins;
using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>The device tree of sysfs: radios, network devices, USB, screens, sound, cameras, serial lines,
/// buses, pins.</summary>
internal sealed class DeviceScan(MachineRoot root)
{
    private readonly Dictionary<string, ImmutableArray<string>> _drivers = new(StringComparer.Ordinal);

    public IEnumerable<Found> All() =>
        Radios().Concat(NetDevices()).Concat(Usb()).Concat(Connectors())
            .Concat(Class("sound", FoundKind.SoundCard, name =>
                name.StartsWith("card", StringComparison.Ordinal)))
            .Concat(Class("video4linux", FoundKind.Camera, _ => true))
            .Concat(SerialPorts())
            .Concat(Nodes("/sys/bus/i2c/devices", FoundKind.I2cBus, name =>
                name.StartsWith("i2c-", StringComparison.Ordinal)))
            .Concat(Nodes("/sys/class/spidev", FoundKind.Spi, _ => true))
            .Concat(GpioChipsFound())
            .Concat(Gadgets())
            .Concat(Class("watchdog", FoundKind.Watchdog, _ => true))
            .Concat(Class("rtc", FoundKind.Clock, _ => true));

    /// <summary>Whether a network device has a carrier and an address.</summary>
    public bool HasAddress(string device) => root.TryRead($"/sys/class/net/{device}/carrier") == "1"
        && Addressed().Contains(device);

    private IEnumerable<Found> Radios() => root.Names("/sys/class/rfkill")
        .Select(name => (Name: name,
            Kind: RadioSetting.KindOf(root.TryRead($"/sys/class/rfkill/{name}/type") ?? "")))
        .Where(radio => radio.Kind.Length > 0)
        .GroupBy(radio => radio.Kind, StringComparer.Ordinal)
        .Select(kind => Found.Of(FoundKind.Radio, kind.Key).With("switches",
            string.Join(' ', kind.Select(each => each.Name))));

    private IEnumerable<Found> NetDevices()
    {
        string[] routes = [.. root.Lines("/proc/net/route").Select(line => line.Split('\t')).Where(c =>
            c.Length > 1 && c[1] == "00000000").Select(c => c[0])];
        HashSet<string> addressed = [.. Addressed()];
        foreach (string name in root.Names("/sys/class/net"))
        {
            if (Make(FoundKind.NetDevice, name, $"/sys/class/net/{name}") is not { } found) { continue; }
            if (root.TryRead($"/sys/class/net/{name}/carrier") is { } carrier) { found = found.With("carrier", carrier); }
            if (root.TryRead($"/sys/class/net/{name}/carrier_changes") is { } changes) { found =
                found.With("carrier-changes", changes); }
            if (addressed.Contains(name)) { found = found.With("address", "1"); }
            if (routes.Contains(name)) { found = found.With("route", "default"); }
            if (root.Exists($"/sys/class/net/{name}/phy80211")) { found = (found with { Needs = found.Needs.Add("radio:wifi") }).With("radio", "wifi"); }
            yield return UsbAbove(found.Device!) is { } usb ? found.With("usb", usb) : found;
        }
    }

    /// <summary>Devices with an address that leads further than the cable: a route, or an address of IPv6
    /// beyond the link's own.</summary>
    // Source: Documentation/networking/proc_net_tcp.rst and net/ipv6/addrconf.c: address, index, prefix,
    // scope (20: link), flags, name.
    private IEnumerable<string> Addressed() => root.Lines("/proc/net/route").Skip(1).Select(line =>
        line.Split('\t')[0])
        .Concat(root.Lines("/proc/net/if_inet6").Select(line => line.Split(' ',
            StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length == 6 && columns[3] != "20").Select(columns => columns[5]));

    private IEnumerable<Found> Usb()
    {
        foreach (string name in root.Names("/sys/bus/usb/devices").Where(name =>
            !name.Contains(':', StringComparison.Ordinal)))
        {
            string path = $"/sys/bus/usb/devices/{name}";
            bool isHost = name.StartsWith("usb", StringComparison.Ordinal);
            if (Make(isHost ? FoundKind.UsbHost : FoundKind.UsbDevice, name,
                path) is not { } found) { continue; }
            yield return isHost ? found : found.With("id", $"{root.TryRead($"{path}/idVendor")}:{root.TryRead($"{path}/idProduct")}");
        }
    }

    // Source: Documentation/usb/gadget_configfs.rst: UDC names the controller that a gadget is shown at; empty: none.
    private IEnumerable<Found> Gadgets()
    {
        const string Folder = "/sys/kernel/config/usb_gadget";
        foreach (string name in root.Names(Folder))
        {
            if (root.TryRead($"{Folder}/{name}/UDC") is not { Length: > 0 } controller) { continue; }
            yield return Found.Of(FoundKind.Gadget, name).With("folder", $"{Folder}/{name}").With("controller", controller);
        }
    }

    private IEnumerable<Found> Connectors() => root.Names("/sys/class/drm").Where(name =>
        root.Exists($"/sys/class/drm/{name}/status"))
        .Select(name => Make(FoundKind.Connector, name, $"/sys/class/drm/{name}")).OfType<Found>();

    private IEnumerable<Found> Class(string @class, FoundKind kind, Func<string, bool> which) =>
        root.Names($"/sys/class/{@class}").Where(which).Select(name =>
            Make(kind, name, $"/sys/class/{@class}/{name}")).OfType<Found>();

    private IEnumerable<Found> Nodes(string folder, FoundKind kind, Func<string, bool> which) =>
        root.Names(folder).Where(which)
        .Select(name => Make(kind, name, $"{folder}/{name}")?.With("node", $"/dev/{name}")).OfType<Found>();

    /// <summary>Lines with hardware behind them: the kernel also lists ports that no board has.</summary>
    private IEnumerable<Found> SerialPorts()
    {
        foreach (string name in root.Names("/sys/class/tty").Where(IsSerial))
        {
            string path = $"/sys/class/tty/{name}";
            if (root.TryRead($"{path}/type") is "0" || Make(FoundKind.Serial, name,
                path) is not { } found) { continue; }
            if (found.Device!.StartsWith("/devices/virtual/", StringComparison.Ordinal)) { continue; }
            yield return found.With("node", $"/dev/{name}");
        }
    }

    private IEnumerable<Found> GpioChipsFound()
    {
        foreach (string name in root.Names("/sys/bus/gpio/devices").Where(name =>
            name.StartsWith("gpiochip", StringComparison.Ordinal)))
        {
            if (Make(FoundKind.GpioChip, name,
                $"/sys/bus/gpio/devices/{name}") is not { } found) { continue; }
            string? label = root.IsReal ? GpioChips.TryLabelOf($"/dev/{name}")
                : root.TryRead($"/sys/bus/gpio/devices/{name}/label");
            yield return label is null ? found : found.With("label", label);
        }
    }

    private Found? Make(FoundKind kind, string name, string path)
    {
        if (root.DeviceOf(path) is not { } device) { return null; }
        var found = new Found(kind, name, device, DriversAbove(device), ImmutableSortedDictionary<string,
            string>.Empty);
        string? bound = Bound(device);
        if (bound is null) { return found; }
        found = found.With("bound-at", bound);
        return root.LinkName($"/sys{bound}/driver/module") is { } module ? found.With("module", module)
            : found;
    }

    /// <summary>The nearest device above (or this one) that a driver holds.</summary>
    private string? Bound(string device)
    {
        for (string at = device; at.Length > "/devices".Length; at = at[..at.LastIndexOf('/')])
        {
            if (root.LinkName($"/sys{at}/driver") is not null) { return at; }
        }
        return null;
    }

    private ImmutableArray<string> DriversAbove(string device)
    {
        if (device.Length <= "/devices".Length) { return []; }
        if (_drivers.TryGetValue(device, out ImmutableArray<string> known)) { return known; }
        ImmutableArray<string> above = DriversAbove(device[..device.LastIndexOf('/')]);
        if (root.LinkName($"/sys{device}/driver/module") is { } module
            && !above.Contains(Edge.Hardening.Nodes.Module(module)))
        {
            above = above.Add(Edge.Hardening.Nodes.Module(module));
        }
        return _drivers[device] = above;
    }

    private string? UsbAbove(string device)
    {
        for (string at = device; at.Length > "/devices".Length; at = at[..at.LastIndexOf('/')])
        {
            if (root.TryRead($"/sys{at}/idVendor") is { } vendor
                && !Path.GetFileName(at).StartsWith("usb", StringComparison.Ordinal))
            {
                return $"{Path.GetFileName(at)}={vendor}:{root.TryRead($"/sys{at}/idProduct")}";
            }
        }
        return null;
    }

    private static bool IsSerial(string name)
    {
        string letters = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return letters.StartsWith("tty", StringComparison.Ordinal) && letters.Length > 3
            && int.TryParse(name.AsSpan(letters.Length), NumberStyles.None, CultureInfo.InvariantCulture,
                out _);
    }
}
