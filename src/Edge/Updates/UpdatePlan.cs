using System.Collections.Immutable;
using Edge.Updates.Releases;

namespace Edge.Updates;

/// <summary>What is at hand before a slot is filled.</summary>
/// <param name="InSlot">Files of the slot itself that have the right bytes in the right place, from a fill that was cut.</param>
/// <param name="Whole">Files on this machine by their hash, to be copied or patched: of the active slot, or of the slot itself.</param>
/// <param name="Near">Blobs and patches that need no network, by name: of the spool or of a stick.</param>
public sealed record UpdateStock(
    IReadOnlySet<string> InSlot, IReadOnlyDictionary<ContentHash, string> Whole, IReadOnlySet<string> Near);

public enum FileOrigin : byte
{
    /// <summary>It is in the slot already.</summary>
    Kept = 1,
    /// <summary>The whole file is on this machine.</summary>
    Copied = 2,
    Blob = 3,
    Patch = 4,
}

/// <summary>Where one file of a release comes from.</summary>
/// <param name="Precursor">The file to copy or to patch; null: none is needed.</param>
/// <param name="Parcel">What must be fetched or is near; null: nothing.</param>
public sealed record FileStep(ReleaseFile File, FileOrigin Origin, string? Precursor, Parcel? Parcel)
{
    /// <summary>Set when <see cref="Origin"/> is a patch.</summary>
    public ReleasePatch? Patch { get; init; }
}

/// <summary>A blob or a patch.</summary>
/// <param name="Name">Below the address of a repository, a stick or the spool.</param>
/// <param name="Length">In bytes; exactly.</param>
public sealed record Parcel(string Name, ContentHash Hash, long Length, bool IsNear)
{
    public static string NameOf(ReleaseBlob blob) => $"blobs/{blob.Hash}";

    public static string NameOf(ReleaseFile file, ReleasePatch patch) => $"patches/{patch.From}-{file.Hash}";
}

/// <summary>Which file of a release comes from where: nothing travels that is here, and of two ways the shorter one.</summary>
public static class UpdatePlan
{
    public static ImmutableArray<FileStep> Of(ReleaseManifest manifest, UpdateStock stock) =>
        [.. manifest.Files.Select(file => Step(file, stock))];

    /// <summary>What is not here, each once.</summary>
    public static ImmutableArray<Parcel> ToFetch(ImmutableArray<FileStep> plan) =>
        [.. plan.Where(step => step.Parcel is { IsNear: false }).Select(step => step.Parcel!).DistinctBy(parcel => parcel.Name)];

    private static FileStep Step(ReleaseFile file, UpdateStock stock)
    {
        if (stock.InSlot.Contains(file.Path)) { return new FileStep(file, FileOrigin.Kept, null, null); }
        if (stock.Whole.TryGetValue(file.Hash, out string? whole)) { return new FileStep(file, FileOrigin.Copied, whole, null); }
        string blob = Parcel.NameOf(file.Blob);
        var best = new FileStep(
            file, FileOrigin.Blob, null, new Parcel(blob, file.Blob.Hash, file.Blob.Length, stock.Near.Contains(blob)));
        foreach (ReleasePatch patch in file.Patches)
        {
            if (!stock.Whole.TryGetValue(patch.From, out string? precursor)) { continue; }
            string name = Parcel.NameOf(file, patch);
            var parcel = new Parcel(name, patch.Hash, patch.Length, stock.Near.Contains(name));
            if (IsBetter(parcel, best.Parcel!)) { best = new FileStep(file, FileOrigin.Patch, precursor, parcel) { Patch = patch }; }
        }
        return best;
    }

    private static bool IsBetter(Parcel a, Parcel b) => a.IsNear != b.IsNear ? a.IsNear : a.Length < b.Length;
}
