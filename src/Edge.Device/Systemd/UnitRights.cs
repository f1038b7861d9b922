using System.Net;

namespace Edge.Device.Systemd;

/// <summary>What a unit may reach, in one order and form whoever says it: compared as text.</summary>
/// <remarks>Networks within others are left out, as systemd does; <c>strict</c> is at least as narrow as
/// <c>closed</c>.</remarks>
internal static class UnitRights
{
    /// <summary>Of one list of a unit.</summary>
    public const int MostEntries = 1024;

    /// <summary>Given by <c>ProtectClock=</c> whenever systemd reads the unit anew, whatever the drop-in lists; systemd.exec(5). The
    /// clock can be read by it, not set.</summary>
    private const string Implied = "char-rtc r";

    /// <summary>As the lines of a drop-in want it. Throws <see cref="IOException"/> where an address is
    /// none.</summary>
    public static string Wanted(string text) =>
        Of("closed", UnitProperties.ValuesOf(text, "DeviceAllow"), Networks(text, "IPAddressAllow"), Networks(text, "IPAddressDeny"));

    /// <summary>As systemd holds it now. Throws <see cref="IOException"/>.</summary>
    public static string Held(SystemdBus bus, string unit) => Of(
        Text(bus.Property(unit, "Service", "DevicePolicy")),
        Devices(bus.Property(unit, "Service", "DeviceAllow")),
        Networks(bus.Property(unit, "Service", "IPAddressAllow")),
        Networks(bus.Property(unit, "Service", "IPAddressDeny")));

    private static string Of(string policy, IEnumerable<string> devices, IReadOnlyCollection<IPNetwork> allowed, IReadOnlyCollection<IPNetwork> denied) =>
        $"devices {(policy == "strict" ? "closed" : policy)} but {List(devices.Where(device => device != Implied))}; "
            + $"addresses {List(Outer(denied))} denied but {List(Outer(allowed))}";

    private static string List(IEnumerable<string> values) =>
        string.Join(' ', values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).DefaultIfEmpty("none"));

    private static string[] Outer(IReadOnlyCollection<IPNetwork> networks) =>
        [.. networks.Where(each => !networks.Any(other => other.PrefixLength < each.PrefixLength
            && other.BaseAddress.AddressFamily == each.BaseAddress.AddressFamily && other.Contains(each.BaseAddress))).Select(each => each.ToString())];

    private static IPNetwork[] Networks(string text, string key) => [.. UnitProperties.ValuesOf(text, key).SelectMany(UnitProperties.Network)];

    private static string Text(BusReader reader) => Typed(reader, "s").Text();

    private static List<string> Devices(BusReader reader)
    {
        var devices = new List<string>();
        for (int end = Typed(reader, "a(ss)").ArrayEnd(8); reader.Position < end;)
        {
            devices.Add($"{reader.Align(8).Text()} {reader.Text()}");
            Bound(devices.Count);
        }

        return devices;
    }

    /// <summary>A list of addresses as systemd tells it, behind its type. Throws <see cref="IOException"/>
    /// where it is none, or longer than <see cref="MostEntries"/>.</summary>
    public static IReadOnlyCollection<IPNetwork> Networks(BusReader reader)
    {
        var networks = new List<IPNetwork>();
        for (int end = Typed(reader, "a(iayu)").ArrayEnd(8); reader.Position < end;)
        {
            _ = reader.Align(8).Word();
            var address = new List<byte>();
            for (int last = reader.ArrayEnd(1); reader.Position < last;) { address.Add(reader.Byte()); }
            uint length = reader.Word();
            if (address.Count is not (4 or 16) || length > address.Count * 8) { throw new IOException("systemd tells an address that is none"); }
            networks.Add(Masked([.. address], (int)length));
            Bound(networks.Count);
        }

        return networks;
    }

    private static void Bound(int count)
    {
        if (count > MostEntries) { throw new IOException($"systemd tells more than {MostEntries} rights of one kind"); }
    }

    private static IPNetwork Masked(byte[] address, int length)
    {
        for (int bit = length; bit < address.Length * 8; bit++) { address[bit / 8] &= (byte)(0xFF ^ (0x80 >> (bit % 8))); }
        return new IPNetwork(new IPAddress(address), length);
    }

    private static BusReader Typed(BusReader reader, string type) =>
        reader.Signature() == type ? reader : throw new IOException($"systemd tells a right that is no '{type}'");
}
