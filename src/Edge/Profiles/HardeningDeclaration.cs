using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>What the guard leaves on beside the interfaces kept: everything else is off.</summary>
/// <param name="Services">systemd units that may run beside those of the base system.</param>
/// <param name="Modules">Kernel modules that a part plugged in later needs; loaded before loading is
/// closed.</param>
/// <param name="Usb">Devices that may be used although the interface <c>usb</c> is off.</param>
/// <param name="Dhcp">True: addresses come from a DHCP server; the default.</param>
/// <param name="NameServers">Where names may be asked for; none: names are not resolved.</param>
/// <param name="TimeServers">Where time may be asked for; none: time comes with receipts alone.</param>
/// <param name="Peers">What may be reached beside the collector and the repositories.</param>
/// <param name="Listen">Where somebody may come in; none is the rule.</param>
/// <param name="Ipv6">False, the default: IPv6 is off.</param>
/// <param name="Keys">Users whose authorized keys are meant to let somebody in.</param>
/// <param name="Technician">How a technician gets in; null: nobody does.</param>
public sealed record HardeningDeclaration(
    ImmutableArray<string> Services,
    ImmutableArray<string> Modules,
    ImmutableArray<UsbAllowed> Usb,
    bool Dhcp,
    ImmutableArray<string> NameServers,
    ImmutableArray<string> TimeServers,
    ImmutableArray<NetworkPeer> Peers,
    ImmutableArray<NetworkPort> Listen,
    bool Ipv6,
    ImmutableArray<string> Keys,
    TechnicianDeclaration? Technician)
{
    public static HardeningDeclaration Usual { get; } = new([], [], [], true, [], [], [], [], false, [], null);
}

/// <summary>One USB device at one port, such as <c>1-1.2=0403:6001</c>.</summary>
/// <param name="Port">As the kernel names it: bus, hyphen, ports joined by dots.</param>
/// <param name="Product">Vendor and product, four hexadecimal digits each.</param>
public sealed record UsbAllowed(string Port, string Product)
{
    public override string ToString() => $"{Port}={Product}";
}

/// <summary>One address and port that may be reached, such as <c>10.0.0.5:502/tcp</c>.</summary>
/// <param name="Address">IPv4 or IPv6 as the kernel prints it; null: any.</param>
public sealed record NetworkPeer(string? Address, NetworkPort Port)
{
    public override string ToString() => Address is null ? $"any:{Port}"
        : Address.Contains(':', StringComparison.Ordinal) ? $"[{Address}]:{Port}" : $"{Address}:{Port}";
}

/// <summary>A port of this machine or of a peer, such as <c>22/tcp</c>.</summary>
/// <param name="Number">1 to 65535.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
public sealed record NetworkPort(int Number, string Protocol)
{
    public override string ToString() => $"{Number}/{Protocol}";
}

/// <summary>A button or jumper that says somebody stands before the gateway, and the console a token
/// opens.</summary>
/// <param name="Pin">A pin of the board, read once when the guard starts.</param>
/// <param name="ActiveLow">True where the contact pulls the line down.</param>
/// <param name="Console">The terminal without <c>/dev/</c>, such as <c>tty1</c>.</param>
public sealed record TechnicianDeclaration(string Pin, bool ActiveLow, string Console, SourcePosition At);
