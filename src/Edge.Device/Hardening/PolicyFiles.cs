using Edge.Hardening;
using Edge.Keys;
using Edge.Platform.Keys;
using Edge.Platform.Updates;
using Edge.Profiles;
using Edge.Updates.Bell;
using Edge.Updates.Trust;

namespace Edge.Device.Hardening;

/// <summary>The policy of a site with the peers that other files name: the guard and the gateway read the
/// same ones.</summary>
public static class PolicyFiles
{
    /// <param name="trust">Enrolment files of collectors; a missing one adds no peer.</param>
    /// <param name="updates">The map of repositories; missing: no updates over the network.</param>
    public static GuardPolicy Of(Site site, string trust, UpdateFolders updates) => GuardPolicy.Of(site,
        Uses(site, trust, updates));

    /// <summary>The policy where no site file was ever read: what may mend that comes from the repositories of updates.</summary>
    public static GuardPolicy Bare(UpdateFolders updates) => GuardPolicy.Bare([.. Repositories(updates)]);

    /// <summary>What is as declared and will not work, as sentences: names that nobody may be asked for, a
    /// bell that cannot be
    /// heard.</summary>
    public static IReadOnlyList<string> Warnings(GuardPolicy policy, UpdateFolders updates) =>
        [.. new[] { policy.WordsAboutNames(), WordsAboutBell(policy, updates) }.OfType<string>()];

    /// <summary>The broker is no peer by itself: the gateway's user may not read the file, which can hold a
    /// password, and guard and
    /// gateway have to make the same policy of what they read. Who may read it is told what to
    /// declare.</summary>
    private static string? WordsAboutBell(GuardPolicy policy, UpdateFolders updates)
    {
        if (policy.Mode == GuardMode.ReportOnly || BellOf(updates) is not { } bell) { return null; }
        var port = new NetworkPort(bell.Port, "tcp");
        string? address = AddressOf(bell.Host);
        bool isPeer = policy.Peers.Any(peer => peer.Port == port && (address is null || peer.Address is null
            || peer.Address == address));
        if (isPeer) { return null; }
        string peer = address is null ? $"ADDRESS:{port}" : $"{new NetworkPeer(address, port)}";
        string named = policy.Hardening.NameServers.Length > 0 ? ""
            : " and its name in the gateway's /etc/hosts";
        return $"the bell hangs at {bell.Host}:{bell.Port}, and the packet filter lets nothing through to it: "
            + $"declare hardening.peers: [\"{peer}\"]{(address is null ? $" with the broker's address{named}" : "")}";
    }

    private static BellSetup? BellOf(UpdateFolders updates)
    {
        try
        {
            return new LinuxDisk().ReadAll(Path.Combine(updates.Setup, "bell.json"),
                BellSetup.MaxBytes) is byte[] bytes
                && BellSetup.Read(bytes).TryGet(out BellSetup setup, out _) ? setup : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static List<PeerUse> Uses(Site site, string trust, UpdateFolders updates)
    {
        var uses = new List<PeerUse>();
        if (site.Uplink is { } uplink
            && new TrustFolder(trust).Collector(uplink.Collector).TryGet(out CollectorDescriptor collector,
                out _))
        {
            uses.Add(UseOf(collector.Url, $"the collector {uplink.Collector}"));
        }
        uses.AddRange(Repositories(updates));
        return uses;
    }

    private static IEnumerable<PeerUse> Repositories(UpdateFolders updates) =>
        UpdateSetup.Map(updates, new LinuxDisk()).TryGet(out RepositoryMap map, out _)
            ? map.Repositories.SelectMany(repository => repository.Addresses.Where(address => !address.IsFile)
                .Select(address => UseOf(address, $"the repository {repository.Name}")))
            : [];

    /// <summary>A host that is a name, not an address, may be anywhere: then the port alone is the
    /// rule.</summary>
    private static PeerUse UseOf(Uri address, string why)
    {
        string? host = AddressOf(address.Host);
        return new(new NetworkPeer(host, new NetworkPort(address.Port, "tcp")), why, host is null
            ? address.Host : null);
    }

    private static string? AddressOf(string host) =>
        System.Net.IPAddress.TryParse(host.Trim('[', ']'), out System.Net.IPAddress? address)
            ? address.ToString() : null;
}
