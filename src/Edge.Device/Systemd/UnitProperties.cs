using System.Net;
using System.Net.Sockets;

namespace Edge.Device.Systemd;

/// <summary>What a unit may reach, as lines of a unit file say it and as systemd's manager takes it for a unit that it has.</summary>
/// <remarks>Source: systemd.resource-control(5): DeviceAllow=, IPAddressAllow=, IPAddressDeny=; org.freedesktop.systemd1(5):
/// DeviceAllow a(ss), IPAddressAllow and IPAddressDeny a(iayu).</remarks>
internal static class UnitProperties
{
    private const int Ipv4 = 2;
    private const int Ipv6 = 10;

    /// <summary>The lists that are set; each takes the place of what the unit has.</summary>
    private static readonly string[] Addresses = ["IPAddressAllow", "IPAddressDeny"];

    /// <summary>The body of <c>SetUnitProperties</c> for this boot, and its type is <c>sba(sv)</c>. What the text does not name
    /// is as if it were empty; other lines of the text are left to the file.</summary>
    public static BusWriter Body(string unit, string text)
    {
        BusWriter writer = new BusWriter().Text(unit).Flag(true);
        int at = writer.Word(0).Length - 4;
        writer.Align(8);
        int from = writer.Length;
        Devices(writer, []);
        string[] devices = ValuesOf(text, "DeviceAllow");
        if (devices.Length > 0) { Devices(writer, devices); }
        foreach (string key in Addresses)
        {
            Networks(writer, key, []);
            string[] networks = ValuesOf(text, key);
            if (networks.Length > 0) { Networks(writer, key, [.. networks.SelectMany(Network)]); }
        }

        return writer.Patch(at, (uint)(writer.Length - from));
    }

    /// <summary>The values of a key in lines of a unit file, but for those that empty it.</summary>
    public static string[] ValuesOf(string text, string key) =>
    [
        .. text.Split('\n').Select(line => line.Split('=', 2)).Where(words => words is [_, { Length: > 0 }] && words[0] == key)
            .Select(words => words[1]),
    ];

    private static void Devices(BusWriter writer, IEnumerable<string> devices)
    {
        Array(writer.Align(8).Text("DeviceAllow").Signature("a(ss)"), () =>
        {
            foreach (string[] words in devices.Select(device => device.Split(' ', 2)))
            {
                writer.Align(8).Text(words[0]).Text(words is [_, { } access] ? access : "rwm");
            }
        });
    }

    private static void Networks(BusWriter writer, string key, IEnumerable<IPNetwork> networks)
    {
        Array(writer.Align(8).Text(key).Signature("a(iayu)"), () =>
        {
            foreach (IPNetwork network in networks)
            {
                byte[] address = network.BaseAddress.GetAddressBytes();
                writer.Align(8).Word(network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? Ipv4 : (uint)Ipv6)
                    .Word((uint)address.Length).Bytes(address).Word((uint)network.PrefixLength);
            }
        });
    }

    private static void Array(BusWriter writer, Action elements)
    {
        int at = writer.Word(0).Length - 4;
        int from = writer.Align(8).Length;
        elements();
        writer.Patch(at, (uint)(writer.Length - from));
    }

    /// <summary>What an address in a unit file stands for. Throws <see cref="IOException"/> where it may not say so.</summary>
    public static IPNetwork[] Network(string words) => words switch
    {
        "any" => [new(IPAddress.Any, 0), new(IPAddress.IPv6Any, 0)],
        "localhost" => [IPNetwork.Parse("127.0.0.0/8"), new(IPAddress.IPv6Loopback, 128)],
        _ when IPAddress.TryParse(words, out IPAddress? address) =>
            [new(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)],
        _ when IPNetwork.TryParse(words, out IPNetwork network) => [network],
        _ => throw new IOException($"'{words}' is no address of a unit file"),
    };
}
