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
    public static GuardPolicy Of(Site site, string trust, UpdateFolders updates)
    {
        var peers = new List<NetworkPeer>();
        if (site.Uplink is { } uplink
            && new TrustFolder(trust).Collector(uplink.Collector).TryGet(out CollectorDescriptor collector,
                out _))
        {
            peers.Add(PeerOf(collector.Url));
        }
        if (UpdateSetup.Map(updates, new LinuxDisk()).TryGet(out RepositoryMap map, out _))
        {
            peers.AddRange(map.Repositories.SelectMany(repository => repository.Addresses).Where(address =>
                !address.IsFile).Select(PeerOf));
        }
        return GuardPolicy.Of(site, peers);
    }

    /// <summary>A host that is a name, not an address, may be anywhere: then the port alone is the
    /// rule.</summary>
    private static NetworkPeer PeerOf(Uri address) => new(
        System.Net.IPAddress.TryParse(address.Host.Trim('[', ']'), out System.Net.IPAddress? host)
            ? host.ToString() : null,
        new NetworkPort(address.Port, "tcp"));
}
