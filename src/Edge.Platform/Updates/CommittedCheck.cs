using Edge.Updates;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates;

/// <summary>Reads back what is committed, before something new is begun with. Throws <see cref="IOException"/>.</summary>
/// <remarks>Where it is not whole, the launcher has long begun with the version before: that one counts as committed then, so that its
/// slot stays, and the wanted release is brought in anew.</remarks>
public sealed class CommittedCheck(
    UpdateFolders folders, IUpdateDisk disk, ISlotStore slots, SlotLedger ledger, string component, TimeProvider time, Action<string> tell)
{
    public void Run()
    {
        SlotState state = ledger.State;
        bool isUnderWay = state.Phase is UpdatePhase.Armed or UpdatePhase.Trial or UpdatePhase.Committed or UpdatePhase.FallenBack;
        if (isUnderWay || DamageOf(slots, state) is not { } damage) { return; }
        bool goesBack = state.Previous is { } previous && slots.Verify(previous).IsOk
            && previous.Epoch >= new FloorStore(disk, folders.Slots).Load().EpochOf(component);
        // Before the state forgets what it was: after a cut it is the same report.
        new UpdateReports(disk, folders.Slots).Add(
            component, state with { Committed = goesBack ? state.Previous : null, Failure = null, Evidence = null }, time.GetUtcNow(),
            new ReleaseDamage(state.Committed!, damage));
        tell($"{damage}; {(goesBack ? state.Previous!.Release : "what is installed")} runs instead");
        _ = ledger.Take(new UpdateEvent.CommittedDamaged(goesBack));
    }

    /// <summary>What is wrong with what is committed; null: nothing, or nothing is.</summary>
    public static string? DamageOf(ISlotStore slots, SlotState state) =>
        state.Committed is { } committed && !slots.Verify(committed).TryGet(out _, out UpdateReason damage) ? damage.Detail : null;

    /// <summary>True when this manifest is committed and whole. Of an operating system what is beside its partition, which is verified when it is
    /// started.</summary>
    public static bool Runs(ISlotStore slots, ContentHash manifest)
    {
        SlotState state = slots.Load();
        return state.Committed?.Manifest == manifest && DamageOf(slots, state) is null;
    }
}
