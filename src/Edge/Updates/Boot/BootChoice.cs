using Edge.Updates.Slots;

namespace Edge.Updates.Boot;

/// <summary>What a boot loader is told to start.</summary>
/// <param name="Default">Every time; it has no counter, so it never loses its last try.</param>
/// <param name="Trial">The next time and once; null: nothing, or the boot loader does not store it.</param>
public sealed record BootChoice(SlotName Default, SlotName? Trial);
