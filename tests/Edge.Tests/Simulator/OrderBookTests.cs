using System.Device.Gpio;
using Edge.Simulator.Serve;
using Edge.Tests.Device;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Simulator;

/// <summary>What somebody in front of the board can do to it, and see of it.</summary>
public class OrderBookTests
{
    private const int Line17 = 17;
    private const int Line25 = 25;

    private const string Devices = "{name: mast, model: bme280, bus: i2c-1, inputs: {temperature: warm}},"
        + "{name: door, model: digital-input, pin: GPIO25},"
        + "{name: fan, model: relay, pin: GPIO17}, {name: pump, model: relay, pin: GPIO23, inputs: {closes-at: 0}}";

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Sets_AnInputUntilItIsReleased()
    {
        await using var board = Open();
        Assert.Equal("20", await board.OrderAsync("get mast.temperature"));
        await board.OrderAsync("set mast.temperature 31.5");
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("31.5", await board.OrderAsync("get mast.temperature"));
        await board.OrderAsync("release mast.temperature");
        Assert.NotEqual("31.5", await board.OrderAsync("get mast.temperature"));
    }

    [Fact]
    public async Task Freezes_WhatADeviceMeasures()
    {
        await using var board = Open();
        await board.OrderAsync("fault mast stuck");
        await board.OrderAsync("set mast.temperature 31.5");
        Assert.Equal("20", await board.OrderAsync("get mast.temperature"));
        await board.OrderAsync("mend mast");
        Assert.Equal("31.5", await board.OrderAsync("get mast.temperature"));
    }

    [Fact]
    public async Task Presses_AContactForAWhile()
    {
        await using var board = Open();
        var levels = new List<PinValue>();
        board.Bench.Hardware.Pins.Driven += (line, level) => { if (line == Line25) { levels.Add(level); } };
        Task<string> pressed = board.OrderAsync("press door 300ms");
        Assert.Equal("low", await board.OrderAsync("get door"));
        _time.Advance(TimeSpan.FromMilliseconds(300));
        await pressed;
        Assert.Equal("high", await board.OrderAsync("get door"));
        Assert.Equal([PinValue.Low, PinValue.High], levels);
    }

    [Fact]
    public async Task Tells_WhetherARelayIsOn()
    {
        await using var board = Open();
        Assert.Equal("off", await board.OrderAsync("get pump"));
        board.Bench.SeeOutput(Line17, PinValue.High, "edge");
        board.Bench.SeeOutput(23, PinValue.Low, "edge");
        Assert.Equal(("on", "on"), (await board.OrderAsync("get fan"), await board.OrderAsync("get pump")));
        board.Bench.SeeOutput(Line17, PinValue.Low, "edge");
        Assert.Equal("off", await board.OrderAsync("get fan"));
        Assert.Equal("done", await Reach(board.OrderAsync("wait fan off 0")));
        // Nobody drives the line: no relay is on by itself, whichever way it is wired.
        board.Bench.SeeInput(23, "");
        Assert.Equal("off", await board.OrderAsync("get pump"));
    }

    [Fact]
    public async Task Forgets_TheOutputsOfAGatewayThatLostItsPower()
    {
        await using var board = Open();
        board.Bench.GatewayCame();
        board.Bench.SeeOutput(Line17, PinValue.High, "edge");
        await board.OrderAsync("power-cut");
        Assert.Equal("off", await board.OrderAsync("get fan"));
        Assert.Contains("gateway went", await board.OrderAsync("history"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resets_DevicesThatLostTheirPower()
    {
        await using var board = Open();
        using TinyUsbKernel kernel = board.Import("i2c-1");
        Assert.Equal(0, kernel.Write(0x76, [0xF2, 0x05]));
        await board.OrderAsync("power-cut");
        byte[] register = new byte[1];
        kernel.Write(0x76, [0xF2]);
        kernel.Read(0x76, register);
        Assert.Equal(0, register[0]);
    }

    [Fact]
    public async Task Remembers_WhatTheGatewayDid()
    {
        await using var board = Open();
        board.Bench.SeeOutput(Line17, PinValue.Low, "edge");
        _time.Advance(TimeSpan.FromSeconds(2.5));
        board.Bench.SeeOutput(Line17, PinValue.High, "edge");
        board.Bench.SeeOutput(Line17, PinValue.High, "edge");
        Assert.Equal("0.000 GPIO17 output low edge\n2.500 GPIO17 output high edge", await board.OrderAsync("history fan"));
        for (int i = 0; i <= Workbench.MaxEvents; i++) { board.Bench.Note(-1, "more"); }
        Assert.Equal(Workbench.MaxEvents, board.Bench.Events().Length);
        Assert.Empty(await board.OrderAsync("history fan"));
    }

    [Fact]
    public async Task Shows_EverythingForProgramsToo()
    {
        await using var board = Open();
        board.Bench.SeeOutput(Line17, PinValue.High, "edge");
        await board.OrderAsync("fault mast nak");
        await board.OrderAsync("unplug i2c-3");
        string json = await board.OrderAsync("status --json");
        Assert.Contains("\"name\":\"GPIO17\",\"line\":17,\"use\":\"output\",\"level\":1,\"user\":\"edge\"", json, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"i2c-3\",\"plugged\":false", json, StringComparison.Ordinal);
        Assert.Contains("FAULT: nak", await board.OrderAsync("status"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("set mast.temperature hot", "'hot' is not a number")]
    [InlineData("set mast.temperature NaN", "'NaN' is not a number")]
    [InlineData("set mast.wetness 3", "There is no mast.wetness")]
    [InlineData("set GPIO24 maybe", "a pin is set high or low")]
    [InlineData("set GPIO17 high", "driven by the gateway")]
    [InlineData("press mast", "not a digital-input")]
    [InlineData("press door 0ms", "not a duration")]
    [InlineData("press door 60001ms", "not a duration")]
    [InlineData("fault mast tired", "not a fault")]
    [InlineData("fault i2c-1 nak", "can only hang")]
    [InlineData("unplug empty-0", "There is no empty-0")]
    [InlineData("wait fan on 601", "not a time")]
    [InlineData("wait fan off 0", "fan is still on")]
    [InlineData("dance", "'dance' is not an order")]
    [InlineData("", "'' is not an order")]
    public async Task Refuses_InWords(string order, string words)
    {
        await using var board = Open();
        board.Bench.SeeOutput(Line17, PinValue.High, "edge");
        Assert.Contains(words, await board.RefusalAsync(order), StringComparison.Ordinal);
    }

    private static async Task<string> Reach(Task<string> order)
    {
        await order;
        return "done";
    }

    private OutsideBoard Open() => new(TestBoard.Scenario(
        Devices, curves: "{name: warm, base: 15, terms: [{shape: cosine, amplitude: 5, at: 0s, every: 1h}]}"), _time);
}
