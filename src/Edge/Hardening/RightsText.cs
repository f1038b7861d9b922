using System.Text;

namespace Edge.Hardening;

/// <summary>The rights of the gateway's unit that only the board profile and the site know: its devices and
/// its peers.</summary>
/// <remarks>A drop-in of systemd for one boot, beside the unit of the package. Classes of devices, not single
/// nodes: a bus that is
/// plugged in again must not be out of reach. The other nodes of a class are closed by their modes. Source:
/// systemd.resource-control(5).</remarks>
public static class RightsText
{
    public const string Unit = "edge.service";

    public static string Render(GuardPolicy policy)
    {
        var text = new StringBuilder("# Written by edge-guard for this boot.\n[Service]\nDeviceAllow=\n");
        foreach ((string device, _) in Devices(policy)) { text.Append(null, $"DeviceAllow={device} rw\n"); }
        if (!HasList(policy)) { return text.ToString(); }
        text.Append("IPAddressDeny=any\nIPAddressAllow=localhost\n");
        foreach (string host in Hosts(policy)) { text.Append(null, $"IPAddressAllow={host}\n"); }
        return text.ToString();
    }

    /// <summary>The same for a person: what it may, and what for.</summary>
    public static IEnumerable<UnitRight> Words(GuardPolicy policy)
    {
        foreach ((string device, string why) in Devices(policy)) { yield return new("device", device, why); }
        if (!HasList(policy))
        {
            yield return new("network", "any address",
                "a peer is a name: the packet filter alone says which ports");
            yield break;
        }
        yield return new("network", "localhost", "this machine itself");
        foreach (string host in Hosts(policy))
        {
            string[] uses = [.. policy.Peers.Where(peer =>
                peer.Address == host).Select(policy.WhatFor).Distinct()];
            yield return new("network", host, uses.Length > 0 ? string.Join("; ", uses) : "to a name server");
        }
    }

    private static IEnumerable<(string Device, string Why)> Devices(GuardPolicy policy)
    {
        if (policy.UsesPins) { yield return ("char-gpiochip", "pins of the board"); }
        foreach (IGrouping<string, string> device in policy.BusPaths.GroupBy(DeviceOf))
        {
            yield return (device.Key, string.Join(", ", device));
        }
    }

    private static bool HasList(GuardPolicy policy) => policy.Peers.All(peer => peer.Address is not null);

    private static IEnumerable<string> Hosts(GuardPolicy policy) => policy.Peers.Select(peer =>
        peer.Address!).Concat(policy.Hardening.NameServers).Distinct().Order(StringComparer.Ordinal);

    private static string DeviceOf(string node) =>
        node.StartsWith("/dev/i2c-", StringComparison.Ordinal) ? "char-i2c"
        : node.StartsWith("/dev/tty", StringComparison.Ordinal) ? $"char-{node["/dev/".Length..].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')}"
        : node;
}

/// <summary>One thing that the gateway's unit may.</summary>
/// <param name="Kind"><c>device</c> or <c>network</c>.</param>
/// <param name="What">A class of devices or an address.</param>
/// <param name="For">What for, in words.</param>
public sealed record UnitRight(string Kind, string What, string For);
