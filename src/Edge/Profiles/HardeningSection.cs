using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Edge.Profiles;

/// <summary>Reads <c>hardening</c>: what stays on beside the interfaces kept.</summary>
internal static class HardeningSection
{
    private const int LargestPort = 65_535;

    public static HardeningDeclaration Read(MapReader site, BoardProfile? board, ErrorList errors)
    {
        if (!site.TryGet(SiteKeys.Hardening, out MapReader? map)) { return HardeningDeclaration.Usual; }
        return new(
            map.Get(HardeningKeys.Services, []),
            map.Get(HardeningKeys.Modules, []),
            [.. map.Get(HardeningKeys.Usb, []).Select(each =>
                new UsbAllowed(each.Split('=')[0], each.Split('=')[1]))],
            map.Get(HardeningKeys.Dhcp, true),
            Addresses(map, HardeningKeys.NameServers, errors),
            Addresses(map, HardeningKeys.TimeServers, errors),
            ReadPeers(map, errors),
            ReadPorts(map, errors),
            map.Get(HardeningKeys.Ipv6, false),
            map.Get(HardeningKeys.Keys, []),
            ReadTechnician(map, board, errors));
    }

    private static ImmutableArray<string> Addresses(MapReader map, Key<ImmutableArray<string>> key,
        ErrorList errors)
    {
        var addresses = ImmutableArray.CreateBuilder<string>();
        foreach (string text in map.Get(key, []))
        {
            if (IPAddress.TryParse(text, out IPAddress? address)
                && address.ToString() == text) { addresses.Add(text); }
            else { errors.Add(map.PlaceOf(key), "not an address", text,
                "an IPv4 or IPv6 address in its usual form"); }
        }
        return addresses.ToImmutable();
    }

    private static ImmutableArray<NetworkPeer> ReadPeers(MapReader map, ErrorList errors)
    {
        var peers = ImmutableArray.CreateBuilder<NetworkPeer>();
        foreach (string text in map.Get(HardeningKeys.Peers, []))
        {
            int colon = text.LastIndexOf(':');
            string host = text[..colon].Trim('[', ']');
            bool isAddress = IPAddress.TryParse(host, out IPAddress? address) && address.ToString() == host;
            if (isAddress && Port(text[(colon + 1)..]) is { } port) { peers.Add(new(host, port)); }
            else { errors.Add(map.PlaceOf(HardeningKeys.Peers), "not a peer", text,
                "address:port/tcp with a port up to 65535"); }
        }
        return peers.ToImmutable();
    }

    private static ImmutableArray<NetworkPort> ReadPorts(MapReader map, ErrorList errors)
    {
        var ports = ImmutableArray.CreateBuilder<NetworkPort>();
        foreach (string text in map.Get(HardeningKeys.Listen, []))
        {
            if (Port(text) is { } port) { ports.Add(port); }
            else { errors.Add(map.PlaceOf(HardeningKeys.Listen), "not a port", text,
                "a port up to 65535, such as 22/tcp"); }
        }
        return ports.ToImmutable();
    }

    private static NetworkPort? Port(string text)
    {
        string[] parts = text.Split('/');
        int number = int.Parse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture);
        return number <= LargestPort ? new(number, parts[1]) : null;
    }

    private static TechnicianDeclaration? ReadTechnician(MapReader map, BoardProfile? board, ErrorList errors)
    {
        if (!map.TryGet(HardeningKeys.Technician, out MapReader? technician)) { return null; }
        bool isComplete = technician.TryGet(HardeningKeys.Presence.Pin, out string? pin)
            & technician.TryGet(HardeningKeys.Presence.Console, out string? console);
        bool isLow = technician.Get(HardeningKeys.Presence.ActiveLow, true);
        if (!isComplete) { return null; }
        SourcePosition at = technician.PlaceOf(HardeningKeys.Presence.Pin);
        if (board is not null && !board.Pins.Any(each => each.Name == pin))
        {
            errors.AddUnknown(at, "unknown pin", pin!, board.Pins.Select(each => each.Name),
                $"a pin of board {board.Name}");
            return null;
        }
        return new(pin!, isLow, console!, at);
    }
}
