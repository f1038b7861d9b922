using System.Text.RegularExpressions;
using TextsKey = Edge.Profiles.Key<System.Collections.Immutable.ImmutableArray<string>>;

namespace Edge.Profiles;

/// <summary>The keys under <c>hardening</c> of a site file.</summary>
internal static partial class HardeningKeys
{
    private const int MostEntries = 32;

    public static TextsKey Services { get; } = TextsKey.Optional("services",
        Shapes.List("units", Shapes.Pattern("not a unit", "a systemd unit, such as chrony.service", 100,
            UnitName()), MostEntries),
        "systemd units that may run beside those of the base system. Every other one is stopped and masked.");

    public static TextsKey Modules { get; } = TextsKey.Optional("modules",
        Shapes.List("modules", Shapes.Pattern("not a module", "a kernel module, such as ftdi_sio", 64,
            ModuleName()), MostEntries),
        "Kernel modules that a part plugged in later needs. They are loaded before the kernel takes no more.");

    public static TextsKey Usb { get; } = TextsKey.Optional("usb",
        Shapes.List("USB devices", Shapes.Pattern("not a USB device",
            "port=vendor:product, such as 1-1.2=0403:6001", 60, UsbDevice()), MostEntries),
        "USB devices that may be used although the interface usb is off, each at its port.");

    public static Key<bool> Dhcp { get; } = Key<bool>.Optional("dhcp", Shapes.Truth,
        "Whether addresses come from a DHCP server. Default true.");

    public static TextsKey NameServers { get; } = TextsKey.Optional("dns",
        Shapes.List("addresses", Address, MostEntries), "Name servers that may be asked. Default none.");

    public static TextsKey TimeServers { get; } = TextsKey.Optional("ntp",
        Shapes.List("addresses", Address, MostEntries),
            "Time servers that may be asked. Default none: receipts bring time.");

    public static TextsKey Peers { get; } = TextsKey.Optional("peers",
        Shapes.List("peers", Shapes.Pattern("not a peer",
            "address:port/tcp or address:port/udp, such as 10.0.0.5:502/tcp", 80, PeerText()), MostEntries),
        "What may be reached beside the collector and the repositories of updates.");

    public static TextsKey Listen { get; } = TextsKey.Optional("listen",
        Shapes.List("ports", Shapes.Pattern("not a port", "port/tcp or port/udp, such as 22/tcp", 20,
            PortText()), MostEntries),
        "Ports where somebody may come in. Default none.");

    public static Key<bool> Ipv6 { get; } = Key<bool>.Optional("ipv6", Shapes.Truth,
        "Whether IPv6 is used. Default false: it is off.");

    public static TextsKey Keys { get; } = TextsKey.Optional("keys",
        Shapes.List("users", Shapes.Pattern("not a user", "a user of the gateway, such as pi", 32, UserName()), MostEntries),
        "Users whose authorized_keys may let somebody in. Those of others stay, and the plan names them. Default none.");

    public static Key<MapReader> Technician { get; } = Key<MapReader>.Optional("technician",
        Shapes.Map(Presence.Table),
        "How a technician gets a console. Without it nobody does.");

    public static KeyTable Table { get; } = new("the hardening",
    [
        Services.Description, Modules.Description, Usb.Description, Dhcp.Description, NameServers.Description,
        TimeServers.Description, Peers.Description, Listen.Description, Ipv6.Description,
            Keys.Description, Technician.Description,
    ]);

    private static Shape<string> Address =>
        Shapes.Pattern("not an address", "an IPv4 or IPv6 address", 45, AddressText());

    /// <summary>Under <c>technician</c>.</summary>
    internal static class Presence
    {
        public static Key<string> Pin { get; } = Key<string>.Required("pin",
            Names.OfBoards("a pin of the board"),
            "The line with the button or jumper. It is read once at each boot.");

        public static Key<bool> ActiveLow { get; } = Key<bool>.Optional("active-low", Shapes.Truth,
            "true where the contact pulls the line down. Default true.");

        public static Key<string> Console { get; } = Key<string>.Required("console",
            Shapes.Pattern("not a terminal", "a terminal without /dev/, such as tty1 or ttyS0", 20,
                TerminalName()),
            "The terminal that a token opens for one boot.");

        public static KeyTable Table { get; } = new("a technician's way in",
            [Pin.Description, ActiveLow.Description, Console.Description]);
    }

    [GeneratedRegex(@"^[A-Za-z0-9:_.\\@-]+\.(service|socket|timer|path|target)\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex UnitName();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ModuleName();

    [GeneratedRegex(@"^[1-9][0-9]{0,2}-[1-9][0-9]{0,2}(\.[1-9][0-9]{0,2}){0,5}=[0-9a-f]{4}:[0-9a-f]{4}\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex UsbDevice();

    [GeneratedRegex(@"^[0-9a-f.:]{2,45}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AddressText();

    [GeneratedRegex(@"^([0-9.]{7,15}|\[[0-9a-f:.]{2,45}\]):[1-9][0-9]{0,4}/(tcp|udp)\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PeerText();

    [GeneratedRegex(@"^[1-9][0-9]{0,4}/(tcp|udp)\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PortText();

    [GeneratedRegex(@"^[a-z_][a-z0-9_.-]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex UserName();

    [GeneratedRegex(@"^tty[A-Z]{0,3}[0-9]{1,3}\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TerminalName();
}
