using Edge.Device.Control;

namespace Edge.SystemTests;

/// <summary>Sensors on real adapters and lines: what fails is named, spoils nothing else, and comes back by itself.</summary>
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

    [Fact]
    public async Task Counts_EveryClosingOfAContact()
    {
        const int closings = 25;
        await lab.BoardAsync("set", "GPIO24", "high");
        double before = (await ValueAsync("rain.tips"))!.Value;
        for (int i = 0; i < closings; i++)
        {
            await lab.BoardAsync("set", "GPIO24", "low");
            await lab.BoardAsync("set", "GPIO24", "high");
        }

        await lab.UntilAsync(async () => await ValueAsync("rain.tips") >= before + closings, "the last tip");
        Assert.Equal(before + closings, await ValueAsync("rain.tips"));
    }

    [Fact]
    public async Task Waits_ForALineThatAnotherProcessHolds_AndSaysWhoHasIt()
    {
        await lab.InGuestAsync("systemctl stop edge; (setsid gpioset --mode=signal gpiochip0 17=0 > /dev/null 2>&1 &); sleep 1; gpioinfo | grep -w 'gpioset'");
        await lab.InGuestAsync("systemctl start --no-block edge");
        await lab.UntilAsync(
            async () => (await lab.InGuestAsync("journalctl -u edge -o cat -n 30 --no-pager")).Contains("GPIO17", StringComparison.Ordinal), "a refusal");
        Assert.Null(await lab.TryStatusAsync());
        await lab.InGuestAsync("kill $(pidof gpioset)");
        await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Counters.Scans: > 3 }, "a gateway that runs");
    }

    private async Task<ChannelStatus> ChannelAsync(string name) =>
        (await lab.StatusAsync()).Channels.Single(channel => channel.Name == name);

    private async Task<double?> ValueAsync(string name) => (await ChannelAsync(name)).Value;
}
