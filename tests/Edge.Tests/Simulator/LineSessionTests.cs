using System.Device.Gpio;
using System.Net.Sockets;
using Edge.Simulator.Lines;
using Edge.Tests.Device;

namespace Edge.Tests.Simulator;

/// <summary>The conversation about lines, from the side of an agent in a guest.</summary>
public class LineSessionTests
{
    private const string Door = "{name: door, model: digital-input, pin: GPIO25}";

    [Fact]
    public async Task Describes_TheBoardFirst()
    {
        await using var board = new OutsideBoard(TestBoard.Scenario(Door), TimeProvider.System);
        await board.OrderAsync("unplug i2c-3");
        using LineChannel agent = await ConnectAsync(board);
        string[] lines = await DescriptionAsync(agent);
        Assert.Equal("board simulated 28", lines[0]);
        Assert.Contains("line 25 GPIO25", lines);
        Assert.Equal(["bus 0 empty-0", "bus 1 i2c-1", "bus 2 empty-2", "bus 3 i2c-3"], lines.Where(l => l.StartsWith("bus", StringComparison.Ordinal)));
        Assert.Contains("unplug i2c-3", lines);
        Assert.Contains("pull 25 up", lines);
        Assert.Contains("pull 24 down", lines);
    }

    [Fact]
    public async Task Tells_WhatHappensOutside()
    {
        await using var board = new OutsideBoard(TestBoard.Scenario(Door), TimeProvider.System);
        using LineChannel agent = await ConnectAsync(board);
        await DescriptionAsync(agent);
        await board.OrderAsync("set door.level 0");
        Assert.Equal("pull 25 down", await NextAsync(agent));
        await board.OrderAsync("unplug i2c-1");
        Assert.Equal("unplug i2c-1", await NextAsync(agent));
        await board.OrderAsync("plug i2c-1");
        Assert.Equal("plug i2c-1", await NextAsync(agent));
    }

    [Fact]
    public async Task Sees_WhatTheGatewayDoes()
    {
        await using var board = new OutsideBoard(TestBoard.Scenario(Door), TimeProvider.System);
        using LineChannel agent = await ConnectAsync(board);
        await DescriptionAsync(agent);
        await SayAsync(agent, "output 17 up edge");
        await SayAsync(agent, "input 25 edge");
        await SayAsync(agent, "ready");
        await board.OrderAsync("wait gateway ready");
        Assert.Equal("high", await board.OrderAsync("get GPIO17"));
        await SayAsync(agent, "output 17 down edge");
        await board.OrderAsync("wait GPIO17 low");
        Assert.Equal("edge", board.Bench.StateOf(25).User);
    }

    // The line is driven by the gateway: what a device outside does to it has no effect until it is let go.
    [Fact]
    public async Task Lets_TheGatewayWinOnItsOutputs()
    {
        await using var board = new OutsideBoard(TestBoard.Scenario(Door), TimeProvider.System);
        using LineChannel agent = await ConnectAsync(board);
        await DescriptionAsync(agent);
        await SayAsync(agent, "output 25 down edge");
        await board.OrderAsync("wait GPIO25 low");
        board.Bench.Hardware.Pins.Drive(25, PinValue.High);
        Assert.Equal("low", await board.OrderAsync("get GPIO25"));
        await SayAsync(agent, "free 25");
        await board.OrderAsync("wait GPIO25 high");
    }

    [Theory]
    [InlineData("output 28 up edge")]
    [InlineData("output -1 up edge")]
    [InlineData("output 3 sideways edge")]
    [InlineData("bus i2c-9 attached")]
    [InlineData("sing")]
    [InlineData("")]
    public async Task Ends_AtWordsItDoesNotKnow(string line)
    {
        await using var board = new OutsideBoard(null, TimeProvider.System);
        using LineChannel agent = await ConnectAsync(board);
        await DescriptionAsync(agent);
        await SayAsync(agent, line);
        await AssertEndsAsync(agent);
        await board.OrderAsync("wait gateway off");
    }

    [Theory]
    [InlineData(LineChannel.MaxLine, "ready")]
    [InlineData(LineChannel.MaxLine + 1, "off")]
    public async Task Takes_LinesUpToItsLimit(int length, string gateway)
    {
        await using var board = new OutsideBoard(null, TimeProvider.System);
        using LineChannel agent = await ConnectAsync(board);
        await DescriptionAsync(agent);
        await SayAsync(agent, "input 4 " + new string('x', length - "input 4 ".Length));
        if (gateway == "ready") { await SayAsync(agent, "ready"); }
        await board.OrderAsync($"wait gateway {gateway}");
        Assert.InRange(board.Bench.StateOf(4).User.Length, 0, 32);
    }

    // A guest that lost its power never says goodbye; the next one must not wait for it.
    [Fact]
    public async Task Prefers_TheNewestAgent()
    {
        await using var board = new OutsideBoard(null, TimeProvider.System);
        using LineChannel first = await ConnectAsync(board);
        await DescriptionAsync(first);
        await SayAsync(first, "output 17 up edge");
        await board.OrderAsync("wait GPIO17 high");
        using LineChannel second = await ConnectAsync(board);
        await DescriptionAsync(second);
        await AssertEndsAsync(first);
        Assert.Equal("", board.Bench.StateOf(17).User);
        await SayAsync(second, "ready");
        await board.OrderAsync("wait gateway ready");
    }

    private static async Task<LineChannel> ConnectAsync(OutsideBoard board)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(board.At);
        var channel = new LineChannel(new NetworkStream(socket, ownsSocket: true));
        await SayAsync(channel, LineWords.Hello);
        return channel;
    }

    private static async Task<string[]> DescriptionAsync(LineChannel agent)
    {
        var lines = new List<string>();
        while (await NextAsync(agent) is { } line && line != LineWords.Ready) { lines.Add(line); }
        return [.. lines];
    }

    private static Task SayAsync(LineChannel agent, string line) => agent.WriteAsync(line, CancellationToken.None);

    private static Task<string?> NextAsync(LineChannel agent) => agent.ReadAsync(CancellationToken.None);

    private static async Task AssertEndsAsync(LineChannel agent)
    {
        try
        {
            Assert.Null(await NextAsync(agent));
        }
        catch (IOException reset) when (reset.InnerException is SocketException)
        {
            // Closed with something unread: as good an end.
        }
    }
}
