using Edge.Audit;
using Edge.Keys;
using Edge.Platform.Outbox;
using Edge.Platform.Uplink;
using Edge.Sealing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Tests.Collector;

/// <summary>From an outbox over real TLS into a real store and back: what may delete a record, and what may not.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task Delivers_Everything_AndForgetsOnlyWhatIsReceipted()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(150);
        UplinkSession session = world.Session();
        SettledRecords first = (await session.OfferAsync(default)).Value;
        Assert.Equal((64, 63), (first.Records, first.Batches));
        Assert.Equal(87, world.Outbox.State().Records);
        while ((await session.OfferAsync(default)).Value.Records > 0) { }
        Assert.Equal(0, world.Outbox.State().Records);
        Assert.Equal((150, 0, 0), (world.Overview.Totals.Batches, world.Overview.Totals.Gaps, world.Overview.Totals.Duplicates));
        Assert.Equal((3, 151, 150), (session.Counters.Receipts, session.Counters.RecordsDelivered, session.Counters.BatchesDelivered));
        Assert.Equal(1_790_000_000_000, session.CollectorUnixMilliseconds);
        Assert.Equal(151UL, world.Outbox.Head("weather").Sequence);
    }

    [Fact]
    public async Task Stores_Once_WhenTheReceiptIsLost()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(5);
        UplinkSession real = world.Session();
        var losing = new LosingUplink(new HttpUplink(world.Made with { Url = world.Server.ListenAddress }, TimeProvider.System));
        UplinkSession lossy = world.Session(uplink: losing);
        Assert.Equal(UplinkFault.Unreachable, (await lossy.OfferAsync(default)).Reason.Fault);
        Assert.Equal(6, world.Outbox.State().Records);
        Assert.Equal(6, (await real.OfferAsync(default)).Value.Duplicates);
        Assert.Equal(15, world.Overview.Totals.StoredReadings);
    }

    [Fact]
    public async Task Waits_ForEnrolment_AndDeliversAfterIt()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync(enrol: false);
        world.Fill(2);
        UplinkSession session = world.Session();
        UplinkFailure failure = (await session.OfferAsync(default)).Reason;
        Assert.Equal(UplinkFault.NotEnrolled, failure.Fault);
        Assert.Contains(world.Gateway.Device.ToString(), failure.Text, StringComparison.Ordinal);
        Assert.Equal(3, world.Outbox.State().Records);
        world.Enrol();
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, (await session.OfferAsync(default)).Value.Records);
    }

    [Fact]
    public async Task Refuses_AnotherServersKey_BeforeAByteOfTheUploadIsSent()
    {
        bool reached = false;
        await using WrongCollector wrong = await WrongCollector.StartAsync(_ => { reached = true; return Task.CompletedTask; });
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(1);
        UplinkFailure failure = (await world.Session(world.Made with { Url = wrong.Address }).OfferAsync(default)).Reason;
        Assert.Equal(UplinkFault.WrongKey, failure.Fault);
        Assert.Contains($"sha256/{Convert.ToBase64String(wrong.Pin)}", failure.Text, StringComparison.Ordinal);
        Assert.False(reached);
        Assert.Equal(2, world.Outbox.State().Records);
    }

    [Fact]
    public async Task Deletes_Nothing_OnNonsense_AndRecovers()
    {
        int turn = 0;
        await using WrongCollector wrong = await WrongCollector.StartAsync(context => AnswerNonsenseAsync(context, turn++));
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(20);
        UplinkSession session = world.Session(world.Made with { Url = wrong.Address, TlsPin = wrong.Pin });
        List<UplinkFault> faults = [];
        for (int i = 0; i < 6; i++) { faults.Add((await session.OfferAsync(default)).Reason.Fault); }
        Assert.Equal(
            [UplinkFault.Nonsense, UplinkFault.Nonsense, UplinkFault.CollectorBusy, UplinkFault.ReceiptRefused,
                UplinkFault.ReceiptRefused, UplinkFault.Nonsense],
            faults);
        Assert.Equal(21, world.Outbox.State().Records);
        Assert.Equal(21, (await world.Session().OfferAsync(default)).Value.Records);
    }

    [Fact]
    public async Task Honours_RetryAfter_UpToAnHour()
    {
        string wait = "7";
        await using WrongCollector wrong = await WrongCollector.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = wait;
            return Task.CompletedTask;
        });
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(1);
        UplinkSession session = world.Session(world.Made with { Url = wrong.Address, TlsPin = wrong.Pin });
        Assert.Equal(TimeSpan.FromSeconds(7), (await session.OfferAsync(default)).Reason.RetryAfter);
        wait = "86400000";
        Assert.Equal(TimeSpan.FromHours(1), (await session.OfferAsync(default)).Reason.RetryAfter);
    }

    [Fact]
    public async Task Gives_UpOnASlowAnswer_AndOffersLessNextTime()
    {
        List<int> sizes = [];
        await using WrongCollector wrong = await WrongCollector.StartAsync(context =>
            Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(40);
        CollectorDescriptor slow = world.Made with { Url = wrong.Address, TlsPin = wrong.Pin };
        using var http = new HttpUplink(slow, TimeProvider.System, TimeSpan.FromMilliseconds(500));
        UplinkSession session = world.Session(slow, new WeighingUplink(http, sizes));
        for (int i = 0; i < 2; i++) { Assert.Equal(UplinkFault.TooSlow, (await session.OfferAsync(default)).Reason.Fault); }
        Assert.True(sizes[1] < sizes[0], $"{sizes[0]}, then {sizes[1]}");
        Assert.Equal(41, world.Outbox.State().Records);
    }

    [Fact]
    public async Task Refuses_AReceiptWithAnyByteAltered()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(1);
        using var http = new HttpUplink(world.Made with { Url = world.Server.ListenAddress }, TimeProvider.System);
        for (int position = 0; position < 260; position += 13)
        {
            UplinkFailure failure = (await world.Session(uplink: new AlteringUplink(http, position)).OfferAsync(default)).Reason;
            Assert.Equal(UplinkFault.ReceiptRefused, failure.Fault);
        }

        Assert.Equal(2, world.Outbox.State().Records);
    }

    [Fact]
    public async Task Sets_AsideWhatTheCollectorSaysNothingAbout_AndDeliversTheRest()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(3, "weather");
        using var http = new HttpUplink(world.Made with { Url = world.Server.ListenAddress }, TimeProvider.System);
        UplinkSession session = world.Session(uplink: new GarblingUplink(http));
        // The first record of each upload arrives as something that a newer collector might read.
        Assert.Equal(3, (await session.OfferAsync(default)).Value.Records);
        Assert.Equal(1, session.SetAside);
        world.Fill(2, "alarms");
        Assert.Equal(2, (await session.OfferAsync(default)).Value.Records);
        world.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(2, (await world.Session().OfferAsync(default)).Value.Records);
        Assert.Equal(0, world.Overview.Totals.Gaps);
    }

    [Fact]
    public async Task Keeps_MemoryFlat_WhileTheCollectorAnswersHugeNonsense()
    {
        byte[] huge = new byte[1024 * 1024];
        await using WrongCollector wrong = await WrongCollector.StartAsync(async context =>
        {
            context.Response.ContentType = Receipt.MediaType;
            await context.Response.Body.WriteAsync(huge, CancellationToken.None);
        });
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(60);
        UplinkSession session = world.Session(world.Made with { Url = wrong.Address, TlsPin = wrong.Pin });
        for (int i = 0; i < 10; i++) { Assert.False((await session.OfferAsync(default)).IsOk); }
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 100; i++) { Assert.Equal(UplinkFault.Nonsense, (await session.OfferAsync(default)).Reason.Fault); }
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 16 * 1024 * 1024, $"grown by {grown} bytes");
        Assert.Equal(61, world.Outbox.State().Records);
    }

    [Fact]
    public async Task Tells_TheAuditLogWhatTheCollectorRefusesForGood()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(2);
        Assert.Equal(3, (await world.Session().OfferAsync(default)).Value.Records);
        Assert.Empty(world.Trail.Entries);
        world.Fill(1, from: default(ChainHead));
        Assert.Equal(2, (await world.Session().OfferAsync(default)).Value.Refused);
        Assert.Equal(
            [
                (AuditEvent.DeliveryRefused, AuditActor.Edge, "platform", "record 1 of weather: fork"),
                (AuditEvent.DeliveryRefused, AuditActor.Edge, "platform", "record 2 of weather: fork"),
            ],
            world.Trail.Entries);
    }

    [Fact]
    public async Task Drains_AtShutdown_AndSaysSo()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(100);
        CollectorDescriptor collector = world.Made with { Url = world.Server.ListenAddress };
        using var http = new HttpUplink(collector, TimeProvider.System);
        using var loop = new UplinkLoop(
            world.Outbox, http, collector, () => world.Gateway.Device, TimeSpan.FromHours(1), System.Security.Cryptography.RandomNumberGenerator.Fill,
            world.Trail, TimeProvider.System, NullLogger<UplinkLoop>.Instance);
        Assert.True(await loop.DrainAsync(TimeSpan.FromSeconds(60), default));
        Assert.Equal((UplinkState.Stopped, 101L), (loop.Status.State, loop.Status.Counters.RecordsDelivered));
    }

    [Fact]
    public async Task Survives_TheCollectorsRestart_InTheMiddle()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(100);
        await world.Session().OfferAsync(default);
        Uri gone = world.Server.ListenAddress;
        await world.StopServerAsync();
        UplinkFailure away = (await world.Session(world.Made with { Url = gone }).OfferAsync(default)).Reason;
        Assert.Equal(UplinkFault.Unreachable, away.Fault);
        await world.StartServerAsync();
        UplinkSession again = world.Session();
        while ((await again.OfferAsync(default)).Value.Records > 0) { }
        Assert.Equal((300, 0), (world.Overview.Totals.StoredReadings, world.Overview.Totals.Gaps));
    }

    private static Task AnswerNonsenseAsync(HttpContext context, int turn)
    {
        (int status, string type, string body) = turn switch
        {
            0 => (200, "text/html", "<h1>Log in to the network</h1>"),
            1 => (302, "text/html", ""),
            2 => (500, "text/plain", "oops"),
            3 => (200, Receipt.MediaType, ""),
            4 => (200, Receipt.MediaType, new string('x', 1_000)),
            _ => (200, Receipt.MediaType, new string('x', SealingLimits.MaxReceiptBytes + 1)),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    }

    private sealed class LosingUplink(HttpUplink real) : IUplink
    {
        public async Task<Result<ReadOnlyMemory<byte>, UplinkFailure>> SendAsync(
            ReadOnlyMemory<byte> upload, CancellationToken cancellationToken)
        {
            await real.SendAsync(upload, cancellationToken);
            real.Dispose();
            return new UplinkFailure(UplinkFault.Unreachable, "cut");
        }
    }

    private sealed class AlteringUplink(HttpUplink real, int position) : IUplink
    {
        public async Task<Result<ReadOnlyMemory<byte>, UplinkFailure>> SendAsync(
            ReadOnlyMemory<byte> upload, CancellationToken cancellationToken)
        {
            byte[] receipt = (await real.SendAsync(upload, cancellationToken)).Value.ToArray();
            receipt[position % receipt.Length] ^= 0x10;
            return new ReadOnlyMemory<byte>(receipt);
        }
    }

    private sealed class WeighingUplink(HttpUplink real, List<int> sizes) : IUplink
    {
        public Task<Result<ReadOnlyMemory<byte>, UplinkFailure>> SendAsync(
            ReadOnlyMemory<byte> upload, CancellationToken cancellationToken)
        {
            sizes.Add(upload.Length);
            return real.SendAsync(upload, cancellationToken);
        }
    }

    private sealed class GarblingUplink(HttpUplink real) : IUplink
    {
        public Task<Result<ReadOnlyMemory<byte>, UplinkFailure>> SendAsync(
            ReadOnlyMemory<byte> upload, CancellationToken cancellationToken)
        {
            Upload read = Upload.Decode(upload).Value;
            byte[] garbled = [0xC0, .. read.Records[0].Span[1..]];
            return real.SendAsync((read with { Records = read.Records.SetItem(0, garbled) }).Encode(), cancellationToken);
        }
    }
}
