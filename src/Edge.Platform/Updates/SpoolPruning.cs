using System.Collections.Immutable;
using System.Globalization;
using Edge.Updates;
using Edge.Updates.Releases;

namespace Edge.Platform.Updates;

/// <summary>Keeps the spool from growing: what no wanted release needs goes, and so do metadata that were replaced.</summary>
/// <remarks>Roots stay, all of them: the slot writer may be some behind. Throws <see cref="IOException"/>.</remarks>
public static class SpoolPruning
{
    /// <summary>Versions of a document that stay: the newest and the one that the slot writer may be reading.</summary>
    private const int KeptVersions = 2;

    private const string Wanted = "wanted-";

    /// <param name="folder">Of one repository in the spool.</param>
    /// <param name="component">Whose parcels go; what the others wait for stays.</param>
    /// <param name="wanted">Bytes of the manifest; null: nothing of this component needs a parcel.</param>
    public static void RemoveParcels(IUpdateDisk disk, string folder, string component, byte[]? wanted)
    {
        Note(disk, Path.Combine(folder, $"{Wanted}{component}.json"), wanted);
        var needed = disk.List(folder).Where(entry => !entry.IsFolder && entry.Name.StartsWith(Wanted, StringComparison.Ordinal))
            .SelectMany(entry => Noted(disk, Path.Combine(folder, entry.Name)))
            .SelectMany(file => file.Patches.Select(patch => Parcel.NameOf(file, patch)).Append(Parcel.NameOf(file.Blob)))
            .ToHashSet(StringComparer.Ordinal);
        needed.UnionWith(needed.Select(SpoolWriter.PartOf).ToArray());
        foreach (string kind in (string[])["blobs", "patches"])
        {
            foreach (DiskEntry entry in disk.List(Path.Combine(folder, kind)).Where(e => !e.IsFolder && !needed.Contains($"{kind}/{e.Name}")))
            {
                disk.Delete(Path.Combine(folder, kind, entry.Name));
            }
        }
    }

    // What is wanted of each component is noted beside its parcels: the others are looked for at other times.
    private static void Note(IUpdateDisk disk, string note, byte[]? wanted)
    {
        byte[]? known = disk.ReadAll(note, ReleaseLimits.MaxManifestBytes);
        if (wanted is null && known is not null) { disk.Delete(note); }
        if (wanted is not null && !wanted.AsSpan().SequenceEqual(known)) { disk.Replace(note, wanted); }
    }

    private static ImmutableArray<ReleaseFile> Noted(IUpdateDisk disk, string note) =>
        disk.ReadAll(note, ReleaseLimits.MaxManifestBytes) is byte[] bytes && ReleaseReader.Read(bytes).TryGet(out ReleaseManifest manifest, out _)
            ? manifest.Files
            : [];

    public static void RemoveOldMetadata(IUpdateDisk disk, string folder)
    {
        string metadata = Path.Combine(folder, "metadata");
        var documents = from entry in disk.List(metadata)
                        let dot = entry.Name.IndexOf('.', StringComparison.Ordinal)
                        where dot > 0 && long.TryParse(entry.Name.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out _)
                        let version = long.Parse(entry.Name.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture)
                        group (entry.Name, version) by entry.Name[dot..];
        foreach (var versions in documents.Where(group => group.Key != ".root.json").ToArray())
        {
            foreach ((string name, _) in versions.OrderByDescending(document => document.version).Skip(KeptVersions))
            {
                disk.Delete(Path.Combine(metadata, name));
            }
        }
    }

    /// <summary>Removes manifests, rollouts and maps that no look needs any more.</summary>
    /// <param name="needed">Below the folder, as <c>targets/...</c>.</param>
    public static void RemoveTargets(IUpdateDisk disk, string folder, IReadOnlySet<string> needed)
    {
        foreach (string path in disk.FilesBelow(Path.Combine(folder, "targets"), "targets/").Where(path => !needed.Contains(path)).ToArray())
        {
            disk.Delete(Path.Combine(folder, path));
        }
    }

    /// <summary>A fetcher that remembers what the copy does not have would never fetch it again: then it forgets everything.</summary>
    /// <param name="trusted">The folder of the fetcher's trusted metadata.</param>
    public static void ForgetWhatWasNotCopied(IUpdateDisk disk, string folder, string trusted)
    {
        if (disk.List(Path.Combine(folder, "metadata")).Any(entry => entry.Name == "timestamp.json")) { return; }
        foreach (DiskEntry entry in disk.List(trusted).Where(entry => !entry.IsFolder)) { disk.Delete(Path.Combine(trusted, entry.Name)); }
    }
}
