using Edge.Device.Control;

namespace Edge.SystemTests;

/// <summary>Little memory, no room on the card, a clock at 1970, a root that cannot be written.</summary>
[Collection("lab")]
public sealed class ResourceTests(Lab lab) : IAsyncLifetime
{
    public Task InitializeAsync() => lab.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Keeps_WellBelowTheMemoryThatTheUnitMayUse()
    {
        long most = await lab.UnitNumberAsync("MemoryMax");
        Assert.Equal(128L << 20, most);
        await lab.UntilAsync(async () => (await lab.StatusAsync()).Counters.Receipts > 3, "receipts");
        Assert.InRange(await lab.UnitNumberAsync("MemoryCurrent"), 1, most / 2);
    }

    [Fact]
    public async Task Comes_BackWhole_AfterTheKernelTookItsMemory()
    {
        await lab.InGuestAsync("systemctl set-property --runtime edge MemoryMax=12M MemorySwapMax=0");
        await lab.UntilAsync(
            async () => (await lab.InGuestAsync("journalctl -u edge -o cat -n 40 --no-pager")).Contains("oom", StringComparison.Ordinal),
            "the kernel's hand");
        await lab.InGuestAsync("systemctl set-property --runtime edge MemoryMax=128M; systemctl reset-failed edge; systemctl restart edge");
        await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Counters.Scans: > 3 }, "a service that is up");
        await lab.AssertDeliveredAsync();
    }

    [Fact]
    public async Task Goes_OnWithRules_WhileTheCardIsFull_AndLosesNoRecord()
    {
        await lab.AssertDeliveredAsync();
        await lab.LinkAsync("down");
        await lab.InGuestAsync("dd if=/dev/zero of=/var/lib/edge/fill bs=64k 2>/dev/null; df /var/lib/edge | grep 100%");
        try
        {
            await lab.UntilAsync(async () => (await lab.StatusAsync()).Outbox.Fault is not null, "a full card");
            await lab.BoardAsync("set", "bme280.temperature", "33");
            await lab.BoardShowsAsync("relay1", "on");
            await lab.InGuestAsync("systemctl restart edge");
            await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Counters.Scans: > 3 }, "a gateway that scans");
            StatusReport status = await lab.StatusAsync();
            Assert.True(status.Outbox.WaitingRecords > 0, $"What waits is seen on a full card too: {status.Outbox.Fault}");
        }
        finally
        {
            await lab.InGuestAsync("rm -f /var/lib/edge/fill");
        }

        await lab.UntilAsync(async () => (await lab.StatusAsync()).Outbox.Fault is null, "room again");
        await lab.LinkAsync("up");
        await lab.AssertDeliveredAsync();
    }

    [Fact]
    public async Task Says_WhoseTheOutboxMustBe_AfterAPersonRanItAsRoot()
    {
        await lab.InGuestAsync("chown root:root /var/lib/edge/outbox.db.reserve; systemctl restart edge");
        await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Outbox.Fault: not null }, "a refusal");
        StatusReport status = await lab.StatusAsync();
        Assert.Contains("outbox.db.reserve", status.Outbox.Fault, StringComparison.Ordinal);
        Assert.Contains("must belong to edge", status.Outbox.Fault, StringComparison.Ordinal);
        await lab.InGuestAsync("chown edge:edge /var/lib/edge/outbox.db.reserve");
        await lab.UntilAsync(async () => (await lab.StatusAsync()).Outbox.Fault is null, "an outbox that opened by itself");
        await lab.AssertDeliveredAsync();
    }

    [Fact]
    public async Task Measures_AndDelivers_WithAClockAt1970()
    {
        // The kernel refuses a time before its own start.
        await lab.InGuestAsync("systemctl stop edge; date +%s > /run/now; date -s @86400 > /dev/null && systemctl start edge");
        try
        {
            await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Counters.RecordsDelivered: > 3 }, "deliveries in 1970");
            StatusReport status = await lab.StatusAsync();
            Assert.Equal(1970, DateTimeOffset.FromUnixTimeMilliseconds(status.NowUnixMs).Year);
            Assert.Equal("free running", status.TimeQuality);
            await lab.BoardAsync("set", "bme280.temperature", "33");
            await lab.BoardShowsAsync("relay1", "on");
        }
        finally
        {
            await lab.InGuestAsync("date -s @$(cat /run/now) > /dev/null; systemctl restart edge");
        }

        await lab.AssertDeliveredAsync();
    }

    [Fact]
    public async Task Runs_OnARootThatCannotBeWritten()
    {
        await lab.InGuestAsync("sync; mount -o remount,ro / && systemctl restart edge");
        try
        {
            await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Counters.RecordsDelivered: > 3 }, "deliveries");
            Assert.Contains("ro", (await lab.InGuestAsync("findmnt -no OPTIONS /")).Trim().Split(','));
        }
        finally
        {
            await lab.InGuestAsync("mount -o remount,rw /");
        }
    }
}
