namespace Edge.Hardening;

/// <summary>Programs beside those of the base system that bring a network up or keep the clock right: a
/// site that needs one and does not
/// name it would lock itself out.</summary>
/// <remarks>They stay on and the plan says so, until the site declares them. The walk through the devices
/// does not find them: a
/// device does not tell who brings it up.</remarks>
internal static class KnownManagers
{
    private static readonly string[] Clocks = ["chrony.service", "chronyd.service", "ntp.service", "ntpsec.service", "openntpd.service"];

    /// <summary>Why a unit must stay although nobody declares it; null: it need not.</summary>
    public static string? WhyNeeded(GuardPolicy policy, Inventory inventory, string unit) => unit switch
    {
        "ModemManager.service" when HasModem(policy, inventory) => "it may be what dials in over a modem that the site keeps",
        "iwd.service" when KeepsWifi(policy) => "it may be what joins the Wi-Fi that the site keeps",
        "connman.service" when KeepsWifi(policy) || KeptDevices(policy, inventory).Any() => "it may be what brings up a network device that the site keeps",
        _ when Clocks.Contains(unit) && policy.Hardening.TimeServers.Length > 0 => "it may be what asks the time servers that the site names",
        _ => null,
    };

    private static bool HasModem(GuardPolicy policy, Inventory inventory) =>
        policy.Hardening.Usb.Length > 0 || policy.Board.Interfaces.Any(each => each.Kind == "usb" && policy.Keeps(each))
        || KeptDevices(policy, inventory).Any(device => device.Name.StartsWith("ww", StringComparison.Ordinal));

    private static bool KeepsWifi(GuardPolicy policy) => policy.KeptArguments("rfkill").Contains("wifi");

    private static IEnumerable<Found> KeptDevices(GuardPolicy policy, Inventory inventory) =>
        inventory.All(FoundKind.NetDevice).Where(device => device.Name != "lo" && Survivors.IsKept(policy, device));
}
