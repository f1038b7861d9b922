using Edge.Platform.Updates;
using Edge.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Images;
using Edge.Updates.Releases;
using Edge.Updates.Slots;
using Edge.Updates.Trust;

namespace Edge.Device.Updates.Boot;

/// <summary>Slots as partitions: state, manifests, markers and indexes are files of a folder, the images
/// stand on the partitions.</summary>
/// <remarks>The slot that runs is never written, whatever a state says: three witnesses must agree which one
/// that is.
/// Files: docs/formats/slot-state.md.</remarks>
/// <param name="files">The folder of component os.</param>
/// <param name="sources">Where packs of a release come from, in their order; closed when it is
/// written.</param>
public sealed class PartitionSlots(
    DirectorySlots files, IUpdateDisk disk, IBootedSystem machine, Func<FoundRelease, IReadOnlyList<IRepositorySource>> sources) : ISlotStore
{
    public SlotState Load() => files.Load();

    public void Save(SlotState state) => files.Save(state);

    public string? StateDamage() => files.StateDamage();

    public string PathOf(SlotName slot, string file) => files.PathOf(slot, file);

    public bool Has(SlotName slot, ReleaseFile file) => files.Has(slot, file);

    public void Prune(SlotName slot, ReleaseManifest manifest) => files.Prune(slot, manifest);

    public UpdateReason? Fill(SlotName slot, ReleaseFile file, Func<Action<ReadOnlyMemory<byte>>, UpdateReason?> fill) => files.Fill(slot, file, fill);

    public void Complete(SlotName slot, ReleaseManifest manifest, byte[] manifestBytes) => files.Complete(slot, manifest, manifestBytes);

    /// <summary>The slot that runs, where the boot loader could try the other one, and would start this one
    /// again.</summary>
    public Result<RunningSlot, UpdateReason> Ready()
    {
        if (!machine.Evidence().Agreed().TryGet(out SlotName running, out UpdateReason reason))
        {
            return reason;
        }
        if (machine.Select(selector => selector.CanTry()) is { } refused) { return refused; }
        if (!machine.Select(selector => selector.Read()).TryGet(out BootChoice choice, out reason))
        {
            return reason;
        }
        return choice.Default == running
            ? new RunningSlot(running)
            : new UpdateReason(UpdateRefusal.SlotInUse, $"slot {running.Word()} runs and is not the default: keep it (edge boot keep), or reboot");
    }

    public void Invalidate(SlotName slot)
    {
        if (machine.Evidence().Agreed() is not { IsOk: true } running || running.Value == slot)
        {
            throw new InvalidOperationException($"Slot {slot.Word()} runs, or nobody knows whether it does; nothing was changed.");
        }
        files.Invalidate(slot);
    }

    public async Task<UpdateReason?> FillImagesAsync(SlotName slot, FoundRelease found, CancellationToken cancellation)
    {
        if (!machine.Evidence().Agreed().TryGet(out SlotName running, out UpdateReason reason))
        {
            return reason;
        }
        if (slot == running)
        {
            throw new InvalidOperationException($"Slot {slot.Word()} runs; nothing was written.");
        }
        if (!Indexes(slot, found.Manifest).TryGet(out IReadOnlyList<(string Name, ImageIndex Index)> images, out reason))
        {
            return reason;
        }
        IReadOnlyList<IRepositorySource> asked = sources(found);
        try
        {
            foreach ((string name, ImageIndex index) in images)
            {
                if (await FillAsync(slot, running, name, index, asked, cancellation) is { } lacks)
                {
                    return lacks;
                }
            }
            return null;
        }
        finally
        {
            foreach (IDisposable source in asked.OfType<IDisposable>()) { source.Dispose(); }
        }
    }

    /// <summary>Of the slot that does not run everything is read back from the medium, past every
    /// cache.</summary>
    public Result<ReleaseManifest, UpdateReason> Verify(SlotRelease release)
    {
        if (!files.Verify(release).TryGet(out ReleaseManifest manifest, out UpdateReason reason))
        {
            return reason;
        }
        if (!machine.Evidence().Agreed().TryGet(out SlotName running, out reason)) { return reason; }
        if (running == release.Slot) { return manifest; }
        if (!Indexes(release.Slot, manifest).TryGet(out IReadOnlyList<(string Name, ImageIndex Index)> images, out reason))
        {
            return reason;
        }
        foreach ((string name, ImageIndex index) in images)
        {
            using IBlocks blocks = machine.Open(release.Slot, name, isWritten: false);
            if (ImageReadBack.Check(index, blocks) is { } damage)
            {
                return damage with { Detail = $"{name}: {damage.Detail}" };
            }
        }
        return manifest;
    }

    private async Task<UpdateReason?> FillAsync(
        SlotName slot, SlotName running, string name, ImageIndex index, IReadOnlyList<IRepositorySource> asked, CancellationToken cancellation)
    {
        using IBlocks target = machine.Open(slot, name, isWritten: true);
        if (target.Length < index.Length)
        {
            return Refused($"{name}: the image has {index.Length} bytes, the partition {target.Length}");
        }
        ImageIndex? before = IndexOf(running, name);
        using IBlocks? active = before is null ? null : machine.Open(running, name, isWritten: false);
        using var writer = new ImageWriter(index, target, before is null ? null : new SeedImage(before, active!));
        return await writer.WriteAsync(asked, cancellation);
    }

    // All of them before anything is written: a release that lacks one would start the kernel of another.
    private Result<IReadOnlyList<(string Name, ImageIndex Index)>, UpdateReason> Indexes(SlotName slot, ReleaseManifest manifest)
    {
        var images = new List<(string, ImageIndex)>();
        foreach (string name in SystemImages.Names)
        {
            bool isThere = manifest.Files.Any(file => file.Path == name);
            if (isThere != machine.Has(name))
            {
                return Refused(isThere
                    ? $"this machine has no partition for {name}"
                    : $"{name} is missing, and each slot of this machine has a partition for it");
            }
            if (!isThere) { continue; }
            if (IndexOf(slot, name) is not { } index) { return Refused($"{name} is no index of an image"); }
            images.Add((name, index));
        }
        return images;
    }

    private ImageIndex? IndexOf(SlotName slot, string name) =>
        disk.ReadAll(files.PathOf(slot, name), ImageLimits.MaxIndexBytes) is byte[] bytes && ImageIndex.Read(bytes).TryGet(out ImageIndex index, out _)
            ? index
            : null;

    private static UpdateReason Refused(string detail) => new(UpdateRefusal.ContentRefused, detail);
}
