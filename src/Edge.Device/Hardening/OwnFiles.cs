using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>What the guard itself, and systemd for it, writes into folders that are watched. What they say is
/// read back each time.</summary>
internal static class OwnFiles
{
    /// <summary>What narrows the gateway's unit, for one boot.</summary>
    public static string DropIn(string unit) => $"/run/systemd/system/{unit}.d/50-edge-guard.conf";

    /// <summary>The same as systemd keeps it, once it was told.</summary>
    public static IEnumerable<string> Kept(string unit) =>
        ((string[])["50-DeviceAllow.conf", "50-IPAddressAllow.conf", "50-IPAddressDeny.conf"]).Select(name => $"/run/systemd/system.control/{unit}.d/{name}");

    /// <param name="quick">How it looks: a mask of a unit that is not of the base system opens
    /// nothing.</param>
    public static bool Has(string path, string quick) => path == DropIn(RightsText.Unit) || Kept(RightsText.Unit).Contains(path)
        || (path.StartsWith("/run/systemd/system", StringComparison.Ordinal) && quick.EndsWith(" /dev/null", StringComparison.Ordinal)
            && !BaseSystem.Has(Path.GetFileName(path)));
}
