using System.Text.RegularExpressions;
using Edge.Device.Control;

namespace Edge.SystemTests;

/// <summary>Sensors on real adapters and lines: what fails is named, spoils nothing else, and comes back by
/// itself.</summary>
[Collection("lab")]
public sealed class SensorTests(Lab lab) : IAsyncLifetime
{
    public Task InitializeAsync() => lab.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Reads_EveryDevice_AsItIs()
    {
        await lab.BoardAsync("set", "river.level", "987");
        await lab.BoardAsync("set", "cabinet.humidity", "61");
        await lab.BoardAsync("set", "sewer.distance", "432");
        await lab.UntilAsync(async () => await ValueAsync("sewer.distance") is 432, "the distance on the serial line");
        await lab.UntilAsync(async () => await ValueAsync("water.level") is > 985 and < 989, "the river's level");
        await lab.UntilAsync(async () => await ValueAsync("cabinet.humidity") is > 60.9 and < 61.1, "the cabinet's humidity");
        Assert.Equal(12.5, (await ValueAsync("battery.voltage"))!.Value, 0.05);
        Assert.Equal(1013.25, (await ValueAsync("bme280.pressure"))!.Value, 0.2);
        Assert.All((await lab.StatusAsync()).Channels, channel => Assert.Equal("good", channel.Quality));
    }

    [Theory]
    [InlineData("fault cabinet nak", "cabinet.temperature", "no answer", "mend cabinet")]
    [InlineData("fault cabinet crc", "cabinet.temperature", "checksum mismatch", "mend cabinet")]
    [InlineData("fault i2c-3 hang", "water.level", "", "mend i2c-3")]
    [InlineData("unplug i2c-3", "water.level", "", "plug i2c-3")]
    [InlineData("fault sewer nak", "sewer.distance", "no answer", "mend sewer")]
    [InlineData("fault sewer crc", "sewer.distance", "checksum mismatch", "mend sewer")]
    public async Task Names_WhatFails_AndHasItBack(string fault, string channel, string reason, string mend)
    {
        await lab.BoardAsync(fault.Split(' '));
        await lab.UntilAsync(async () => (await ChannelAsync(channel)).Quality == "bad", $"a bad {channel}");
        ChannelStatus bad = await ChannelAsync(channel);
        Assert.Contains(reason, bad.Reason, StringComparison.Ordinal);
        Assert.NotEqual("", bad.Reason);
        Assert.Null(bad.Value);
        Assert.Equal("good", (await ChannelAsync("bme280.temperature")).Quality);
        await lab.BoardAsync(mend.Split(' '));
        await lab.UntilAsync(async () => (await ChannelAsync(channel)).Quality == "good", $"{channel} again");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Counts_EveryClosingOfAContact_AlsoWhileTheProcessIsStopped(bool stopped)
    {
        const int closings = 12;
        await lab.BoardAsync("set", "GPIO24", "high");
        double before = (await ValueAsync("rain.tips"))!.Value;
        if (stopped) { await lab.InGuestAsync("kill -STOP $(systemctl show edge -p MainPID --value)"); }
        for (int i = 0; i < closings; i++)
        {
            await lab.BoardAsync("set", "GPIO24", "low");
            await lab.BoardAsync("set", "GPIO24", "high");
        }

        if (stopped) { await lab.InGuestAsync("kill -CONT $(systemctl show edge -p MainPID --value)"); }
        await lab.UntilAsync(async () => await ValueAsync("rain.tips") >= before + closings, "the last tip");
        Assert.Equal(before + closings, await ValueAsync("rain.tips"));
    }

    [Fact]
    public async Task Waits_ForALineThatAnotherProcessHolds_AndSaysHowToFindIt()
    {
        await lab.InGuestAsync("systemctl stop edge; (setsid gpioset --mode=signal gpiochip0 17=0 > /dev/null 2>&1 &); sleep 1; gpioinfo | grep -w 'gpioset'");
        await lab.InGuestAsync("systemctl start --no-block edge");
        await lab.UntilAsync(
            async () => Regex.IsMatch(
                await lab.InGuestAsync("journalctl -u edge -o cat -n 30 --no-pager"),
                @"Pin GPIO17 \(line 17 of edge-sim\) cannot be had: .+ gpioinfo names who holds it"),
            "a refusal");
        Assert.Null(await lab.TryStatusAsync());
        await lab.InGuestAsync("kill $(pidof gpioset)");
        await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Counters.Scans: > 3 }, "a gateway that runs");
    }

    [Fact]
    public async Task Refuses_ALineThatTheChipDoesNotHave_AndNamesIt()
    {
        string said = await lab.InGuestAsync("""
            systemctl stop edge
            cp -r /usr/share/edge/hardware-profiles /run/boards
            sed -i 's/header: 11, line: 17/header: 11, line: 200/' /run/boards/virtual.yaml
            timeout 20 edge run --site /etc/edge/site.yaml --boards /run/boards --state /run/state --trust /etc/edge/trust \
                --socket /run/other.sock 2>&1 || echo "exit $?"
            rm -r /run/boards /run/state
            """);
        Assert.Contains("Pin GPIO17 (line 200 of edge-sim) cannot be had", said, StringComparison.Ordinal);
        Assert.Contains("exit 1", said, StringComparison.Ordinal);
    }

    private async Task<ChannelStatus> ChannelAsync(string name) =>
        (await lab.StatusAsync()).Channels.Single(channel => channel.Name == name);

    private async Task<double?> ValueAsync(string name) => (await ChannelAsync(name)).Value;
}
