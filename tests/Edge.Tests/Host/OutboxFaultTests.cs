using Edge.Audit;
using Edge.Device.Control;
using Edge.Host;
using Edge.Host.Doctor;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Tests.Host;

/// <summary>Whatever happens to the state folder, sensors and rules go on, and what is lost is accounted for.</summary>
public sealed class OutboxFaultTests
{
    private const int OutboxClosed = 4103;
    private const int OutboxSetAside = 4104;
    private const int OutboxWorks = 4102;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Goes_OnWithoutAnOutbox_AndOpensItLater_AndTellsWhatWasLost(bool withIdentity)
    {
        await using var world = new GatewayWorld();
        await world.StartCollectorAsync();
        string obstacle = withIdentity ? world.OutboxPath : world.State;
        if (withIdentity)
        {
            world.Enrol();
            Directory.CreateDirectory(obstacle);
        }
        else { File.WriteAllText(obstacle, "in the way"); }

        world.Start();
        await world.UntilAsync(() => world.Status is { Counters.Readings: > 20 } status && status.Actuators[0].On, "rules that go on");
        await world.UntilAsync(() => world.Log.Has(OutboxClosed), "word of it");
        Assert.Contains(obstacle, world.Status.Outbox.Fault, StringComparison.Ordinal);
        Finding outbox = Assert.Single(await world.ExamineAsync(), finding => finding.Subject == "outbox");
        Assert.Equal(Health.Bad, outbox.Health);
        Assert.Contains("tried again", outbox.NextStep, StringComparison.Ordinal);
        Overfill(world.Gateway, 7);
        if (withIdentity) { Directory.Delete(obstacle); } else { File.Delete(obstacle); }
        await world.UntilAsync(() => world.Status.Outbox.Fault is null, "an open outbox");
        await world.UntilAsync(() => world.Log.Has(OutboxWorks), "word of it");
        world.Enrol();
        await AssertLossIsToldAsync(world, 7);
    }

    [Fact]
    public async Task Sets_ADamagedOutboxAside_AndTellsTheCollector()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Enrol();
        world.Start();
        await world.UntilAsync(() => world.Status.Counters.BatchesSealed > 3, "a backlog");
        await world.StopAsync();
        byte[] damaged = File.ReadAllBytes(world.OutboxPath);
        damaged.AsSpan(0, 2_000).Fill(0x5A);
        File.WriteAllBytes(world.OutboxPath, damaged);
        world.Start();
        await world.StartCollectorAsync();
        await world.UntilDeliveredAsync();
        Assert.True(world.Log.Has(OutboxSetAside));
        string aside = world.Status.Outbox.SetAside!;
        Assert.Equal(damaged, File.ReadAllBytes(aside));
        Finding outbox = Assert.Single(await world.ExamineAsync(), finding => finding.Subject == "outbox");
        Assert.Equal(Health.Doubtful, outbox.Health);
        Assert.Contains(aside, outbox.State, StringComparison.Ordinal);
        Assert.Contains(aside, StatusText.Render(world.Status, colour: false), StringComparison.Ordinal);
        await world.StopAsync();
        AssertExplained(world, tombstones: 1);
        Assert.True(world.Stream.FirstSequence > 4);
        AuditEntry told = Assert.Single(world.AuditEntries(), entry => entry.Event == AuditEvent.OutboxSetAside);
        Assert.Equal((AuditActor.Edge, "outbox", $"it was damaged; it lies at {aside}"), (told.Actor, told.Subject, told.Detail));
    }

    [Fact]
    public async Task Drops_OverTheBudget_AndATombstoneExplainsTheGap()
    {
        await using var world = new GatewayWorld(budget: "64KiB");
        await world.PromiseCollectorAsync();
        world.Enrol();
        world.Start();
        await world.UntilAsync(() => world.Status.Outbox.DroppedRecords > 20, "a full outbox");
        Assert.InRange(world.Status.Outbox.WaitingBytes, 1, 64 * 1024);
        await world.StartCollectorAsync();
        await world.UntilDeliveredAsync();
        await world.StopAsync();
        Assert.True(world.Stream.Dropped > 0);
        AuditEntry[] told = [.. world.AuditEntries().Where(entry => entry.Event == AuditEvent.ReadingsDropped)];
        Assert.NotEmpty(told);
        Assert.All(told, entry => Assert.Equal(AuditActor.Edge, entry.Actor));
        Assert.Contains(told, entry => entry.Subject == "weather" && entry.Detail.EndsWith(": the outbox is at its budget", StringComparison.Ordinal));
        Assert.True(world.Stream.Tombstones > 0);
        await world.AssertNothingLostAsync(world.Stream.Dropped);
    }

    [Fact]
    public async Task Delivers_Everything_WhenTheClockIsCorrectedAfterAStartIn1970()
    {
        await using var world = new GatewayWorld();
        await world.StartCollectorAsync();
        world.Enrol();
        world.Time.Forget();
        world.Start();
        await world.UntilDeliveredAsync();
        Assert.Equal("free running", world.Status.TimeQuality);
        world.Time.Correct();
        long before = world.Status.Counters.BatchesDelivered;
        await world.UntilAsync(() => world.Status.Counters.BatchesDelivered > before + 3, "batches after the correction");
        Assert.Equal("synchronised", world.Status.TimeQuality);
        await world.AssertNothingLostAsync();
        int[] years = [.. world.BatchYears()];
        Assert.Equal([1970, 2026], years);
    }

    [Fact]
    public async Task Goes_OnWhileTheDiskIsFull_AndTellsWhatWasDropped_WhenThereIsRoomAgain()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Enrol();
        world.Start();
        await world.UntilAsync(() => world.Status.Counters.BatchesSealed > 3, "a backlog");
        world.Gateway.Outbox.LimitPages(1);
        await world.UntilAsync(() => world.Gateway.Writer.Fault is not null, "a full disk");
        Overfill(world.Gateway, 7);
        long actions = world.Status.Counters.Readings;
        await world.UntilAsync(() => world.Status.Counters.Readings > actions + 20, "sensors that go on");
        Assert.True(world.Status.Actuators.Single().On);
        Finding outbox = Assert.Single(await world.ExamineAsync(), finding => finding.Subject == "outbox");
        Assert.Equal(Health.Bad, outbox.Health);
        world.Gateway.Outbox.LimitPages(1_000_000);
        await world.StartCollectorAsync();
        await AssertLossIsToldAsync(world, 7);
    }

    [Fact]
    public async Task Delivers_EverythingOnce_WhenTheClockIsSetBackWhileItRuns()
    {
        await using var world = new GatewayWorld();
        await world.StartCollectorAsync();
        world.Enrol();
        world.Start();
        await world.UntilDeliveredAsync();
        world.Time.SetBack(TimeSpan.FromDays(400));
        long before = world.Status.Counters.BatchesDelivered;
        long readings = world.Status.Counters.Readings;
        await world.UntilAsync(() => world.Status.Counters.BatchesDelivered > before + 5, "batches after the jump");
        Assert.True(world.Status.Counters.Readings > readings);
        Assert.Equal("good", world.Channel("air.temperature").Quality.Replace("simulated", "good", StringComparison.Ordinal));
        Assert.True(world.Status.Actuators.Single().On);
        await world.AssertNothingLostAsync();
        Assert.Equal([2025, 2026], [.. world.BatchYears()]);
    }

    [Fact]
    public async Task Refuses_ASecondGatewayOnTheSameState()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Start();
        Result<Gateway, string> second = world.Open();
        Assert.False(second.IsOk);
        Assert.Contains("Another gateway uses the state folder", second.Reason, StringComparison.Ordinal);
        await world.UntilAsync(() => world.Status.Counters.BatchesSealed > 1, "the first one goes on");
        await world.StopAsync();
        world.Start();
    }

    /// <summary>A tombstone counts exactly what found no room, and everything else arrives once.</summary>
    private static async Task AssertLossIsToldAsync(GatewayWorld world, int least)
    {
        await world.UntilAsync(() => world.Overview.Totals.Tombstones > 0, "a tombstone at the collector");
        await world.UntilDeliveredAsync();
        long lost = world.Gateway.Hub.Buffers[0].Lost;
        Assert.True(lost >= least, $"{lost}");
        Assert.Equal(lost, world.Stream.Dropped);
        await world.AssertNothingLostAsync();
    }

    private static void AssertExplained(GatewayWorld world, int tombstones)
    {
        Assert.Equal((0L, 0L), (world.Overview.Totals.Gaps, world.Overview.Totals.Refused));
        Assert.Equal(tombstones, world.Stream.Tombstones);
    }

    /// <summary>As if nothing could be sealed for hours.</summary>
    private static void Overfill(Gateway gateway, int tooMany)
    {
        for (int i = 0; i < StreamBuffer.MaxReadings + tooMany; i++)
        {
            gateway.Hub.Buffers[0].Add(new Reading(0, 20, Quality.Simulated, QualityReason.None, gateway.Clock.Now()));
        }
    }
}
