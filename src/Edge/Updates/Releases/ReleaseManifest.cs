using System.Collections.Immutable;

namespace Edge.Updates.Releases;

/// <summary>All of one release of one component: its files, where their bytes are, and when it counts as healthy.</summary>
/// <param name="Component"><see cref="App"/>, <see cref="Site"/> or <see cref="Os"/>.</param>
/// <param name="Release">Its name, such as 1.4.0; no order follows from it.</param>
/// <param name="Rid">The class of machines: a runtime identifier; of a site, its id; of an operating system, a name that boards of one kind share.</param>
/// <param name="Epoch">Security epoch: below the highest that a machine has committed it refuses.</param>
/// <param name="Sbom">The target that lists its parts; null: none.</param>
/// <remarks>File: docs/formats/release-manifest.md.</remarks>
public sealed record ReleaseManifest(
    string Component, string Release, string Rid, long Epoch, StateFormats State, ImmutableArray<ReleaseFile> Files,
    HealthRules Health, string? Sbom)
{
    /// <summary>The software of a gateway.</summary>
    public const string App = "app";

    /// <summary>What a gateway is for: its site file, with board profile and trust documents.</summary>
    public const string Site = "site";

    /// <summary>The operating system under both: images of partitions. Its files are their indexes, see <see cref="SystemImages"/>.</summary>
    public const string Os = "os";

    /// <summary>Root hash of dm-verity of the root file system; null: the image has none.</summary>
    public ContentHash? Verity { get; init; }

    /// <summary>Which releases of other components it runs with; a component that is not named does not matter.</summary>
    public ImmutableArray<ReleaseNeed> Needs { get; init; } = [];

    /// <summary>The target that carries such a manifest.</summary>
    /// <remarks>Sites have a folder of their own: the operator alone decides about them.</remarks>
    public static string PathOf(string component, string rid, string release) => component == Site
        ? $"sites/{rid}/{release}/manifest.json"
        : $"releases/{component}/{rid}/{release}/manifest.json";
}

/// <summary>Versions of the state folder's format that a release writes, and from which on it reads.</summary>
public sealed record StateFormats(int Writes, int ReadsFrom)
{
    /// <summary>True when it can take over a folder that is in this format.</summary>
    public bool Reads(int format) => format >= ReadsFrom && format <= Writes;
}

/// <param name="Path">Below the slot; see <see cref="PathNames.IsRelativePath"/>.</param>
/// <param name="IsExecutable">Mode 755, otherwise 644.</param>
/// <param name="Length">In bytes.</param>
public sealed record ReleaseFile(
    string Path, bool IsExecutable, long Length, ContentHash Hash, ReleaseBlob Blob, ImmutableArray<ReleasePatch> Patches);

/// <summary>The whole file as it travels.</summary>
/// <param name="Hash">Of the bytes that travel; it is their name: <c>blobs/HASH</c>.</param>
public sealed record ReleaseBlob(ContentHash Hash, long Length, BlobCompression Compression);

/// <summary>The way from one file to another: <c>patches/FROM-TO</c>.</summary>
/// <param name="From">The file that must be there.</param>
/// <param name="Hash">Of the patch.</param>
public sealed record ReleasePatch(ContentHash From, ContentHash Hash, long Length, PatchMethod Method);

public enum BlobCompression : byte
{
    None = 1,
    Brotli = 2,
}

public enum PatchMethod : byte
{
    /// <summary>docs/formats/patch.md.</summary>
    EdgeDelta1 = 1,
}

/// <summary>When a release on trial counts as healthy: every criterion holds, and within the deadline.</summary>
/// <param name="Units">Of systemd; each must be active.</param>
public sealed record HealthRules(
    TimeSpan Deadline, ImmutableArray<string> Units, ImmutableArray<HealthCriterion> Criteria);

/// <summary>What can be asked of a running gateway. A network is not among it: without one a gateway does its work.</summary>
public enum HealthCriterion : byte
{
    RulesLoaded = 1,
    OutboxWritable = 2,
    SensorsPlausible = 3,
}

/// <summary>A release runs with these releases of another component, and with no others.</summary>
public sealed record ReleaseNeed(string Component, ImmutableArray<string> Releases);
