using System.Security.Cryptography;
using Edge.Host.Doctor;
using Edge.Sealing;
using Edge.Tests.Collector;
using Microsoft.AspNetCore.Http;

namespace Edge.Tests.Host;

/// <summary>Whatever the collector does, the gateway measures, decides and keeps; once it is right, everything arrives once.</summary>
public sealed class CollectorFaultTests
{
    [Fact]
    public async Task Delivers_EverythingOnce_WhenAnAbsentCollectorComesBack()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Enrol();
        world.Start();
        await world.UntilAsync(() => world.Status is { Counters.BatchesSealed: > 5, Uplink.LastFailure: not null }, "a backlog");
        Assert.Contains("nobody answers", world.Status.Uplink.LastFailure, StringComparison.Ordinal);
        await world.StartCollectorAsync();
        await world.UntilDeliveredAsync();
        await world.StopCollectorAsync();
        long delivered = world.Status.Counters.BatchesDelivered;
        await world.UntilAsync(() => world.Status.Counters.BatchesSealed > delivered + 5, "another backlog");
        await world.StartCollectorAsync();
        await world.UntilAsync(() => world.Status.Counters.BatchesDelivered > delivered + 5, "the second backlog");
        await world.AssertNothingLostAsync();
    }

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("{\"version\": 1", "is no enrolment file")]
    public async Task Goes_OnWithoutKnowingItsCollector_AndDeliversOnceItDoes(string? damaged, string told)
    {
        await using var world = new GatewayWorld();
        if (damaged is not null) { File.WriteAllText(Path.Combine(world.Options.Trust, "platform.collector.json"), damaged); }
        world.Start();
        await world.UntilAsync(
            () => world.Status is { Counters.Readings: > 20 } status && status.Actuators[0].On, "rules that go on");
        Assert.Contains(told, world.Status.Outbox.Fault, StringComparison.Ordinal);
        Assert.Contains(told, world.Status.Uplink.LastFailure, StringComparison.Ordinal);
        Finding keys = Assert.Single(await world.ExamineAsync(), finding => finding.Subject == "recipients");
        Assert.Equal(Health.Bad, keys.Health);
        await world.StartCollectorAsync();
        world.Enrol();
        await world.UntilDeliveredAsync();
        await world.AssertNothingLostAsync();
    }

    [Theory]
    [InlineData("nonsense", "not a receipt")]
    [InlineData("error", "500")]
    [InlineData("huge", "longer than")]
    [InlineData("slow", "no answer within")]
    public async Task Keeps_Everything_WhileTheCollectorAnswersWrongly(string way, string failure)
    {
        await using WrongCollector wrong = await WrongCollector.StartAsync(context => AnswerAsync(context, way));
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Enrol();
        world.Trust(world.Made with { Url = wrong.Address, TlsPin = wrong.Pin });
        world.Start();
        await world.UntilAsync(
            () => world.Status.Uplink.LastFailure?.Contains(failure, StringComparison.Ordinal) == true, $"'{failure}'");
        long readings = world.Status.Counters.Readings;
        await world.UntilAsync(() => world.Status.Counters.Readings > readings + 20, "more readings");
        Assert.True(world.Status.Actuators.Single().On);
        Assert.Equal(0, world.Status.Counters.RecordsDelivered);
        await world.StopAsync();
        await world.StartCollectorAsync();
        world.Start();
        await world.UntilDeliveredAsync();
        await world.AssertNothingLostAsync();
    }

    [Fact]
    public async Task Waits_AndLetsTheDoctorSayWhy_WhenThePinIsWrong()
    {
        await using var world = new GatewayWorld();
        await world.StartCollectorAsync();
        world.Enrol();
        world.Trust(world.Made with { TlsPin = RandomNumberGenerator.GetBytes(32) });
        world.Start();
        await world.UntilAsync(() => world.Status is { Uplink.LastFailure: not null, Outbox.WaitingRecords: > 3 }, "a refusal");
        Finding uplink = Assert.Single(await world.ExamineAsync(), finding => finding.Subject == "uplink");
        Assert.Equal(Health.Bad, uplink.Health);
        Assert.Contains($"sha256/{Convert.ToBase64String(world.Made.TlsPin.Span)}", uplink.State, StringComparison.Ordinal);
        Assert.Contains("not the enrolled one", uplink.State, StringComparison.Ordinal);
        Assert.Contains("nothing is lost", uplink.NextStep, StringComparison.Ordinal);
        await world.StopAsync();
        Assert.Empty(world.Overview.Devices);
        world.Trust(world.Made);
        world.Start();
        await world.UntilDeliveredAsync();
        await world.AssertNothingLostAsync();
    }

    [Fact]
    public async Task Believes_NoReceiptOfAnotherKey_AndStoresNothingTwice()
    {
        await using var world = new GatewayWorld();
        await world.StartCollectorAsync();
        world.Enrol();
        world.Trust(world.Made with { ReceiptKey = world.Made.TlsPin });
        world.Start();
        await world.UntilAsync(() => world.Status.Uplink.LastFailure is not null && world.Overview.Totals.Batches > 0, "a refused receipt");
        Assert.Contains("receipt is not genuine", world.Status.Uplink.LastFailure, StringComparison.Ordinal);
        Assert.Equal(0, world.Status.Counters.RecordsDelivered);
        await world.StopAsync();
        world.Trust(world.Made);
        world.Start();
        await world.UntilDeliveredAsync();
        await world.AssertNothingLostAsync();
        Assert.True(world.Overview.Totals.Duplicates > 0);
    }

    [Fact]
    public async Task Keeps_Everything_WhileTheCollectorsDiskIsFull()
    {
        await using var world = new GatewayWorld();
        await world.StartCollectorAsync();
        world.Collector.LimitStorePages(1);
        world.Enrol();
        world.Start();
        await world.UntilAsync(() => world.Status.Uplink.LastFailure is not null, "a refusal");
        Assert.Contains("503", world.Status.Uplink.LastFailure, StringComparison.Ordinal);
        Assert.Contains("DiskFull", world.Status.Uplink.LastFailure, StringComparison.Ordinal);
        world.Collector.LimitStorePages(1_000_000);
        await world.UntilDeliveredAsync();
        await world.AssertNothingLostAsync();
    }

    private static async Task AnswerAsync(HttpContext context, string way)
    {
        switch (way)
        {
            case "nonsense":
                await context.Response.WriteAsync("<h1>Log in to the network</h1>");
                break;
            case "error":
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                break;
            case "huge":
                context.Response.ContentType = Receipt.MediaType;
                await context.Response.Body.WriteAsync(new byte[8 * SealingLimits.MaxReceiptBytes], CancellationToken.None);
                break;
            default:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
        }
    }
}
