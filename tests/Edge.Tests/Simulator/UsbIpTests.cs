using System.Net.Sockets;
using CsCheck;
using Edge.Simulator.Serve;
using Edge.Simulator.Usb;
using Edge.Tests.Device;

namespace Edge.Tests.Simulator;

/// <summary>The adapters as a kernel finds them, and as somebody does who is none.</summary>
public class UsbIpTests
{
    private const string Bme280 = "{name: mast, model: bme280, bus: i2c-1}";

    [Fact]
    public async Task Describes_AnAdapterThatTheKernelsDriverTakes()
    {
        await using var board = Open();
        using TinyUsbKernel kernel = board.Import("i2c-1");
        byte[] descriptor = new byte[18];
        Assert.Equal(18, kernel.Control(new(0x80, 6, 0x0100, 0, 18), [], descriptor));
        // Source: USB 2.0, table 9-8; the identification is one that i2c-tiny-usb lists.
        Assert.Equal([18, 1], descriptor[..2]);
        Assert.Equal([0x40, 0x1C, 0x34, 0x05], descriptor[8..12]);
        byte[] configuration = new byte[255];
        Assert.Equal(18, kernel.Control(new(0x80, 6, 0x0200, 0, 255), [], configuration));
        Assert.Equal(18, configuration[2]);
        byte[] functions = new byte[4];
        Assert.Equal(4, kernel.Control(new(0xC1, 1, 0, 0, 4), [], functions));
        // I2C_FUNC_I2C: without it System.Device.I2c cannot use the bus.
        Assert.Equal(1, functions[0] & 1);
    }

    [Fact]
    public async Task Lists_EveryAdapterThatIsPluggedIn()
    {
        await using var board = Open();
        await board.OrderAsync("unplug i2c-3");
        using var client = new TcpClient();
        client.Connect(board.At);
        client.GetStream().Write([0x01, 0x11, 0x80, 0x05, 0, 0, 0, 0]);
        using var all = new MemoryStream();
        client.GetStream().CopyTo(all);
        byte[] list = all.ToArray();
        Assert.Equal(3, list[11]);
        Assert.Equal(12 + (3 * 316), list.Length);
        Assert.Contains("i2c-1", System.Text.Encoding.ASCII.GetString(list), StringComparison.Ordinal);
        Assert.DoesNotContain("i2c-3", System.Text.Encoding.ASCII.GetString(list), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_AnAdapterThatIsNotThere()
    {
        await using var board = Open();
        using var kernel = new TinyUsbKernel(board.At);
        Assert.False(kernel.TryImport("i2c-9"));
    }

    [Fact]
    public async Task Says_NothingWhileTheBusIsHeld()
    {
        await using var board = Open();
        using TinyUsbKernel kernel = board.Import("i2c-1");
        await board.OrderAsync("fault i2c-1 hang");
        uint request = kernel.Submit(new(0x41, 7, 0, 0x76, 1), [0xD0], 0);
        Assert.Equal(UsbIp.TakenBack, kernel.TakeBack(request));
        Assert.Equal(0, kernel.TakeBack(request));
        await board.OrderAsync("mend i2c-1");
        Assert.Equal(0, kernel.Write(0x76, [0xD0]));
        byte[] id = new byte[1];
        Assert.Equal((0, 0x60), (kernel.Read(0x76, id), id[0]));
    }

    [Fact]
    public async Task Holds_NoMoreRequestsThanItSays()
    {
        await using var board = Open();
        using TinyUsbKernel kernel = board.Import("i2c-1");
        await board.OrderAsync("fault mast hang");
        for (int i = 0; i < UsbIp.MaxHeld; i++) { kernel.Submit(new(0x41, 7, 0, 0x76, 1), [0xD0], 0); }
        Assert.Equal(0, kernel.TakeBack(9999));
        kernel.Submit(new(0x41, 7, 0, 0x76, 1), [0xD0], 0);
        Assert.True(HasEnded(kernel.Stream));
    }

    [Theory]
    [InlineData(UsbIp.MaxTransfer, false)]
    [InlineData(UsbIp.MaxTransfer + 1, true)]
    public async Task Takes_TransfersUpToItsLimit(int length, bool ends)
    {
        await using var board = Open();
        using TinyUsbKernel kernel = board.Import("i2c-1");
        byte[] bytes = new byte[length];
        if (ends)
        {
            kernel.Submit(new(0xC1, 7, 1, 0x76, (ushort)length), [], length);
            Assert.True(HasEnded(kernel.Stream));
        }
        else
        {
            Assert.Equal(0, kernel.Read(0x76, bytes));
        }
    }

    [Fact]
    public async Task Ends_WhenTheAdapterIsPulledOutAndComesBack()
    {
        await using var board = Open();
        using (TinyUsbKernel kernel = board.Import("i2c-1"))
        {
            await board.OrderAsync("unplug i2c-1");
            Assert.True(HasEnded(kernel.Stream));
        }
        using (var early = new TinyUsbKernel(board.At)) { Assert.False(early.TryImport("i2c-1")); }
        await board.OrderAsync("plug i2c-1");
        using TinyUsbKernel again = board.Import("i2c-1");
        Assert.Equal(0, again.Write(0x76, []));
    }

    // A kernel that lost its power says nothing; the next one must not wait for it.
    [Fact]
    public async Task Gives_TheAdapterToTheNewestKernel()
    {
        await using var board = Open();
        using TinyUsbKernel first = board.Import("i2c-1");
        using TinyUsbKernel second = board.Import("i2c-1");
        Assert.True(HasEnded(first.Stream));
        Assert.Equal(0, second.Write(0x76, []));
    }

    [Fact]
    public async Task Serves_NoMoreConnectionsThanItSays()
    {
        await using var board = Open();
        var clients = new List<TinyUsbKernel>();
        for (int i = 0; i < SimulatorServer.MaxConnections; i++) { clients.Add(new(board.At)); }
        using (var beyond = new TinyUsbKernel(board.At)) { Assert.True(HasEnded(beyond.Stream)); }
        Assert.True(clients[0].TryImport("i2c-1"));
        clients.ForEach(each => each.Dispose());
    }

    // Whatever comes, the others are served: each line of bytes is one connection.
    [Fact]
    public async Task Survives_AnyBytes()
    {
        await using var board = Open();
        byte[] import = UsbIpHandshake.ImportRequest("i2c-1");
        Gen.Select(Gen.Int[0, 2], Gen.Byte.Array[0, 300]).Sample(
            (kind, bytes) =>
            {
                using var client = new TcpClient();
                client.Connect(board.At);
                byte[] head = kind switch { 0 => [], 1 => import[..8], _ => import };
                Drain(client, [.. head, .. bytes]);
            },
            iter: 200, threads: 1);
        using TinyUsbKernel kernel = board.Import("i2c-1");
        Assert.Equal(0, kernel.Write(0x76, []));
    }

    // A request that is well framed and wrong otherwise gets an answer or the end, and never more bytes than it asked for.
    [Fact]
    public async Task Answers_AnyRequestWithinItsLength()
    {
        await using var board = Open();
        using TinyUsbKernel kernel = board.Import("i2c-1");
        Gen.Select(Gen.Byte, Gen.Byte, Gen.UShort, Gen.UShort, Gen.Int[0, 200], Gen.Bool).Sample(
            (type, request, value, index, length, isIn) =>
            {
                byte[] data = new byte[length];
                var setup = new UsbSetup(type, request, value, index, (ushort)length);
                int moved = isIn ? kernel.Control(setup, [], data) : kernel.Control(setup, data, []);
                Assert.InRange(moved, UsbIp.Stalled, length);
            },
            iter: 2000, threads: 1);
    }

    private static OutsideBoard Open() => new(TestBoard.Scenario(Bme280), TimeProvider.System);

    private static bool HasEnded(NetworkStream stream)
    {
        try
        {
            return stream.ReadByte() < 0;
        }
        catch (IOException reset) when (reset.InnerException is SocketException { SocketErrorCode: not SocketError.TimedOut })
        {
            return true;
        }
    }

    private static void Drain(TcpClient client, byte[] bytes)
    {
        try
        {
            NetworkStream stream = client.GetStream();
            stream.Write(bytes);
            client.Client.Shutdown(SocketShutdown.Send);
            stream.CopyTo(Stream.Null);
        }
        catch (Exception reset) when (reset is IOException or SocketException)
        {
            // Closed while bytes of ours were still unread: that is a reset.
        }
    }
}
