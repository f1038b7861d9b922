using Edge.Platform.Updates;
using Edge.Updates.Tuf;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Platform.Updates;

public sealed class HttpTufSourceTests : IDisposable
{
    private readonly RawServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Fetches_UpToTheLimit()
    {
        _server.Put("1.root.json", [1, 2, 3]);
        Assert.Equal([1, 2, 3], (await FetchAsync("1.root.json", 3)).Value);
        Assert.Equal(TufSourceFailure.TooLong, (await FetchAsync("1.root.json", 2)).Reason.Failure);
    }

    [Fact]
    public async Task Stops_EndlessDataWithoutALength()
    {
        _server.Put("x", "200 OK", new byte[300_000]);
        Assert.Equal(TufSourceFailure.TooLong, (await FetchAsync("x", 100_000)).Reason.Failure);
        Assert.Equal(300_000, (await FetchAsync("x", 300_000)).Value.Length);
    }

    [Theory]
    [InlineData("404 Not Found", TufSourceFailure.NotFound)]
    [InlineData("410 Gone", TufSourceFailure.NotFound)]
    [InlineData("403 Forbidden", TufSourceFailure.NotFound)]
    [InlineData("401 Unauthorized", TufSourceFailure.Unreachable)]
    [InlineData("429 Too Many Requests", TufSourceFailure.Unreachable)]
    [InlineData("500 Broken", TufSourceFailure.Unreachable)]
    [InlineData("503 Busy", TufSourceFailure.Unreachable)]
    [InlineData("206 Partial Content", TufSourceFailure.Unreachable)]
    [InlineData("304 Not Modified", TufSourceFailure.Unreachable)]
    public async Task Tells_NotFoundFromFailure(string status, TufSourceFailure failure)
    {
        _server.Put("x", status + "\r\nContent-Length: 1", [7]);
        Assert.Equal(failure, (await FetchAsync("x", 10)).Reason.Failure);
    }

    [Fact]
    public async Task Refuses_AShortAnswer()
    {
        _server.Put("x", "200 OK\r\nContent-Length: 10", [1, 2, 3]);
        Assert.Equal(TufSourceFailure.Unreachable, (await FetchAsync("x", 100)).Reason.Failure);
    }

    [Fact]
    public async Task Refuses_WhatIsNotHttp()
    {
        _server.Answers["/base/x"] = [0, 1, 2, 3];
        Assert.Equal(TufSourceFailure.Unreachable, (await FetchAsync("x", 100)).Reason.Failure);
    }

    [Fact]
    public async Task Gives_UpOnSilence()
    {
        _server.Answers["/base/x"] = null;
        Assert.Equal(TufSourceFailure.Unreachable, (await FetchAsync("x", 100)).Reason.Failure);
    }

    // Slow retrieval: some bytes, then nothing, of a file that might be large. What counts is what has come, not what may come.
    [Fact]
    public async Task Refuses_SlowRetrieval()
    {
        _server.Put("x", "200 OK\r\nContent-Length: 1000000000", [1, 2, 3]);
        _server.Stalls = true;
        var time = new FakeTimeProvider();
        using var source = new HttpTufSource(_server.Address, allowPlainHttp: true, time);
        var first = new TaskCompletionSource();
        var fetch = source.CopyAsync(
            "x", 2_000_000_000, (_, _) => { first.TrySetResult(); return ValueTask.CompletedTask; }, CancellationToken.None);
        await first.Task;
        for (int i = 0; i < 31; i++) { time.Advance(TimeSpan.FromSeconds(1)); }
        Assert.Equal(TufSourceFailure.Unreachable, (await fetch).Reason.Failure);
    }

    [Fact]
    public async Task Leaves_CancellationToTheCaller()
    {
        _server.Answers["/base/x"] = null;
        using var source = Source();
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => source.FetchAsync("x", 100, cancel.Token));
    }

    [Fact]
    public async Task Ends_ALoopOfRedirects()
    {
        _server.Put("x", "302 Found\r\nLocation: x\r\nContent-Length: 0", []);
        Assert.Equal(TufSourceFailure.Unreachable, (await FetchAsync("x", 100)).Reason.Failure);
        Assert.InRange(_server.Paths.Count, 1, 4);
    }

    [Fact]
    public async Task Keeps_EncodedNamesEncoded()
    {
        _server.Put("1...%2Fx%3F%23.json", [1]);
        Assert.True((await FetchAsync("1...%2Fx%3F%23.json", 100)).IsOk);
        Assert.Equal(["/base/1...%2Fx%3F%23.json"], _server.Paths);
    }

    [Theory]
    [InlineData("http://example.org/", false)]
    [InlineData("ftp://example.org/", true)]
    [InlineData("file:///etc/", true)]
    public void Takes_OnlyHttpsUnlessPlainHttpWasDeclared(string address, bool allowPlainHttp) =>
        Assert.Throws<ArgumentException>(() => new HttpTufSource(new Uri(address), allowPlainHttp, TimeProvider.System));

    private HttpTufSource Source() => new(_server.Address, allowPlainHttp: true, TimeProvider.System, TimeSpan.FromSeconds(3));

    private async Task<Result<byte[], TufSourceFault>> FetchAsync(string path, int maxBytes)
    {
        using HttpTufSource source = Source();
        return await source.FetchAsync(path, maxBytes, CancellationToken.None);
    }
}
