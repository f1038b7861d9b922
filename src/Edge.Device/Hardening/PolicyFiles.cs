using Edge.Hardening;
using Edge.Keys;
using Edge.Platform.Keys;
using Edge.Platform.Updates;
using Edge.Profiles;
using Edge.Updates.Trust;

namespace Edge.Device.Hardening;

/// <summary>The policy of a site with the peers that other files name: the guard and the gateway read the
/// same ones.</summary>
public static class PolicyFiles
{
    /// <param name="trust">Enrolment files of collectors; a missing one adds no peer.</param>
    /// <param name="updates">The map of repositories; missing: no updates over the network.</param>
    public static GuardPolicy Of(Site site, string trust, UpdateFolders updates) =>
        GuardPolicy.Of(site, Addresses(site, trust, updates).Select(PeerOf));

    /// <summary>Peers that are names while the guard lets nobody be asked for names: they are not reached,
    /// unless the gateway's
    /// <c>/etc/hosts</c> has them.</summary>
    public static IReadOnlyList<string> UnresolvedNames(Site site, string trust, UpdateFolders updates) =>
        site.Guard == GuardMode.ReportOnly || site.Hardening.NameServers.Length > 0
            ? []
            : [.. Addresses(site, trust, updates).Where(address => HostOf(address) is null && address.Host != "localhost")
                .Select(address => address.Host).Distinct(StringComparer.Ordinal)];

    /// <summary>What to do about them, as a sentence; null: there are none.</summary>
    public static string? WordsAboutNames(IReadOnlyList<string> names) => names.Count == 0
        ? null
        : $"{string.Join(", ", names)} {(names.Count == 1 ? "is a name" : "are names")}, and the guard lets nobody be asked for names: declare hardening.dns, "
            + "give an address, or write the name into the gateway's /etc/hosts";

    private static List<Uri> Addresses(Site site, string trust, UpdateFolders updates)
    {
        var addresses = new List<Uri>();
        if (site.Uplink is { } uplink
            && new TrustFolder(trust).Collector(uplink.Collector).TryGet(out CollectorDescriptor collector,
                out _))
        {
            addresses.Add(collector.Url);
        }
        if (UpdateSetup.Map(updates, new LinuxDisk()).TryGet(out RepositoryMap map, out _))
        {
            addresses.AddRange(map.Repositories.SelectMany(repository => repository.Addresses).Where(address => !address.IsFile));
        }
        return addresses;
    }

    /// <summary>A host that is a name, not an address, may be anywhere: then the port alone is the
    /// rule.</summary>
    private static NetworkPeer PeerOf(Uri address) => new(HostOf(address), new NetworkPort(address.Port, "tcp"));

    private static string? HostOf(Uri address) =>
        System.Net.IPAddress.TryParse(address.Host.Trim('[', ']'), out System.Net.IPAddress? host) ? host.ToString() : null;
}
