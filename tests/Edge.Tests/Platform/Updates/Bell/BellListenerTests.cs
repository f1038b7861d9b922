using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Edge.Platform.Updates.Bell;
using Edge.Tests.Host;
using Edge.Updates.Bell;

namespace Edge.Tests.Platform.Updates.Bell;

/// <summary>A broker that cannot be trusted, on a real connection.</summary>
public sealed class BellListenerTests
{
    [Fact]
    public async Task Hears_WhatRings_AndPassesOverTheRest()
    {
        await using var ear = new Ear();
        await using var broker = new LyingBroker(async (stream, _, token) =>
        {
            await stream.WriteAsync(LyingBroker.Message("spoof"u8), token);
            await stream.WriteAsync(LyingBroker.Message("good"u8, "elsewhere"), token);
            await stream.WriteAsync(LyingBroker.Message("good"u8), token);
            await Task.Delay(Timeout.Infinite, token);
        });
        Assert.Equal("good", await ear.WaitAsync(broker));
        Assert.Equal(["spoof", "good"], ear.Judged);
        Assert.Contains(ear.Told, line => line.Contains("not signed", StringComparison.Ordinal));
    }

    // 200 MB are announced and none of them are waited for: the connection ends, and another one begins.
    [Theory]
    [InlineData("30808080603030")]
    [InlineData("30FFFFFFFFFFFF")]
    [InlineData("F000")]
    [InlineData("A000")]
    [InlineData("E000")]
    public async Task Leaves_ABrokerThatSendsWhatNobodyAskedFor_AndComesBack(string hex)
    {
        await using var ear = new Ear();
        await using var broker = new LyingBroker((stream, connection, token) =>
            SendAsync(stream, connection == 1 ? Convert.FromHexString(hex) : LyingBroker.Message("good"u8), token));
        Assert.Equal("good", await ear.WaitAsync(broker));
        Assert.True(broker.Connections >= 2, "it was the same connection");
        Assert.Equal(["good"], ear.Judged);
    }

    [Fact]
    public async Task Comes_BackWhenAMessageBreaksOff()
    {
        await using var ear = new Ear();
        byte[] whole = LyingBroker.Message("good"u8);
        await using var broker = new LyingBroker(async (stream, connection, token) =>
        {
            if (connection == 1) { await stream.WriteAsync(whole.AsMemory(0, whole.Length - 1), token); return; }
            foreach (byte one in whole) { await stream.WriteAsync(new[] { one }, token); }
            await Task.Delay(Timeout.Infinite, token);
        });
        Assert.Equal("good", await ear.WaitAsync(broker));
    }

    // Ten thousand messages: one is judged at a time, each takes its second, and the process holds no more than one of them.
    [Fact]
    public async Task Bears_AFlood()
    {
        await using var ear = new Ear();
        int sent = 0;
        await using var broker = new LyingBroker(async (stream, _, token) =>
        {
            byte[] flood = LyingBroker.Message(new byte[16_000]);
            for (; sent < 10_000; sent++) { await stream.WriteAsync(flood, token); }
        });
        using var end = new CancellationTokenSource();
        Task<byte[]> waiting = ear.At(broker.Setup).WaitAsync(end.Token);
        while (ear.Judged.Count < 20) { await Task.Yield(); }
        // What was sent beyond what was judged lies in the buffers of the connection.
        Assert.InRange(sent, 20, 9_999);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Asks_ASilentBroker_AndLeavesIt()
    {
        await using var ear = new Ear();
        var asked = new TaskCompletionSource<byte>();
        await using var broker = new LyingBroker(async (stream, connection, token) =>
        {
            if (connection > 1) { await SendAsync(stream, LyingBroker.Message("good"u8), token); }
            var first = new byte[2];
            await stream.ReadExactlyAsync(first, token);
            asked.TrySetResult(first[0]);
            await Task.Delay(Timeout.Infinite, token);
        });
        Assert.Equal("good", await ear.WaitAsync(broker));
        Assert.Equal(0xC0, await asked.Task);
    }

    [Fact]
    public async Task Waits_ForABrokerThatIsNotThere_AndSaysSoOnce()
    {
        await using var ear = new Ear();
        BellSetup nowhere;
        await using (var gone = new LyingBroker((_, _, _) => Task.CompletedTask)) { nowhere = gone.Setup; }
        using var end = new CancellationTokenSource();
        Task<byte[]> waiting = ear.At(nowhere).WaitAsync(end.Token);
        DateTimeOffset start = ear.Now;
        while (ear.Now - start < TimeSpan.FromSeconds(30)) { await Task.Yield(); }
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Single(ear.Told);
    }

    private static async Task SendAsync(NetworkStream stream, byte[] bytes, CancellationToken token)
    {
        await stream.WriteAsync(bytes, token);
        await Task.Delay(Timeout.Infinite, token);
    }

    /// <summary>Who listens, with time that passes by itself.</summary>
    private sealed class Ear : IAsyncDisposable
    {
        private readonly FastTime _time = new();

        public ConcurrentQueue<string> Told { get; } = new();

        public ConcurrentQueue<string> Judged { get; } = new();

        public DateTimeOffset Now => _time.Provider.GetUtcNow();

        public async Task<string> WaitAsync(LyingBroker broker) =>
            Encoding.ASCII.GetString(await At(broker.Setup).WaitAsync(CancellationToken.None));

        public BellListener At(BellSetup setup) => new(setup, "edge", Judge, () => 0, _time.Provider, Told.Enqueue)
        {
            Silence = TimeSpan.FromSeconds(30),
        };

        public ValueTask DisposeAsync() => _time.DisposeAsync();

        private BellVerdict? Judge(ReadOnlyMemory<byte> message)
        {
            string text = Encoding.ASCII.GetString(message.Span[..Math.Min(8, message.Length)]);
            Judged.Enqueue(text);
            return text == "good" ? BellVerdict.Rings : BellVerdict.Refused;
        }
    }
}
