namespace Edge.SystemTests;

/// <summary>Weeks without a link.</summary>
[Collection("own lab")]
public sealed class BacklogTests(Lab lab) : IAsyncLifetime
{
    public Task InitializeAsync() => lab.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Delivers_ABacklogOfWeeks_WhileItMeasuresAndSwitches()
    {
        const long readings = 5_000_000;
        await lab.AssertDeliveredAsync();
        long before = (await lab.CollectedAsync()).Totals.Readings;
        await lab.LinkAsync("down");
        await lab.InGuestAsync("systemctl stop edge");
        await lab.InGuestAsync($"""
            cd /tmp && LD_LIBRARY_PATH=/usr/lib/edge setpriv --reuid edge --regid edge --init-groups /lab/edge-simulator backlog \
                --site /etc/edge/site.yaml --boards /usr/share/edge/hardware-profiles --state /var/lib/edge --trust /etc/edge/trust \
                --readings {readings}
            systemctl start edge
            """, TimeSpan.FromMinutes(6));
        await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Counters.Scans: > 3 }, "a gateway that scans");
        Assert.InRange((await lab.StatusAsync()).Outbox.WaitingRecords, readings / 10_000, readings);
        await lab.LinkAsync("up");
        await lab.UntilAsync(async () => (await lab.StatusAsync()).Counters.Receipts > 3, "receipts");
        await lab.BoardAsync("set", "bme280.temperature", "33");
        await lab.BoardShowsAsync("relay1", "on");
        long most = 0;
        await lab.UntilAsync(
            async () =>
            {
                most = Math.Max(most, await lab.UnitNumberAsync("MemoryCurrent"));
                return (await lab.StatusAsync()).Outbox.WaitingRecords < 20;
            },
            "an outbox that runs empty", TimeSpan.FromMinutes(5));
        Assert.InRange(most, 1, (await lab.UnitNumberAsync("MemoryMax")) - 1);
        await lab.AssertDeliveredAsync();
        Assert.True((await lab.CollectedAsync()).Totals.Readings >= before + readings);
    }
}
