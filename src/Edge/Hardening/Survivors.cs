using Edge.Profiles;

namespace Edge.Hardening;

/// <summary>Finds what must still work after the guard: what the site declares, and what the machine itself
/// stands on.</summary>
public static class Survivors
{
    private static readonly string[] SystemMounts = ["/", "/usr", "/etc", "/var", "/boot", "/boot/firmware",
        "/run/edge-guard"];

    public static IReadOnlyList<Survivor> Of(GuardPolicy policy, Inventory inventory)
    {
        var survivors = new List<Survivor>();
        survivors.AddRange(Channels(policy, inventory));
        foreach (Found mount in inventory.All(FoundKind.Mount).Where(IsSystem)) { survivors.Add(new("root disk", mount)); }
        foreach (Found watchdog in inventory.All(FoundKind.Watchdog)) { survivors.Add(new("watchdog",
            watchdog)); }
        foreach (Found clock in inventory.All(FoundKind.Clock)) { survivors.Add(new("time", clock)); }
        foreach (Found unit in inventory.All(FoundKind.Unit).Where(unit => IsOwn(unit.Name)))
        {
            survivors.Add(new(unit.Name.StartsWith("edge-fetch", StringComparison.Ordinal)
                || unit.Name.StartsWith("edge-slot", StringComparison.Ordinal) || unit.Name.StartsWith("edge-os-", StringComparison.Ordinal)
                || unit.Name.StartsWith("edge-packs", StringComparison.Ordinal)
                || unit.Name == "edge-bell.service" ? "update" : "service", unit));
        }
        survivors.AddRange(Buses(policy, inventory));
        survivors.AddRange(UsbAllowed(policy, inventory));
        if (policy.Hardening.Technician is { } technician)
        {
            foreach (Found console in inventory.Items.Where(item =>
                item.Kind is FoundKind.Console or FoundKind.Serial && item.Name == technician.Console))
            {
                survivors.Add(new("console of last resort", console));
            }
        }
        return survivors;
    }

    /// <summary>The ways out, and the programs that bring them up.</summary>
    private static IEnumerable<Survivor> Channels(GuardPolicy policy, Inventory inventory)
    {
        bool isDeclared = Kept(policy, inventory).Any();
        return ChannelDevices(policy, inventory).Select(device =>
                new Survivor(isDeclared ? "operator channel" : "the only operator channel there is", device))
            .Concat(inventory.All(FoundKind.Unit).Where(unit => KnownManagers.BringsUp(policy, inventory,
                unit.Name)).Select(unit =>
                new Survivor("brings the channel up", unit)));
    }

    /// <summary>The declared ways out; where the machine has none of them, those it really uses: the last one
    /// is never cut. A site that declares none at all keeps, before any of them is up, each that is no mere
    /// software.</summary>
    internal static IReadOnlyList<Found> ChannelDevices(GuardPolicy policy, Inventory inventory)
    {
        Found[] kept = [.. Kept(policy, inventory)];
        if (kept.Length > 0 || !policy.HasUplink) { return kept; }
        Found[] all = [.. inventory.All(FoundKind.NetDevice).Where(device => device.Name != "lo")];
        Found[] real = [.. all.Where(device => device.Fact("route") == "default")];
        if (real.Length == 0) { real = [.. all.Where(device => device.Fact("carrier") == "1")]; }
        return real.Length > 0 || DeclaresOne(policy) ? real : [.. all.Where(device =>
            device.Device is { } path && !path.StartsWith("/devices/virtual/", StringComparison.Ordinal))];
    }

    private static IEnumerable<Found> Kept(GuardPolicy policy, Inventory inventory) =>
        inventory.All(FoundKind.NetDevice).Where(device => device.Name != "lo" && IsKept(policy, device));

    private static bool DeclaresOne(GuardPolicy policy) => policy.Hardening.Usb.Length > 0
        || policy.KeptArguments("rfkill").Contains("wifi")
        || policy.Board.Interfaces.Any(each => policy.Keeps(each) && each.Kind is "wired" or "usb");

    /// <summary>A network device that a kept interface names, that a kept radio carries, or that an allowed
    /// USB device is.</summary>
    internal static bool IsKept(GuardPolicy policy, Found device)
    {
        if (device.Name == "lo" || policy.KeptArguments("link-down").Contains(device.Name)) { return true; }
        if (device.Fact("radio") is { } radio) { return policy.KeptArguments("rfkill").Contains(radio); }
        if (device.Fact("usb") is not { } usb) { return false; }
        return policy.Hardening.Usb.Any(each => each.ToString() == usb)
            || policy.Board.Interfaces.Any(each => each.Kind == "usb" && policy.Keeps(each));
    }

    /// <summary>Whether a unit that ran and does not any more has stopped working: the others come when there is something to do, and
    /// end when it is done.</summary>
    public static bool StaysUp(string unit) => unit is "edge.service" or "edge-guard.service"
        || KnownManagers.IsKnown(unit);

    internal static bool IsOwn(string unit) => unit.StartsWith("edge", StringComparison.Ordinal)
        && BaseSystem.Has(unit);

    private static bool IsSystem(Found mount) => SystemMounts.Contains(mount.Name)
        || mount.Name.StartsWith("/var/", StringComparison.Ordinal)
            || mount.Name.StartsWith("/usr/", StringComparison.Ordinal);

    private static IEnumerable<Survivor> Buses(GuardPolicy policy, Inventory inventory) => inventory.Items
        .Where(item => item.Kind is FoundKind.I2cBus or FoundKind.Serial && item.Fact("node") is { } node
            && policy.BusPaths.Contains(node))
        .Select(item => new Survivor("sensors", item))
        .Concat(inventory.All(FoundKind.GpioChip).Where(chip => IsOfBoard(policy.Board, chip)).Select(chip =>
            new Survivor("pins", chip)));

    internal static bool IsOfBoard(BoardProfile board, Found chip) =>
        board.Pins.Any(pin => pin.ChipLabel == chip.Fact("label"));

    private static IEnumerable<Survivor> UsbAllowed(GuardPolicy policy, Inventory inventory) =>
        inventory.All(FoundKind.UsbDevice)
        .Where(device => policy.Hardening.Usb.Any(each => each.Port == device.Name
            && each.Product == device.Fact("id")))
        .Select(device => new Survivor("declared USB device", device));
}
