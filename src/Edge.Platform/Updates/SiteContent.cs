using Edge.Platform.Keys;
using Edge.Platform.Profiles;
using Edge.Profiles;
using Edge.Updates;
using Edge.Updates.Releases;

namespace Edge.Platform.Updates;

/// <summary>A site: the file, its board profile, its scenario, the trust documents that it names. What <c>edge check</c> refuses
/// is not tried.</summary>
/// <remarks>Self-contained: what the operator looked at is what a gateway reads, whatever else lies on it. Files:
/// docs/formats/release-manifest.md, section "Site".</remarks>
public sealed class SiteContent : ISlotContent
{
    public const string SiteFile = "site.yaml";
    public const string BoardFolder = "boards";
    public const string TrustFolder = "trust";
    private const int MistakesTold = 3;

    public Result<SlotExpectation, UpdateReason> Check(string folder, ReleaseManifest manifest, ChannelCount? before)
    {
        if (!Read(folder, manifest.Rid).TryGet(out Site site, out UpdateReason reason)) { return reason; }
        int declared = site.Channels.Length;
        // As many channels may lack a reading as before, no more; what the site leaves out is not missed.
        int? expected = declared == 0 ? 0
            : before is { } known ? Math.Max(0, declared - (known.All - known.Usable))
            : null;
        return new SlotExpectation(expected);
    }

    /// <summary>The site in a folder, checked as <c>edge check --trust</c> does.</summary>
    /// <param name="id">Of the site that it must be.</param>
    public static Result<Site, UpdateReason> Read(string folder, string id)
    {
        string path = Path.Combine(folder, SiteFile);
        CheckedSite read = CheckedSite.Read(path, Path.Combine(folder, BoardFolder))
            .With(path, new TrustFolder(Path.Combine(folder, TrustFolder)));
        if (!read.IsGood)
        {
            string more = read.Errors.Length > MistakesTold ? $"; and {read.Errors.Length - MistakesTold} more" : "";
            string told = string.Join("; ", read.Errors.Take(MistakesTold)).Replace($"{folder}/", "", StringComparison.Ordinal);
            return new UpdateReason(UpdateRefusal.ContentRefused, told + more);
        }
        if (read.Site!.Id != id)
        {
            return new UpdateReason(UpdateRefusal.WrongClass, $"made for site {id}, and {SiteFile} is that of {read.Site.Id}");
        }
        return read.Site.ScenarioPath is { } scenario && !File.Exists(Path.Combine(folder, scenario))
            ? new UpdateReason(UpdateRefusal.ContentRefused, $"its scenario {scenario} is not in the release")
            : read.Site;
    }
}
