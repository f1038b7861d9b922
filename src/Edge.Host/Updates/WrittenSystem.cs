using Edge.Platform.Files;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Host.Updates;

/// <summary>What the slot writer knows of the system that does not run, before somebody starts that by hand; until it
/// is disposed, the slot writer begins nothing.</summary>
/// <remarks>A machine without updates has no folder for them, and nobody to ask.</remarks>
/// <param name="slots">The folder of the slots.</param>
internal sealed class WrittenSystem(string slots) : IDisposable
{
    private readonly UpdateFolders _folders = new(slots, "", "");
    private FolderLock? _held;

    /// <summary>Null: it is whole, or nobody has written it here.</summary>
    public UpdateReason? Problem(SlotName slot)
    {
        var os = new UpdateParts(_folders, ReleaseManifest.Os);
        if (!Directory.Exists(os.ComponentFolder)) { return null; }
        if (_held is null && !FolderLock.Take(_folders.Writing).TryGet(out _held, out FolderLockRefusal why))
        {
            return new UpdateReason(
                UpdateRefusal.Busy, why == FolderLockRefusal.InUse ? "edge slot is at work. See: edge update status" : $"{_folders.Writing} cannot be written");
        }
        SlotState state = os.Ledger.State;
        bool isBegun = state.Phase is UpdatePhase.Fetching or UpdatePhase.Writing or UpdatePhase.Written;
        if (isBegun && state.Candidate!.Release is { } begun && begun.Slot == slot)
        {
            return new UpdateReason(UpdateRefusal.Busy, $"{begun.Release} is being written into slot {slot.Word()}. See: edge update status --component os");
        }
        return os.Slots.IsHalf(slot)
            ? new UpdateReason(UpdateRefusal.SlotDamaged, $"slot {slot.Word()} was begun to be written and is not whole: edge update install --component os")
            : null;
    }

    public void Dispose() => _held?.Dispose();
}
