namespace Edge.SystemTests;

/// <summary>To a collector in another network namespace, over TLS.</summary>
[Collection("lab")]
public sealed class DeliveryTests(Lab lab) : IAsyncLifetime
{
    public Task InitializeAsync() => lab.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public Task Keeps_WhatItSealed_WhileTheLinkIsDown_AndOverAPowerCut() => KeepsOverAsync(async () =>
    {
        await lab.CutPowerAsync();
        await lab.BootAsync();
    });

    [Fact]
    public Task Keeps_WhatItSealed_WhileTheLinkIsDown_AndOverAReboot() => KeepsOverAsync(() => lab.RebootAsync());

    [Fact]
    public async Task Delivers_ToAnotherNamespace_AndDeletesOnReceiptsOnly()
    {
        long before = (await lab.CollectedAsync()).Totals.Records;
        await lab.UntilAsync(async () => (await lab.CollectedAsync()).Totals.Records > before + 5, "records at the collector");
        await lab.AssertDeliveredAsync();
        Assert.DoesNotContain("LISTEN", await lab.InGuestAsync("ss -Hltn | grep -v 127.0.0.1 || true"), StringComparison.Ordinal);
    }

    private async Task KeepsOverAsync(Func<Task> restart)
    {
        await lab.AssertDeliveredAsync();
        await lab.LinkAsync("down");
        await lab.UntilAsync(async () => (await lab.StatusAsync()).Outbox.WaitingRecords > 8, "a backlog");
        long waiting = (await lab.StatusAsync()).Outbox.WaitingRecords;
        await restart();
        await lab.UntilAsync(async () => await lab.TryStatusAsync() is not null, "a gateway that runs");
        Assert.True((await lab.StatusAsync()).Outbox.WaitingRecords >= waiting);
        await lab.LinkAsync("up");
        await lab.AssertDeliveredAsync();
    }
}
