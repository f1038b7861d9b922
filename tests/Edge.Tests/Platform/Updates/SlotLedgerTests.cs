using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Slots;

namespace Edge.Tests.Platform.Updates;

/// <summary>Two processes decide about one component: a person, and the slot writer.</summary>
public sealed class SlotLedgerTests : IDisposable
{
    private static readonly UpdateEvent Healthy = new UpdateEvent.Judged(new HealthVerdict(Health.Healthy, ""));
    private static readonly UpdateEvent Unhealthy = new UpdateEvent.Judged(new HealthVerdict(Health.Unhealthy, "silent"));
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-ledger-").FullName;
    private readonly DirectorySlots _slots;

    public SlotLedgerTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "os"));
        Directory.CreateDirectory(Path.Combine(_folder, "lock"));
        _slots = new DirectorySlots(new LinuxDisk(), Path.Combine(_folder, "os"), "os");
        var release = new SlotRelease(SlotName.B, "2", ContentHash.Of("2"u8), 1, 1);
        _slots.Save(SlotState.Empty with { Generation = 1, Phase = UpdatePhase.Trial, Candidate = new Candidate(release, 2, ["boot"], null, false) });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The boot loader is told before the state says so: a verdict that comes between the two would leave what was undone as the default.
    [Fact]
    public async Task LetsNobodyDecide_WhileTheWorldIsMadeSo()
    {
        Task<Result<UpdateStep, UpdateReason>>? other = null;
        var taken = Ledger().Take(Healthy, _ =>
        {
            other = Task.Run(() => Ledger().Take(Unhealthy));
            Assert.False(SpinWait.SpinUntil(() => other.IsCompleted, TimeSpan.FromMilliseconds(300)));
            return null;
        });
        Assert.True(taken.IsOk);
        Assert.Equal(UpdateRefusal.OutOfOrder, (await other!).Reason.Refusal);
        Assert.Equal(UpdatePhase.Committed, _slots.Load().Phase);
    }

    [Fact]
    public void LeavesTheState_WhereTheWorldRefuses()
    {
        byte[] before = SlotStateWriter.Write(_slots.Load());
        var taken = Ledger().Take(Healthy, _ => new UpdateReason(UpdateRefusal.SelectorDamaged, "no"));
        Assert.Equal(UpdateRefusal.SelectorDamaged, taken.Reason.Refusal);
        Assert.Equal(before, SlotStateWriter.Write(_slots.Load()));
    }

    // What would not be taken is not begun.
    [Fact]
    public void TouchesNothing_WhereTheStateRefuses()
    {
        _slots.Save(_slots.Load() with { Phase = UpdatePhase.Idle, Candidate = null });
        Assert.False(Ledger().Take(Healthy, _ => throw new InvalidOperationException("it was begun")).IsOk);
    }

    private SlotLedger Ledger() => new(_slots, Path.Combine(_folder, "lock"));
}
