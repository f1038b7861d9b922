using Edge.Platform.Files;
using Edge.Updates;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates;

/// <summary>The one way to change the state of a component: load, decide, store, while nobody else does.</summary>
/// <remarks>The launcher and the slot writer are two processes. Throws <see cref="IOException"/> when the disk does, or when
/// the other holds the state for too long.</remarks>
/// <param name="lockFolder">Null: one process only, as in a test.</param>
public sealed class SlotLedger(ISlotStore slots, string? lockFolder)
{
    private const int Attempts = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public SlotState State => slots.Load();

    /// <summary>The state after the event is durable on return.</summary>
    /// <param name="first">What must be true of the world before the state says so, done while nobody else decides; null: nothing.
    /// Its refusal leaves the state as it was.</param>
    public Result<UpdateStep, UpdateReason> Take(UpdateEvent happened, Func<SlotState, UpdateReason?>? first = null)
    {
        using FolderLock? held = Hold();
        SlotState before = slots.Load();
        var taken = UpdateMachine.Take(before, happened);
        if (taken.IsOk && first?.Invoke(before) is { } refused) { return refused; }
        if (taken.TryGet(out UpdateStep step, out _) && step.State != before) { slots.Save(step.State); }
        return taken;
    }

    /// <summary>Writes a damaged copy of the state anew; what was wrong, or null.</summary>
    public string? Mend()
    {
        using FolderLock? held = Hold();
        string? damage = slots.StateDamage();
        if (damage is not null && slots.Load() is { Generation: > 0 } state) { slots.Save(state); }
        return damage;
    }

    private FolderLock? Hold()
    {
        if (lockFolder is null) { return null; }
        // The other side holds it for one write of a small file.
        using var pause = new ManualResetEvent(initialState: false);
        for (int attempt = 1; ; attempt++)
        {
            if (FolderLock.Take(lockFolder).TryGet(out FolderLock taken, out FolderLockRefusal why)) { return taken; }
            if (why == FolderLockRefusal.NotPossible || attempt == Attempts)
            {
                throw new IOException($"{lockFolder}: {(why == FolderLockRefusal.InUse ? "held by another process" : "cannot be written")}");
            }
            _ = pause.WaitOne(Pause);
        }
    }
}
