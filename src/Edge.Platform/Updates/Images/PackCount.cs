using Edge.Updates;
using Edge.Updates.Images;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates.Images;

/// <summary>Tells what an operating system will cost a link beside its indexes, before anything of it is
/// written.</summary>
/// <remarks>By the indexes that are on this machine; partitions are not read: the fetcher may not. Throws
/// <see cref="IOException"/>.</remarks>
internal sealed class PackCount(IUpdateDisk disk, ISlotStore slots, SlotState state, string parcels)
{
    private readonly StepContent _content = new(disk);

    /// <summary>In bytes, at most; null: an index is not here, or is none.</summary>
    public long? Of(ReleaseManifest manifest)
    {
        long bytes = 0;
        foreach (FileStep step in UpdatePlan.Of(manifest, StockTaking.Of(manifest, slots, state, disk, parcels)))
        {
            if (IndexOf(step) is not { } index) { return null; }
            ImageIndex? active = state.Committed is { } committed ? Read(slots.PathOf(committed.Slot, step.File.Path)) : null;
            bytes += ImageTravel.Bytes(index, active);
        }
        return bytes;
    }

    private ImageIndex? IndexOf(FileStep step)
    {
        if (step.Origin == FileOrigin.Kept)
        {
            return Read(slots.PathOf(state.Candidate?.Release.Slot ?? state.Target, step.File.Path));
        }
        if (step.Parcel is { IsNear: false } || step.File.Length > ImageLimits.MaxIndexBytes) { return null; }
        string parcel = step.Parcel is { } near ? Path.Combine(parcels, near.Name) : "";
        using var made = new MemoryStream();
        if (_content.Write(step, parcel, part => made.Write(part.Span)) is not null) { return null; }
        byte[] bytes = made.ToArray();
        return ContentHash.Of(bytes) == step.File.Hash ? Read(bytes) : null;
    }

    private ImageIndex? Read(string path) =>
        disk.ReadAll(path, ImageLimits.MaxIndexBytes) is { } bytes ? Read(bytes) : null;

    private static ImageIndex? Read(byte[] bytes) =>
        ImageIndex.Read(bytes).TryGet(out ImageIndex index, out _) ? index : null;
}
