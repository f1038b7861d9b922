using Edge.Audit;

namespace Edge.SystemTests;

/// <summary>Whatever ends the service, the line goes to its safe state, and nothing else is ever seen
/// first.</summary>
[Collection("lab")]
public sealed class SafeStateTests(Lab lab) : IAsyncLifetime
{
    private readonly AuditSight _audit = new(lab);

    public async Task InitializeAsync()
    {
        await lab.ResetAsync();
        await lab.BoardAsync("set", "bme280.temperature", "31.5");
        await lab.BoardShowsAsync("relay1", "on");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Shows_TheSafeStateFirst_AfterTheServiceWasKilled()
    {
        SafeLines lines = await SafeLines.WatchAsync(lab);
        long first = await _audit.NextAsync();
        await lab.InGuestAsync("systemctl kill --signal=KILL edge");
        await lab.BoardShowsAsync("relay1", "off");
        await lab.BoardShowsAsync("relay1", "on");
        await lines.AssertFirstAsync();
        Assert.Equal("ended by signal KILL", await LostAsync(first));
        Assert.Contains("Result=success", await lab.InGuestAsync("systemctl show edge -p Result"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_TheSafeStateFirst_AfterTheWatchdogEndedAServiceThatHangs()
    {
        SafeLines lines = await SafeLines.WatchAsync(lab);
        long first = await _audit.NextAsync();
        int restarts = await RestartsAsync();
        await lab.InGuestAsync("systemctl kill --signal=STOP edge");
        await lab.UntilAsync(async () => await RestartsAsync() > restarts, "the watchdog");
        await lab.BoardShowsAsync("relay1", "on");
        await lines.AssertFirstAsync();
        Assert.Contains("watchdog", await lab.InGuestAsync("journalctl -u edge --no-pager -n 50"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("ended by systemd's watchdog", await LostAsync(first));
        Assert.Equal("edge.service", Assert.Single(await _audit.FromAsync(first), line => line.Event == AuditEvent.WatchdogEnded).Subject);
    }

    [Fact]
    public async Task Shows_TheSafeStateLast_WhenTheServiceIsStopped()
    {
        SafeLines lines = await SafeLines.WatchAsync(lab);
        await lab.InGuestAsync("systemctl stop edge");
        await lab.BoardShowsAsync("relay1", "off");
        await lines.AssertLastAsync();
    }

    [Fact]
    public async Task Shows_TheSafeStateLast_WhenTheGatewayIsSwitchedOff()
    {
        SafeLines lines = await SafeLines.WatchAsync(lab);
        await lab.InGuestAsync("systemctl --no-block poweroff");
        await lab.UntilAsync(() => Task.FromResult(!lab.IsOn), "the end of the gateway");
        Assert.Equal("halt", lab.End);
        await lines.AssertLastAsync();
    }

    [Fact]
    public async Task Shows_TheSafeStateFirst_AfterAPowerCut()
    {
        SafeLines lines = await SafeLines.WatchAsync(lab);
        long first = await _audit.NextAsync();
        await lab.CutPowerAsync();
        await lab.BoardShowsAsync("relay1", "off");
        await lab.BootAsync();
        await lab.BoardShowsAsync("relay1", "on");
        await lines.AssertFirstAsync();
        Assert.StartsWith("with its machine", await LostAsync(first), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fault bme280 nak")]
    [InlineData("fault i2c-1 hang")]
    [InlineData("unplug i2c-1")]
    public async Task Takes_TheSafeState_WhenTheInputIsLost_AndComesBack(string order)
    {
        await lab.BoardAsync(order.Split(' '));
        await lab.BoardShowsAsync("relay1", "off");
        Assert.Equal("stale input", (await lab.StatusAsync()).Actuators.Single(actuator => actuator.Name == "relay1").Cause);
        await lab.BoardAsync(order.StartsWith("fault", StringComparison.Ordinal) ? ["mend", order.Split(' ')[1]] : ["plug", "i2c-1"]);
        await lab.BoardShowsAsync("relay1", "on");
    }

    /// <summary>What the log says, from an index on, of the one run that ended without being asked.</summary>
    private async Task<string> LostAsync(long first) =>
        Assert.Single(await _audit.FromAsync(first), line => line.Event == AuditEvent.GatewayLost).Detail;

    private async Task<int> RestartsAsync() =>
        int.Parse((await lab.InGuestAsync("systemctl show edge -p NRestarts --value")).Trim(), System.Globalization.CultureInfo.InvariantCulture);
}
