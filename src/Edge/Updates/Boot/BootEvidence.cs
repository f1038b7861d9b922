using Edge.Updates.Slots;

namespace Edge.Updates.Boot;

/// <summary>What three witnesses say about the slot that was started. Null: the witness says
/// nothing.</summary>
/// <param name="Root">By the partition that the root file system is mounted from.</param>
/// <param name="Loader">By what the boot loader left: the firmware's device tree, or a word of the kernel's
/// command line.</param>
/// <param name="BootFiles">By the <c>root=</c> that the boot files of the slot gave the kernel.</param>
public sealed record BootEvidence(SlotName? Root, SlotName? Loader, SlotName? BootFiles)
{
    /// <summary>The slot that runs: all three say so.</summary>
    /// <remarks>A loader too old to obey the selector starts another slot than it was told to. Who then
    /// commits makes an empty
    /// partition the default.</remarks>
    public Result<SlotName, UpdateReason> Agreed()
    {
        if (Root is { } slot && Loader == slot && BootFiles == slot) { return slot; }
        return new UpdateReason(
            UpdateRefusal.BootedSlotUnclear,
            $"the root partition says {Word(Root)}, the boot loader {Word(Loader)}, its boot files {Word(BootFiles)}; nothing is armed or kept");
    }

    private static string Word(SlotName? slot) => slot?.Word() ?? "nothing";
}
