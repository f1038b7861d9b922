using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;
using Edge.Updates.Trust;

namespace Edge.Platform.Updates;

/// <summary>What of an operating system stands beside its partitions: manifest and indexes. Where they are damaged the system runs all the same,
/// and they are brought in anew where they stand.</summary>
/// <remarks>Throws <see cref="IOException"/>.</remarks>
public static class SystemFiles
{
    /// <summary>The state to take stock with: where the wanted release is the committed one, its own slot is to be filled.</summary>
    public static SlotState Stock(string component, SlotState state, ContentHash wanted) =>
        component == ReleaseManifest.Os && state.Committed is { } committed && committed.Manifest == wanted
            ? SlotState.Empty with { Committed = committed with { Slot = committed.Slot.Other() } }
            : state;

    /// <summary>Null: they are whole again.</summary>
    /// <param name="slots">The files, not the partitions.</param>
    /// <param name="found">What is committed.</param>
    public static UpdateReason? Restore(
        DirectorySlots slots, IUpdateDisk disk, string folder, string parcels, FoundRelease found, SlotState state)
    {
        SlotName slot = state.Committed!.Slot;
        var filler = new SlotFiller(slots, disk, folder, parcels);
        if (filler.Fill(slot, found.Manifest, Stock(ReleaseManifest.Os, state, found.Target.Hash)) is { } missing) { return missing; }
        slots.Complete(slot, found.Manifest, found.ManifestBytes);
        return null;
    }
}
