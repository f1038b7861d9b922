using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Edge.Platform.Updates;
using Edge.Platform.Updates.Images;
using Edge.Tests.Updates.Images;
using Edge.Updates.Images;
using Edge.Updates.Tuf;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Platform.Updates.Images;

/// <summary>The slot writer and the fetcher on both sides of a real socket, and somebody who lies on
/// either.</summary>
public sealed class PackSocketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-packs-").FullName;
    private readonly TestImage _image = TestImage.Of([1, 3, 5, 7, 9, 11, 13, 15]);
    private readonly FakeTimeProvider _time = new();

    private string SocketPath => Path.Combine(_folder, "packs.sock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Writes_AWholeImage_WithoutANetwork()
    {
        var packs = new MemoryPacks(_image.Packs);
        await using Server served = ServeVendor(packs);
        var target = new MemoryBlocks(new byte[_image.Bytes.Length]);
        using PackSocketSource source = Source();
        using var writer = new ImageWriter(_image.Index, target, null);
        Assert.Null(await writer.WriteAsync([source], CancellationToken.None));
        Assert.Equal(_image.Bytes, target.Content);
        Assert.Equal(1, served.Connections);
    }

    [Fact]
    public async Task Says_WhatTheFetcherFound()
    {
        var packs = new MemoryPacks(_image.Packs);
        await using Server served = ServeVendor(packs);
        using PackSocketSource source = Source();
        using PackSocketSource stranger = Source("nobody"), beyond = Source("vendor", 1);
        (string name, byte[] pack) = _image.Packs.First();
        Assert.Equal(TufSourceFailure.NotFound, (await AskAsync(stranger, name, pack.Length)).Fault!.Failure);
        Assert.Equal(TufSourceFailure.NotFound, (await AskAsync(beyond, name, pack.Length)).Fault!.Failure);
        packs.IsGone = true;
        Assert.Equal(TufSourceFailure.NotFound, (await AskAsync(source, name, pack.Length)).Fault!.Failure);
        packs.IsGone = false;
        packs.BreaksAfter = 2_000;
        (byte[] half, TufSourceFault? fault) = await AskAsync(source, name, pack.Length);
        Assert.Equal((TufSourceFailure.Unreachable, 2_000), (fault!.Failure, half.Length));
        packs.BreaksAfter = null;
        Assert.Equal(pack, (await AskAsync(source, name, pack.Length)).Bytes);
        Assert.Equal(TufSourceFailure.NotFound, (await AskAsync(source, "blobs/x", 1)).Fault!.Failure);
        Assert.Equal(TufSourceFailure.NotFound, (await AskAsync(source, "packs/../x", 1)).Fault!.Failure);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(65_537)]
    [InlineData(101)]
    [InlineData(-4)]
    [InlineData(int.MinValue)]
    public async Task Believes_NoNumberThatCannotBe(int number)
    {
        await using var served = Serve(async stream =>
        {
            await ReadLineAsync(stream);
            await SendAsync(stream, number, new byte[200]);
        });
        using PackSocketSource source = Source();
        (byte[] bytes, TufSourceFault? fault) = await AskAsync(source, _image.Packs.Keys.First(), 100);
        Assert.Equal((TufSourceFailure.Unreachable, 0), (fault!.Failure, bytes.Length));
    }

    // Whole too early, hung up in the middle of a frame, and gone.
    [Fact]
    public async Task Takes_NoPieceThatIsNotWhole()
    {
        int turn = 0;
        await using var served = Serve(async stream =>
        {
            await ReadLineAsync(stream);
            await SendAsync(stream, 60, new byte[turn++ == 0 ? 60 : 10]);
            if (turn == 1) { await SendAsync(stream, 0, []); }
        });
        using PackSocketSource source = Source();
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(TufSourceFailure.Unreachable, (await AskAsync(source, _image.Packs.Keys.First(), 100)).Fault!.Failure);
        }
        using var nobody = new PackSocketSource(new PackConnection(Path.Combine(_folder, "nobody")), "vendor", 0, null, _time);
        Assert.Equal(TufSourceFailure.Unreachable, (await AskAsync(nobody, _image.Packs.Keys.First(), 100)).Fault!.Failure);
    }

    [Fact]
    public async Task Waits_ForNobodyForEver()
    {
        var asked = new TaskCompletionSource();
        await using var served = Serve(async stream =>
        {
            await ReadLineAsync(stream);
            asked.SetResult();
            await ReadLineAsync(stream);
        });
        using PackSocketSource source = Source();
        var asking = AskAsync(source, _image.Packs.Keys.First(), 100);
        await asked.Task;
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Contains("too slow", (await asking).Fault!.Detail, StringComparison.Ordinal);
    }

    // The sink writes to a partition: that it cannot is not the source's fault.
    [Fact]
    public async Task Leaves_TheFaultsOfTheSinkToTheCaller()
    {
        var packs = new MemoryPacks(_image.Packs);
        await using var served = Serve(stream => new PackServer((_, _) => packs, _time).RunAsync(stream, stream, default));
        using PackSocketSource source = Source();
        (string name, byte[] pack) = _image.Packs.First();
        await Assert.ThrowsAsync<IOException>(() => source.CopyRangeAsync(
            name, new ByteRange(0, pack.Length, pack.Length), (_, _) => throw new IOException("no space left"), CancellationToken.None));
    }

    [Theory]
    [InlineData("vendor HASH 0 10 10 0 0\n", true)]
    [InlineData("vendor HASH 0 10 10 5000 0\n", true)]
    [InlineData("vendor HASH 0 10 10 0 15\n", true)]
    [InlineData("vendor HASH 0 10 10 0 16\n", false)]
    [InlineData("vendor HASH 0 10 10 0 01\n", false)]
    [InlineData("vendor HASH 0 10 10 0\n", false)]
    [InlineData("vendor HASH 0 10 10 0 0", false)]
    [InlineData("vendor HASH 0 10 9 0 0\n", false)]
    [InlineData("vendor HASH 1 10 10 0 0\n", false)]
    [InlineData("vendor HASH 0 0 10 0 0\n", false)]
    [InlineData("vendor HASH -1 10 10 0 0\n", false)]
    [InlineData("vendor HASH 00 10 10 0 0\n", false)]
    [InlineData("vendor HASH 0 10 268435457 0 0\n", false)]
    [InlineData("vendor HASH 9999999999 9999999999 268435456 0 0\n", false)]
    [InlineData("vendor HASH 0 10 10 2147483648 0\n", false)]
    [InlineData("../x HASH 0 10 10 0 0\n", false)]
    [InlineData("vendor ../x 0 10 10 0 0\n", false)]
    [InlineData("vendor  HASH 0 10 10 0\n", false)]
    [InlineData("vendor HASH 0 10 10 0 0\n\n", false)]
    public void Takes_ExactlyOneQuestion(string line, bool isOne)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(line.Replace("HASH", new string('a', 64), StringComparison.Ordinal));
        PackRequest? read = PackRequest.TryRead(bytes);
        Assert.Equal(isOne, read is not null);
        if (read is not null) { Assert.Equal(bytes, read.Write()); }
    }

    [Fact]
    public async Task Ends_AtALineThatIsTooLong()
    {
        var answers = new MemoryStream();
        await new PackServer((_, _) => null, _time).RunAsync(new MemoryStream(Encoding.ASCII.GetBytes(new string('a', 10_000))), answers, default);
        Assert.Empty(answers.ToArray());
    }

    // Two addresses in the map, and the first is in the hands of somebody else, or no repository at all.
    [Theory]
    [InlineData(NetworkFault.NotFound)]
    [InlineData(NetworkFault.Gone)]
    [InlineData(NetworkFault.Busy)]
    [InlineData(NetworkFault.Cut)]
    [InlineData(NetworkFault.WrongContent)]
    public async Task Survives_AMaliciousMirror(NetworkFault fault)
    {
        TestImage image = TestImage.Of(Enumerable.Range(1, 2_000));
        Directory.CreateDirectory(Path.Combine(_folder, "packs"));
        foreach ((string name, byte[] pack) in image.Packs) { File.WriteAllBytes(Path.Combine(_folder, name), pack); }
        using var bad = new FaultyServer(_folder) { Fault = (_, _) => fault };
        using var good = new FaultyServer(_folder);
        using var addresses = new ImageSources([bad.Address.ToString(), good.Address.ToString()]);
        await using var served = Serve(stream => new PackServer(
            (name, address) => name == "vendor" ? addresses.All.ElementAtOrDefault(address) : null, _time).RunAsync(stream, stream, default));
        var target = new MemoryBlocks(new byte[image.Bytes.Length]);
        var connection = new PackConnection(SocketPath);
        using PackSocketSource first = new(connection, "vendor", 0, null, _time), second = new(connection, "vendor", 1, null, _time);
        using var writer = new ImageWriter(image.Index, target, null);
        Assert.Null(await writer.WriteAsync([first, second], CancellationToken.None));
        Assert.Equal(image.Bytes, target.Content);
        Assert.InRange(good.Asked("packs/"), 1, 2 * image.Index.Packs.Length);

        // What the first one sent that nobody can use: a few chunks, and not the whole image.
        long most = image.Index.PackedLength + (ImageWriter.MostWrongChunks * ImageLimits.MaxChunkBytes);
        Assert.InRange(writer.Report.Travelled, image.Index.PackedLength, most);
        Assert.True(most < 2 * image.Index.PackedLength);
    }

    // Whoever takes the bytes has had enough in the middle of an answer: what is left of it is not the answer to
    // the next question.
    [Fact]
    public async Task Asks_AnewBehindAnAnswerThatWasLeft()
    {
        var packs = new MemoryPacks(_image.Packs);
        await using var served = Serve(stream => new PackServer((_, _) => packs, _time).RunAsync(stream, stream, default));
        using PackSocketSource source = Source();
        (string name, byte[] pack) = _image.Packs.First();
        using var enough = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => source.CopyRangeAsync(
            name, new ByteRange(0, pack.Length, pack.Length),
            async (_, _) => await enough.CancelAsync(), enough.Token));
        Assert.Equal(pack, (await AskAsync(source, name, pack.Length)).Bytes);
        Assert.Equal(2, served.Connections);
    }

    private PackSocketSource Source(string repository = "vendor", int address = 0) =>
        new(new PackConnection(SocketPath), repository, address, null, _time);

    private static async Task<(byte[] Bytes, TufSourceFault? Fault)> AskAsync(PackSocketSource source, string name, int length)
    {
        var bytes = new MemoryStream();
        TufSourceFault? fault = await source.CopyRangeAsync(name, new ByteRange(0, length, length), bytes.WriteAsync, CancellationToken.None);
        return (bytes.ToArray(), fault);
    }

    private static async Task SendAsync(Stream stream, int number, byte[] bytes)
    {
        var head = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(head, number);
        await stream.WriteAsync(head);
        await stream.WriteAsync(bytes);
    }

    private static async Task ReadLineAsync(Stream stream)
    {
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1 && one[0] != '\n') { }
    }

    private Server ServeVendor(MemoryPacks packs) => Serve(stream => new PackServer(
        (name, address) => name == "vendor" && address == 0 ? packs : null, _time).RunAsync(stream, stream, default));

    private Server Serve(Func<NetworkStream, Task> serve) => new(SocketPath, serve);

    /// <summary>As systemd does: one of us for each connection.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        private readonly Task _loop;

        public Server(string path, Func<NetworkStream, Task> serve)
        {
            _listener.Bind(new UnixDomainSocketEndPoint(path));
            _listener.Listen();
            _loop = RunAsync(serve);
        }

        public int Connections { get; private set; }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _loop;
        }

        private async Task RunAsync(Func<NetworkStream, Task> serve)
        {
            while (true)
            {
                try
                {
                    Socket accepted = await _listener.AcceptAsync();
                    Connections++;
                    _ = ServeAsync(serve, accepted);
                }
                catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
                {
                    return;
                }
            }
        }

        private static async Task ServeAsync(Func<NetworkStream, Task> serve, Socket accepted)
        {
            await using var stream = new NetworkStream(accepted, ownsSocket: true);
            try
            {
                await serve(stream);
            }
            catch (IOException)
            {
                // The other side has hung up.
            }
        }
    }
}
