using Edge.Profiles;

namespace Edge.Hardening;

/// <summary>The rules of the packet filter in their order, each with the words for it: what is enforced and
/// what a plan says
/// come from one list.</summary>
/// <remarks>Of a connection that stands only the answers pass by themselves, and errors about it; whoever began it passes by
/// the rule that let him begin, packet by packet: a policy without that rule ends it. Source: nft(8), CONNTRACK EXPRESSIONS: state
/// established 0x2, related 0x4, invalid 0x1, direction reply 1; RFC 4890, 4.4 (ICMPv6 that must not be dropped).</remarks>
public static class FilterRules
{
    public const string In = "in";
    public const string Out = "out";
    public const string Through = "through";

    private const string Anybody = "anybody";
    private const string Answers = "ct state 0x2 ct direction 1 accept";
    private const string Errors = "ct state 0x4 accept";

    public static IEnumerable<FilterRule> Of(GuardPolicy policy) => Incoming(policy).Concat(Outgoing(policy));

    private static IEnumerable<FilterRule> Incoming(GuardPolicy policy)
    {
        yield return new(In, "iifname \"lo\" accept", "lo", "this machine itself");
        yield return new(In, Answers, Anybody, "answers to what went out");
        yield return new(In, Errors, Anybody, "errors of the network about a connection that stands");
        yield return new(In, "ct state 0x1 drop");
        if (policy.Hardening.Dhcp) { yield return new(In, "udp sport 67 udp dport 68 accept", "68/udp",
            "answers of a DHCP server"); }
        yield return new(In, "icmp type 8 limit rate 5/second accept", "ping",
            "from anybody, five a second at most");
        if (policy.Hardening.Ipv6)
        {
            if (policy.Hardening.Dhcp) { yield return new(In, "udp sport 547 udp dport 546 accept", "546/udp",
                "answers of a DHCP server for IPv6"); }
            yield return new(In, "icmpv6 type { 134, 135, 136 } accept", "ICMPv6",
                "routers and neighbours tell of themselves");
        }
        foreach (NetworkPort port in policy.Hardening.Listen)
        {
            yield return new(In, $"{port.Protocol} dport {port.Number} accept", $"{port}",
                "from anybody; the site listens there");
        }
        yield return new(In, "limit rate 6/minute log prefix \"edge-guard in: \"");
    }

    private static IEnumerable<FilterRule> Outgoing(GuardPolicy policy)
    {
        yield return new(Out, "oifname \"lo\" accept", "lo", "this machine itself");
        yield return new(Out, Answers, Anybody, "answers to what was let in");
        yield return new(Out, Errors, Anybody, "errors about a connection that stands");
        if (policy.Hardening.Dhcp) { yield return new(Out, "udp sport 68 udp dport 67 accept", "any:67/udp",
            "to a DHCP server, for an address"); }
        if (policy.Hardening.Ipv6)
        {
            if (policy.Hardening.Dhcp) { yield return new(Out, "udp sport 546 udp dport 547 accept",
                "any:547/udp", "to a DHCP server for IPv6"); }
            yield return new(Out, "icmpv6 type { 133, 135, 136, 143 } accept", "ICMPv6",
                "to routers and neighbours");
        }
        foreach (string server in policy.Hardening.NameServers)
        {
            yield return To(server, 53, "udp", "to a name server");
            yield return To(server, 53, "tcp", "to a name server");
        }
        foreach (string server in policy.Hardening.TimeServers) { yield return To(server, 123, "udp",
            "to a time server"); }
        foreach (NetworkPeer peer in policy.Peers)
        {
            yield return To(peer.Address, peer.Port.Number, peer.Port.Protocol, policy.WhatFor(peer));
        }
        yield return new(Out, "limit rate 6/minute log prefix \"edge-guard out: \"");
    }

    private static FilterRule To(string? address, int port, string protocol, string why)
    {
        string to = address is null ? ""
            : address.Contains(':', StringComparison.Ordinal) ? $"ip6 daddr {address} "
                : $"ip daddr {address} ";
        return new(Out, $"{to}{protocol} dport {port} accept",
            $"{new NetworkPeer(address, new NetworkPort(port, protocol))}", why);
    }
}

/// <summary>One rule.</summary>
/// <param name="Way"><c>in</c> or <c>out</c>.</param>
/// <param name="Text">As nft prints it.</param>
/// <param name="With">What is let through, such as <c>10.90.0.1:8443/tcp</c>; null: the rule lets nothing
/// through.</param>
/// <param name="For">What for, in words; null as well.</param>
public sealed record FilterRule(string Way, string Text, string? With = null, string? For = null);
