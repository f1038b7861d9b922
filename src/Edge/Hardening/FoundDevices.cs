namespace Edge.Hardening;

/// <summary>Devices that are there: what neither board profile nor site names goes off, whatever it
/// is.</summary>
internal static class FoundDevices
{
    public static IEnumerable<Candidate> Of(GuardPolicy policy, Inventory inventory)
    {
        foreach (Found item in inventory.Items)
        {
            Candidate? candidate = item.Kind switch
            {
                FoundKind.Radio => Radio(policy, item),
                FoundKind.NetDevice => NetDevice(policy, item),
                FoundKind.UsbHost => UsbHost(policy, item),
                FoundKind.UsbDevice => UsbDevice(policy, item),
                FoundKind.Connector => Keeps(policy, "display") ? KeptKind(item, "display")
                    : Off(item, Steps.Connector(item)),
                FoundKind.SoundCard => Keeps(policy, "audio") ? KeptKind(item, "audio")
                    : Off(item, Steps.Driver(item)),
                FoundKind.Camera => Keeps(policy, "camera") ? KeptKind(item, "camera")
                    : Off(item, Steps.Driver(item)),
                FoundKind.I2cBus or FoundKind.Spi or FoundKind.Serial => Bus(policy, item),
                FoundKind.GpioChip => Survivors.IsOfBoard(policy.Board, item)
                    ? Candidate.Keep(item.Name, "gpio", "pins of the board profile are on it")
                    : Off(item, Steps.Node($"/dev/{item.Name}")),
                FoundKind.Gadget => Keeps(policy, "gadget") ? KeptKind(item, "gadget")
                    : Off(item, Steps.Sysfs($"{item.Fact("folder")}/UDC", "")),
                FoundKind.Mount => Mount(policy, item),
                _ => null,
            };
            if (candidate is not null) { yield return candidate; }
        }
    }

    private static Candidate? Radio(GuardPolicy policy, Found radio) =>
        policy.KeptArguments("rfkill").Contains(radio.Name) ? null : Off(radio, Steps.Radio(radio.Name));

    private static Candidate? NetDevice(GuardPolicy policy, Found device)
    {
        if (device.Name == "lo") { return null; }
        if (Survivors.IsKept(policy, device)) { return Candidate.Keep(device.Name, "network",
            "it belongs to an interface that the site keeps"); }
        return Candidate.Off(device.Name, "network", "no interface of the site is this one",
            Steps.Link(device));
    }

    private static Candidate? UsbHost(GuardPolicy policy, Found host) => Keeps(policy, "usb")
        ? null
        : Candidate.Off(host.Name, "usb", "what is plugged in gets no driver",
            Steps.Sysfs($"/sys/bus/usb/devices/{host.Name}/authorized_default", "0"));

    private static Candidate UsbDevice(GuardPolicy policy, Found device)
    {
        string what = $"{device.Name}={device.Fact("id")}";
        if (Keeps(policy, "usb")) { return Candidate.Keep(what, "usb", "the site keeps usb"); }
        return policy.Hardening.Usb.Any(each => each.Port == device.Name && each.Product == device.Fact("id"))
            ? new Candidate(what, "usb", "the site names it at this port", "",
                [Steps.Sysfs(Authorized(device), "1")])
            : Candidate.Off(what, "usb", "no device of the site",
                Steps.Sysfs(Authorized(device), "0", device.Node));
    }

    private static string Authorized(Found device) => $"/sys/bus/usb/devices/{device.Name}/authorized";

    private static Candidate Bus(GuardPolicy policy, Found bus)
    {
        string node = bus.Fact("node") ?? $"/dev/{bus.Name}";
        if (policy.BusPaths.Contains(node)) { return Candidate.Keep(bus.Name, Words.Of(bus.Kind),
            "a sensor of the site is on it"); }
        bool isTechnicians = bus.Kind == FoundKind.Serial && policy.Hardening.Technician?.Console == bus.Name;
        if (isTechnicians) { return Candidate.Keep(bus.Name, "serial",
            "the technician's console; nobody listens on it until a token opens it"); }
        return Candidate.Off(bus.Name, Words.Of(bus.Kind), "no sensor of the site is on it",
            Steps.Node(node));
    }

    private static Candidate? Mount(GuardPolicy policy, Found mount) =>
        mount.Fact("removable") != "1" || Keeps(policy, "storage")
            ? null
            : Candidate.Off(mount.Name, "medium", "removable media are not used",
                Steps.Mount(mount) with { Cuts = [mount.Node] });

    private static bool Keeps(GuardPolicy policy, string kind) =>
        policy.Board.Interfaces.Any(each => each.Kind == kind && policy.Keeps(each));

    private static Candidate KeptKind(Found item, string kind) =>
        Candidate.Keep(item.Name, kind, $"the site keeps an interface of kind {kind}");

    private static Candidate Off(Found item, params ReadOnlySpan<GuardStep> steps) =>
        Candidate.Off(item.Name, Words.Of(item.Kind), "not declared", steps);
}
