using Edge.Host.Commands;
using Edge.Platform.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Host.Updates;

/// <summary>Site file and trust folder as this machine runs with: those of a slot, or the installed ones.</summary>
/// <param name="Release">Null: the installed ones.</param>
internal sealed record SiteInUse(string Site, string Trust, SlotRelease? Release)
{
    /// <summary>Those that are committed.</summary>
    public static SiteInUse Find() => Of(
        new UpdateParts(new UpdateFolders(UpdateFolders.DefaultSlots, "", ""), ReleaseManifest.Site).Launcher.Choose(null),
        SiteOptions.InstalledSite, SiteOptions.InstalledTrust);

    /// <summary>Those that the gateway runs with at this moment: also ones on trial.</summary>
    public static SiteInUse Running(string slots) => Of(
        new UpdateParts(new UpdateFolders(slots, "", ""), ReleaseManifest.Site).Launcher.ChooseRunning(),
        SiteOptions.InstalledSite, SiteOptions.InstalledTrust);

    public static SiteInUse Of(LaunchChoice choice, string installedSite, string installedTrust) => choice.Entry is string site
        ? new SiteInUse(site, Path.Combine(Path.GetDirectoryName(site)!, SiteContent.TrustFolder), choice.Release)
        : new SiteInUse(installedSite, installedTrust, null);
}
