using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates;

/// <summary>Looks what of a release is on this machine already.</summary>
public static class StockTaking
{
    /// <param name="parcels">The folder with <c>blobs</c> and <c>patches</c>.</param>
    public static UpdateStock Of(ReleaseManifest manifest, ISlotStore slots, SlotState state, IUpdateDisk disk, string parcels)
    {
        SlotName target = state.Candidate?.Release.Slot ?? state.Target;
        var whole = new Dictionary<ContentHash, string>();
        if (state.Committed is { } active && slots.Verify(active).TryGet(out ReleaseManifest running, out _))
        {
            foreach (ReleaseFile file in running.Files) { whole[file.Hash] = slots.PathOf(active.Slot, file.Path); }
        }
        var inSlot = manifest.Files.Where(file => slots.Has(target, file)).Select(file => file.Path);
        var near = manifest.Files
            .SelectMany(file => file.Patches.Select(patch => (Name: Parcel.NameOf(file, patch), patch.Length))
                .Append((Name: Parcel.NameOf(file.Blob), file.Blob.Length)))
            .Where(parcel => IsThere(disk, Path.Combine(parcels, parcel.Name), parcel.Length))
            .Select(parcel => parcel.Name);
        return new UpdateStock(
            inSlot.ToHashSet(StringComparer.Ordinal), whole, near.ToHashSet(StringComparer.Ordinal));
    }

    private static bool IsThere(IUpdateDisk disk, string path, long length)
    {
        using Stream? stream = disk.OpenRead(path);
        return stream?.Length == length;
    }
}
