namespace Edge.Hardening;

/// <summary>Programs that bring a network up or keep the clock right, by the names of their units: a site
/// that
/// stands on one and does not name it would lock itself out.</summary>
/// <remarks>Those beside the base system stay on and the plan says so, until the site declares them. The walk
/// through the devices
/// does not find them: a device does not tell who brings it up. Source: units of Debian 12, 13 and Raspberry
/// Pi OS.</remarks>
internal static class KnownManagers
{
    private static readonly string[] Clocks = ["chrony.service", "chronyd.service", "ntp.service", "ntpsec.service", "openntpd.service"];

    private static readonly string[] OfAnyDevice =
        ["NetworkManager.service", "systemd-networkd.service", "dhcpcd.service", "networking.service",
            "connman.service"];

    private static readonly string[] OfOneDevice = ["dhcpcd@", "ifup@", "wpa_supplicant@",
        "wpa_supplicant-nl80211@", "wg-quick@"];

    private static readonly string[] OfWifi = ["wpa_supplicant.service", "iwd.service"];

    private static readonly string[] OfModems = ["ModemManager.service", "pppd.service", "ppp@"];

    private static readonly string[] OfTunnels = ["openvpn.service", "openvpn@", "openvpn-client@",
        "openvpn-server@"];

    /// <summary>Why a unit must stay although nobody declares it; null: it need not.</summary>
    public static string? WhyNeeded(GuardPolicy policy, Inventory inventory, string unit) =>
        WhatItBringsUp(policy, inventory, unit)
            ?? (Clocks.Contains(unit) && policy.Hardening.TimeServers.Length > 0
                ? "it may be what asks the time servers that the site names" : null);

    /// <summary>Whether a unit may be what brings up a device of the site: then it must survive as the device
    /// does.</summary>
    public static bool BringsUp(GuardPolicy policy, Inventory inventory, string unit) =>
        WhatItBringsUp(policy, inventory, unit) is not null;

    /// <summary>Whether a unit is known to bring networks up at all, and runs as long as it does.</summary>
    public static bool IsKnown(string unit) => Fits(OfAnyDevice, unit) || Fits(OfOneDevice, unit)
        || Fits(OfWifi, unit) || Fits(OfModems, unit)
        || Fits(OfTunnels, unit);

    private static string? WhatItBringsUp(GuardPolicy policy, Inventory inventory, string unit)
    {
        if (!IsKnown(unit)) { return null; }
        string[] names = [.. Names(policy, inventory)];
        if (Fits(OfModems, unit) && (HasModem(policy) || names.Any(name => Begins(name, "ww", "ppp"))))
        {
            return "it may be what dials in over a modem that the site keeps";
        }

        if (Fits(OfWifi, unit) && KeepsWifi(policy,
            inventory)) { return "it may be what joins the Wi-Fi that the site keeps"; }
        if (Fits(OfAnyDevice, unit) && (names.Length > 0 || KeepsWifi(policy, inventory)))
        {
            return "it may be what brings up a network device that the site keeps";
        }

        if (Fits(OfTunnels, unit) && names.Any(name => Begins(name, "tun",
            "tap"))) { return "it may be what makes a tunnel that the site keeps"; }
        return Fits(OfOneDevice, unit) && names.Contains(InstanceOf(unit))
            ? $"it brings up {InstanceOf(unit)}, which the site keeps" : null;
    }

    /// <summary>Devices that the site keeps, also those that are not there yet: the guard runs before the
    /// network.</summary>
    private static IEnumerable<string> Names(GuardPolicy policy, Inventory inventory) =>
        policy.KeptArguments("link-down").Concat(Survivors.ChannelDevices(policy, inventory).Select(device =>
            device.Name)).Distinct();

    private static bool HasModem(GuardPolicy policy) =>
        policy.Hardening.Usb.Length > 0 || policy.Board.Interfaces.Any(each => each.Kind == "usb"
            && policy.Keeps(each));

    private static bool KeepsWifi(GuardPolicy policy, Inventory inventory) =>
        policy.KeptArguments("rfkill").Contains("wifi")
        || Survivors.ChannelDevices(policy, inventory).Any(device => device.Fact("radio") == "wifi");

    private static bool Begins(string name, params ReadOnlySpan<string> starts)
    {
        foreach (string start in starts)
        {
            if (name.StartsWith(start, StringComparison.Ordinal)) { return true; }
        }
        return false;
    }

    private static bool Fits(string[] patterns, string unit) => patterns.Any(each => each.EndsWith('@')
        ? unit.StartsWith(each, StringComparison.Ordinal) && unit.EndsWith(".service",
            StringComparison.Ordinal)
        : unit == each);

    private static string InstanceOf(string unit) => unit[(unit.IndexOf('@',
        StringComparison.Ordinal) + 1)..^".service".Length];
}
