namespace Edge.SystemTests;

/// <summary>Whatever ends the service, the line goes to its safe state, and nothing else is ever seen
/// first.</summary>
[Collection("lab")]
public sealed class SafeStateTests(Lab lab) : IAsyncLifetime
{
    private const string Relay = "GPIO17";

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
        int before = (await lab.HistoryAsync(Relay)).Length;
        await lab.InGuestAsync("systemctl kill --signal=KILL edge");
        await lab.BoardShowsAsync("relay1", "off");
        await lab.BoardShowsAsync("relay1", "on");
        AssertSafeFirst((await lab.HistoryAsync(Relay))[before..]);
        Assert.Contains("Result=success", await lab.InGuestAsync("systemctl show edge -p Result"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_TheSafeStateFirst_AfterTheWatchdogEndedAServiceThatHangs()
    {
        int before = (await lab.HistoryAsync(Relay)).Length;
        int restarts = await RestartsAsync();
        await lab.InGuestAsync("systemctl kill --signal=STOP edge");
        await lab.UntilAsync(async () => await RestartsAsync() > restarts, "the watchdog");
        await lab.BoardShowsAsync("relay1", "on");
        AssertSafeFirst((await lab.HistoryAsync(Relay))[before..]);
        Assert.Contains("watchdog", await lab.InGuestAsync("journalctl -u edge --no-pager -n 50"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Shows_TheSafeStateLast_WhenTheServiceIsStopped()
    {
        int before = (await lab.HistoryAsync(Relay)).Length;
        await lab.InGuestAsync("systemctl stop edge");
        Assert.Equal(["output low", "free"], Plain((await lab.HistoryAsync(Relay))[before..]));
        await lab.BoardShowsAsync("relay1", "off");
    }

    [Fact]
    public async Task Shows_TheSafeStateFirst_AfterAPowerCut()
    {
        int before = (await lab.HistoryAsync(Relay)).Length;
        await lab.CutPowerAsync();
        await lab.BoardShowsAsync("relay1", "off");
        await lab.BootAsync();
        await lab.BoardShowsAsync("relay1", "on");
        AssertSafeFirst((await lab.HistoryAsync(Relay))[before..]);
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

    private async Task<int> RestartsAsync() =>
        int.Parse((await lab.InGuestAsync("systemctl show edge -p NRestarts --value")).Trim(), System.Globalization.CultureInfo.InvariantCulture);

    private static string[] Plain(string[] history) =>
    [
        .. history.Select(line => line.Replace(" edge", "", StringComparison.Ordinal))
            .Where(line => line.StartsWith("output", StringComparison.Ordinal) || line == "free"),
    ];

    /// <summary>The relay's line is let go, then driven to off, and only later to on.</summary>
    private static void AssertSafeFirst(string[] history)
    {
        string[] seen = Plain(history);
        int safe = Array.IndexOf(seen, "output low");
        int on = Array.IndexOf(seen, "output high");
        Assert.True(safe >= 0 && on > safe, string.Join("; ", history));
    }
}
