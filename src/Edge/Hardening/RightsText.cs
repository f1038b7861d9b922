using System.Text;

namespace Edge.Hardening;

/// <summary>The rights of the gateway's unit that only the board profile and the site know: its devices and
/// its peers.</summary>
/// <remarks>A drop-in of systemd for one boot, beside the unit of the package. Source:
/// systemd.resource-control(5).</remarks>
public static class RightsText
{
    public const string Unit = "edge.service";

    /// <remarks>Classes of devices, not single nodes: a bus that is plugged in again must not be out of
    /// reach. The other nodes of a class
    /// are closed by their modes.</remarks>
    public static string Render(GuardPolicy policy)
    {
        var text = new StringBuilder("# Written by edge-guard for this boot.\n[Service]\nDeviceAllow=\n");
        if (policy.UsesPins) { text.Append("DeviceAllow=char-gpiochip rw\n"); }
        foreach (string device in policy.BusPaths.Select(DeviceOf).Distinct()) { text.Append(null,
            $"DeviceAllow={device} rw\n"); }
        if (policy.Peers.Any(peer => peer.Address is null)) { return text.ToString(); }
        text.Append("IPAddressDeny=any\nIPAddressAllow=localhost\n");
        IEnumerable<string> hosts = policy.Peers.Select(peer =>
            peer.Address!).Concat(policy.Hardening.NameServers);
        foreach (string host in hosts.Distinct().Order(StringComparer.Ordinal)) { text.Append(null,
            $"IPAddressAllow={host}\n"); }
        return text.ToString();
    }

    private static string DeviceOf(string node) =>
        node.StartsWith("/dev/i2c-", StringComparison.Ordinal) ? "char-i2c"
        : node.StartsWith("/dev/tty", StringComparison.Ordinal) ? $"char-{node["/dev/".Length..].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')}"
        : node;
}
