using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Edge.Profiles;

namespace Edge.Hardening;

/// <summary>What a site wants of its guard: everything a plan is made from beside what is found on the
/// machine.</summary>
/// <param name="Peers">What may be reached: the collector, the repositories, and what the site names.</param>
public sealed record GuardPolicy(
    GuardMode Mode,
    BoardProfile Board,
    ImmutableSortedSet<string> Kept,
    HardeningDeclaration Hardening,
    ImmutableArray<NetworkPeer> Peers,
    ImmutableSortedSet<string> BusPaths,
    bool UsesPins,
    bool HasUplink)
{
    /// <summary>What the peers are for, as far as that is known: for people, no part of what is
    /// enforced.</summary>
    public ImmutableArray<PeerUse> Uses { get; init; } = [];

    /// <summary>True: nobody declared anything, and only what comes in and goes out is closed.</summary>
    public bool IsBare { get; init; }

    /// <summary>Peers that are names while nobody may be asked for names: they are not reached, unless the
    /// gateway's
    /// <c>/etc/hosts</c> has them.</summary>
    public ImmutableArray<string> UnresolvedNames => Mode == GuardMode.ReportOnly
        || Hardening.NameServers.Length > 0
        ? []
        : [.. Uses.Select(use => use.Name).OfType<string>().Where(name =>
            name != "localhost").Distinct(StringComparer.Ordinal)];

    /// <summary>The policy of a site.</summary>
    /// <param name="uses">The collector and the repositories of updates, from the trust folder.</param>
    public static GuardPolicy Of(Site site, IReadOnlyCollection<PeerUse> uses) => new(
        site.Guard, site.Board, [.. site.InterfacesKept], site.Hardening,
        [.. uses.Select(use => use.Peer).Concat(site.Hardening.Peers).Distinct().OrderBy(peer =>
            peer.ToString(),
            StringComparer.Ordinal)],
        [.. site.Board.Buses.Where(bus => site.Sensors.Any(sensor => sensor.Bus == bus.Name)).Select(bus =>
            bus.Path)],
        site.Actuators.Length > 0 || site.Sensors.Any(sensor => sensor.Pin is not null),
            site.Uplink is not null)
    {
        Uses = [.. uses],
    };

    /// <summary>Where no site file was ever read: the packet filter alone, with nothing let in, and out only to these peers and for an
    /// address.</summary>
    public static GuardPolicy Bare(IReadOnlyCollection<PeerUse> uses) => new(
        GuardMode.Enforce, new BoardProfile("none", "", BoardKind.Linux, [], [], [], null, null), [], HardeningDeclaration.Usual,
        [.. uses.Select(use => use.Peer).Distinct().OrderBy(peer => peer.ToString(), StringComparer.Ordinal)], [], UsesPins: false, HasUplink: true)
    {
        Uses = [.. uses],
        IsBare = true,
    };

    /// <summary>What a peer is for, in words.</summary>
    public string WhatFor(NetworkPeer peer)
    {
        string[] uses =
        [
            .. Uses.Where(use => use.Peer == peer).Select(use => use.Name is { } name
                ? $"to {use.For} at {name}" : $"to {use.For}"),
            .. Hardening.Peers.Contains(peer) ? ["the site names it"] : Array.Empty<string>(),
        ];
        return uses.Length == 0 ? "declared" : string.Join("; ", uses.Distinct());
    }

    /// <summary>What to do about <see cref="UnresolvedNames"/>, as a sentence; null: there are
    /// none.</summary>
    public string? WordsAboutNames() => UnresolvedNames is not { Length: > 0 } names
        ? null
        : $"{string.Join(", ", names)} {(names.Length == 1 ? "is a name" : "are names")}, and the guard lets nobody be asked for names: declare hardening.dns, "
            + "give an address, or write the name into the gateway's /etc/hosts";

    public bool Keeps(BoardInterface each) => Kept.Contains(each.Name);

    /// <summary>Arguments of one mechanism in the steps of interfaces that are kept, such as the network
    /// devices.</summary>
    public ImmutableSortedSet<string> KeptArguments(string mechanism) =>
        [.. Board.Interfaces.Where(Keeps).SelectMany(each => each.Arguments(mechanism))];

    /// <summary>SHA-256 over what was to be enforced: the gateway knows its own, and takes no report about
    /// another.</summary>
    public byte[] Hash()
    {
        var text = new StringBuilder("policy 1\n");
        text.Append(null, $"mode {(byte)Mode}\nboard {Board.Name}\n");
        foreach (BoardInterface each in Board.Interfaces)
        {
            text.Append(null, $"{(Keeps(each) ? "keep" : "off")} {each.Name} {string.Join(' ', each.Disable)}\n");
        }
        text.Append(null, $"services {string.Join(' ', Hardening.Services)}\nmodules {string.Join(' ', Hardening.Modules)}\n");
        text.Append(null, $"usb {string.Join(' ', Hardening.Usb)}\ndhcp {Hardening.Dhcp}\nipv6 {Hardening.Ipv6}\n");
        text.Append(null, $"dns {string.Join(' ', Hardening.NameServers)}\nntp {string.Join(' ', Hardening.TimeServers)}\n");
        text.Append(null, $"peers {string.Join(' ', Peers)}\nlisten {string.Join(' ', Hardening.Listen)}\n");
        text.Append(null, $"technician {Hardening.Technician?.Pin} {Hardening.Technician?.Console}\n");
        text.Append(null, $"buses {string.Join(' ', BusPaths)}\npins {UsesPins}\n");
        // A guard of the release before knows no such line: while a release is on trial, both have to find the same hash.
        if (Hardening.Keys.Length > 0) { text.Append(null, $"keys {string.Join(' ', Hardening.Keys)}\n"); }
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}

/// <summary>What a peer is for.</summary>
/// <param name="For">For people, such as <c>collector platform</c>.</param>
/// <param name="Name">The host where it is a name; null: it is an address.</param>
public sealed record PeerUse(NetworkPeer Peer, string For, string? Name = null);

/// <summary>The steps of a board's interface as a guard takes them.</summary>
internal static class BoardSteps
{
    /// <summary>The arguments of one mechanism, in order.</summary>
    public static IEnumerable<string> Arguments(this BoardInterface each, string mechanism) =>
        each.Disable.Where(step => step.StartsWith($"{mechanism}:", StringComparison.Ordinal)).Select(step =>
            step[(mechanism.Length + 1)..]);
}
