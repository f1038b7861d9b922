using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;
using Edge.Updates.Trust;

namespace Edge.Platform.Updates;

/// <summary>The two slots of one component and their state: folders here, partitions elsewhere.</summary>
/// <remarks>One process at a time writes. Throws <see cref="IOException"/> when the disk does.</remarks>
public interface ISlotStore
{
    /// <summary>The stored state, the younger of two copies; none and two damaged ones are the empty one: then the installed executable
    /// runs.</summary>
    SlotState Load();

    /// <summary>Which copy of the state is damaged, and what counts instead; null: none.</summary>
    string? StateDamage();

    /// <summary>Durable on return.</summary>
    void Save(SlotState state);

    /// <summary>Where what runs stands; or why no release can be tried on this machine.</summary>
    Result<RunningSlot, UpdateReason> Ready() => default(RunningSlot);

    /// <summary>Brings in whatever a release has beside its files; durable on return. Nothing, where a slot is a folder.</summary>
    /// <returns>A refusal ends the update where nothing that is fetched could change it; what is there stays in any case.</returns>
    Task<UpdateReason?> FillImagesAsync(SlotName slot, FoundRelease found, CancellationToken cancellation) => Task.FromResult<UpdateReason?>(null);

    /// <summary>Removes the marker; durable on return.</summary>
    void Invalidate(SlotName slot);

    /// <summary>Removes from an invalid slot what stands where the release needs something else, or nothing.</summary>
    void Prune(SlotName slot, ReleaseManifest manifest);

    /// <summary>True when a file has its bytes already, and may be read, and run, as it has to be.</summary>
    bool Has(SlotName slot, ReleaseFile file);

    /// <summary>Writes one file and reads it back by its hash; durable on return.</summary>
    /// <param name="fill">Writes the bytes, or says why it cannot.</param>
    UpdateReason? Fill(SlotName slot, ReleaseFile file, Func<Action<ReadOnlyMemory<byte>>, UpdateReason?> fill);

    /// <summary>Writes the manifest and, last, the marker. Everything else is there already.</summary>
    void Complete(SlotName slot, ReleaseManifest manifest, byte[] manifestBytes);

    /// <summary>The manifest of the slot, when marker, manifest and every file are those of the release.</summary>
    Result<ReleaseManifest, UpdateReason> Verify(SlotRelease release);

    /// <summary>The place of a file in a slot.</summary>
    string PathOf(SlotName slot, string file);
}

/// <param name="Slot">Null: what runs stands in none of the slots.</param>
public readonly record struct RunningSlot(SlotName? Slot);
