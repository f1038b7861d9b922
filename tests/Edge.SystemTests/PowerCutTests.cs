namespace Edge.SystemTests;

/// <summary>The power goes at any moment, under systemd: what was said to be stored arrives, once; the service, its
/// actuators and the file system come back.</summary>
[Collection("lab")]
public sealed class PowerCutTests(Lab lab) : IAsyncLifetime
{
    private readonly CutLedger _ledger = new(lab);

    public async Task InitializeAsync()
    {
        await lab.ResetAsync();
        await _ledger.OpenAsync();
        await TellStepsAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("sealed")]
    [InlineData("stored")]
    [InlineData("offered")]
    [InlineData("receipted")]
    [InlineData("settled")]
    public async Task Loses_NothingThatWasStored_WhenThePowerGoesAfterEachStep(string step)
    {
        int from = (await lab.ConsoleAsync()).Length;
        string said = $"step {step} ";
        await lab.UntilAsync(async () => (await lab.ConsoleAsync())[from..].Contains(said, StringComparison.Ordinal), step);
        await CutAndCheckAsync();
    }

    [Fact]
    public async Task Loses_NothingThatWasStored_WhenThePowerGoesAtRandom()
    {
        Random dice = CutLedger.Dice;
        for (int cut = 0; cut < 10; cut++)
        {
            await Task.Delay(dice.Next(0, 3_000));
            await CutAndCheckAsync();
        }
    }

    /// <summary>The unit logs its steps to the console, which is outside the gateway and survives
    /// it.</summary>
    private async Task TellStepsAsync() => await lab.InGuestAsync("""
        mkdir -p /etc/systemd/system/edge.service.d
        cat > /etc/systemd/system/edge.service.d/steps.conf <<'UNIT'
        [Service]
        ExecStart=
        ExecStart=/usr/lib/edge/edge run --verbose
        StandardError=file:/dev/console
        DeviceAllow=/dev/console rw
        UNIT
        systemctl daemon-reload && systemctl restart edge && sync
        """);

    private async Task CutAndCheckAsync()
    {
        await lab.CutPowerAsync();
        HashSet<Entry> said = await _ledger.SaidAsync();
        Assert.NotEmpty(said);
        SafeLines lines = await SafeLines.WatchAsync(lab);
        await lab.BootAsync();
        await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Counters.Scans: > 3 }, "a service that is up");
        await lines.AssertFirstAsync();
        await lab.AssertDeliveredAsync();
        await _ledger.AssertThereAsync(said);
    }
}
