using System.Text;
using Edge.Profiles;

namespace Edge.Hardening;

/// <summary>The rules of the packet filter, exactly as <c>nft -n -s list table</c> prints them back: what is
/// compared is
/// text with text.</summary>
/// <remarks>In, out and through are dropped unless declared. Answers to what was allowed come back by
/// connection tracking; the gateway
/// routes nothing. Source: nft(8); RFC 4890, 4.4 (ICMPv6 that must not be dropped).</remarks>
public static class FirewallText
{
    public const string Table = "inet edge_guard";

    /// <summary>The table's text; the same policy gives the same text.</summary>
    public static string Render(GuardPolicy policy)
    {
        var text = new StringBuilder($"table {Table} {{\n");
        Chain(text, "in", "input", In(policy));
        text.Append('\n');
        Chain(text, "through", "forward", []);
        text.Append('\n');
        Chain(text, "out", "output", Out(policy));
        return text.Append("}\n").ToString();
    }

    /// <summary>The same text whichever release of nft printed it: newer ones add the default of a
    /// limit.</summary>
    public static string Normalise(string listed) =>
        listed.Replace(" burst 5 packets", "",
            StringComparison.Ordinal).ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private static IEnumerable<string> In(GuardPolicy policy)
    {
        yield return "iifname \"lo\" accept";
        yield return "ct state 0x2,0x4 accept";
        yield return "ct state 0x1 drop";
        if (policy.Hardening.Dhcp) { yield return "udp sport 67 udp dport 68 accept"; }
        yield return "icmp type 8 limit rate 5/second accept";
        if (policy.Hardening.Ipv6)
        {
            if (policy.Hardening.Dhcp) { yield return "udp sport 547 udp dport 546 accept"; }
            yield return "icmpv6 type { 134, 135, 136 } accept";
        }
        foreach (NetworkPort port in policy.Hardening.Listen) { yield return $"{port.Protocol} dport {port.Number} accept"; }
        yield return "limit rate 6/minute log prefix \"edge-guard in: \"";
    }

    private static IEnumerable<string> Out(GuardPolicy policy)
    {
        yield return "oifname \"lo\" accept";
        yield return "ct state 0x2,0x4 accept";
        if (policy.Hardening.Dhcp) { yield return "udp sport 68 udp dport 67 accept"; }
        if (policy.Hardening.Ipv6)
        {
            if (policy.Hardening.Dhcp) { yield return "udp sport 546 udp dport 547 accept"; }
            yield return "icmpv6 type { 133, 135, 136, 143 } accept";
        }
        foreach (string server in policy.Hardening.NameServers)
        {
            yield return $"{To(server)}udp dport 53 accept";
            yield return $"{To(server)}tcp dport 53 accept";
        }
        foreach (string server in policy.Hardening.TimeServers) { yield return $"{To(server)}udp dport 123 accept"; }
        foreach (NetworkPeer peer in policy.Peers) { yield return $"{To(peer.Address)}{peer.Port.Protocol} dport {peer.Port.Number} accept"; }
        yield return "limit rate 6/minute log prefix \"edge-guard out: \"";
    }

    private static string To(string? address) => address is null
        ? ""
        : address.Contains(':', StringComparison.Ordinal) ? $"ip6 daddr {address} " : $"ip daddr {address} ";

    private static void Chain(StringBuilder text, string name, string hook, IEnumerable<string> rules)
    {
        text.Append(null, $"\tchain {name} {{\n\t\ttype filter hook {hook} priority 0; policy drop;\n");
        foreach (string rule in rules) { text.Append("\t\t").Append(rule).Append('\n'); }
        text.Append("\t}\n");
    }
}
