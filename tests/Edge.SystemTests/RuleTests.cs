namespace Edge.SystemTests;

/// <summary>From a register on a bus, or a line, through a rule to an output line: seen from
/// outside.</summary>
[Collection("lab")]
public sealed class RuleTests(Lab lab) : IAsyncLifetime
{
    public Task InitializeAsync() => lab.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Switches_ARelayByAThermometer()
    {
        await lab.BoardShowsAsync("relay1", "off");
        await lab.BoardAsync("set", "bme280.temperature", "31.5");
        await lab.BoardShowsAsync("relay1", "on");
        Assert.Equal("rule warm", (await lab.StatusAsync()).Actuators.Single(actuator => actuator.Name == "relay1").Cause);
        await lab.BoardAsync("set", "bme280.temperature", "22");
        await lab.BoardShowsAsync("relay1", "off");
    }

    [Fact]
    public async Task Follows_AButton_ThroughTheOlderGpioLibrary()
    {
        Assert.Contains("libgpiod.so.2", await LibrariesAsync(), StringComparison.Ordinal);
        await FollowAsync();
    }

    // Debian 13 has version 2 only; the lab keeps it aside, because the gateway takes the newer one wherever it finds it.
    [Fact]
    public async Task Follows_AButton_ThroughTheNewerGpioLibrary()
    {
        await lab.InGuestAsync("""
            mkdir -p /run/systemd/system/edge.service.d
            printf '[Service]\nEnvironment=LD_LIBRARY_PATH=/usr/lib/edge-lab/gpiod2\n' > /run/systemd/system/edge.service.d/gpiod.conf
            systemctl daemon-reload && systemctl restart edge
            """);
        try
        {
            await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Counters.Scans: > 3 }, "a gateway that scans");
            string libraries = await LibrariesAsync();
            Assert.Contains("/usr/lib/edge-lab/gpiod2/libgpiod.so.3", libraries, StringComparison.Ordinal);
            Assert.DoesNotContain("libgpiod.so.2", libraries, StringComparison.Ordinal);
            await FollowAsync();
        }
        finally
        {
            await lab.InGuestAsync("rm /run/systemd/system/edge.service.d/gpiod.conf; systemctl daemon-reload && systemctl restart edge");
        }
    }

    private Task<string> LibrariesAsync() => lab.InGuestAsync("grep -o '/[^ ]*libgpiod.*' /proc/$(systemctl show edge -p MainPID --value)/maps | sort -u");

    private async Task FollowAsync()
    {
        await lab.BoardAsync("set", "button1.level", "0");
        await lab.BoardShowsAsync("relay2", "on");
        await lab.BoardAsync("set", "button1.level", "1");
        await lab.BoardShowsAsync("relay2", "off");
    }

    [Fact]
    public async Task Holds_AnActiveLowPump_BetweenTheLimitsOfItsHysteresis()
    {
        await lab.BoardAsync("set", "river.level", "1600");
        await lab.BoardShowsAsync("pump", "on");
        Assert.Equal("output low", (await lab.HistoryAsync("GPIO23"))[^1].Replace(" edge", "", StringComparison.Ordinal));
        await lab.BoardAsync("set", "river.level", "1300");
        await lab.UntilAsync(
            async () => (await lab.StatusAsync()).Channels.Single(channel => channel.Name == "water.level").Value is < 1350, "a falling river");
        Assert.True((await lab.StatusAsync()).Actuators.Single(actuator => actuator.Name == "pump").On);
        await lab.BoardAsync("set", "river.level", "1100");
        await lab.BoardShowsAsync("pump", "off");
    }
}
