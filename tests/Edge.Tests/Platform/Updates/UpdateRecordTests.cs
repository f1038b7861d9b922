using Edge.Audit;
using Edge.Updates;
using Edge.Updates.Slots;

namespace Edge.Tests.Platform.Updates;

/// <summary>What an update leaves in the audit log.</summary>
public sealed class UpdateRecordTests
{
    [Fact]
    public async Task Tells_OfAReleaseThatStays()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        string manifest = $"{machine.Ledger.State.Committed!.Manifest}";
        Assert.Equal(
            [
                (AuditEvent.UpdateArmed, AuditActor.Slot, "1.0.0", $"app in slot a, manifest {manifest}"),
                (AuditEvent.UpdateCommitted, AuditActor.Slot, "1.0.0", $"app, manifest {manifest}"),
            ],
            machine.Trail.Entries);
    }

    [Fact]
    public async Task Tells_WhyAReleaseWentBack()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        machine.Publish("1.1.0");
        machine.Sight = machine.Sight! with { UsableChannels = 4 };
        Assert.Null(await machine.UpdateAsync());
        UpdateFailure lost = machine.Ledger.State.Failure!;
        Assert.Equal(
            [
                (AuditEvent.UpdateArmed, AuditActor.Slot, "1.1.0", $"app in slot b, manifest {lost.Manifest}"),
                (AuditEvent.UpdateRolledBack, AuditActor.Slot, "1.1.0", $"app, Unhealthy (28): {lost.Detail}; 1.0.0 runs; manifest {lost.Manifest}"),
            ],
            machine.Trail.Entries[2..]);
    }

    [Fact]
    public async Task Tells_OfAReleaseThatWasNeverStarted()
    {
        using var machine = new UpdatedMachine { Sight = null };
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal(AuditEvent.UpdateRolledBack, machine.Trail.Entries[^1].Event);
        Assert.Contains("what the package brought runs", machine.Trail.Entries[^1].Detail, StringComparison.Ordinal);
    }

    // A site that the check refuses is undone before anything of it was started: nothing went back.
    [Fact]
    public async Task Calls_ARefusedContentRefused()
    {
        using var machine = new UpdatedMachine("site", TestSiteRelease.Id);
        Dictionary<string, byte[]> files = TestSiteRelease.Files(TestSiteRelease.Text.Replace("safe: off", "safe: maybe", StringComparison.Ordinal));
        machine.Repositories.Site(TestSiteRelease.Manifest("1", files), files);
        Assert.True((await machine.FetchAsync()).IsOk);
        UpdateReason reason = (await machine.WriteAsync())!;
        Assert.Equal(UpdateRefusal.ContentRefused, reason.Refusal);
        await machine.WatchAsync();
        (AuditEvent Event, AuditActor Actor, string Subject, string Detail) told = Assert.Single(machine.Trail.Entries);
        Assert.Equal((AuditEvent.UpdateRefused, AuditActor.Slot, "1"), (told.Event, told.Actor, told.Subject));
        Assert.StartsWith("site, ContentRefused (36): ", told.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_OnlyAJudgementAVerdict()
    {
        UpdateRefusal[] waits =
        [
            UpdateRefusal.NotReachable, UpdateRefusal.Halted, UpdateRefusal.Busy, UpdateRefusal.AlreadyRunning, UpdateRefusal.OutOfOrder,
            UpdateRefusal.NothingToGoBackTo, UpdateRefusal.Requested, UpdateRefusal.NotSetUp, UpdateRefusal.NotMyTurn, UpdateRefusal.OutsideWindow,
            UpdateRefusal.NotChosen, UpdateRefusal.RolloutPaused, UpdateRefusal.RolloutStopped, UpdateRefusal.NothingWanted,
            UpdateRefusal.NeedsAnother,
        ];
        Assert.All(Enum.GetValues<UpdateRefusal>(), refusal => Assert.Equal(!waits.Contains(refusal), new UpdateReason(refusal, "").IsVerdict));
    }
}
