using System.Text;
using Edge.Platform.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Tuf;

namespace Edge.Tests.Platform.Updates;

/// <summary>Broken links: what has travelled does not travel again.</summary>
public sealed class ResumeTests
{
    [Fact]
    public async Task Fetches_NothingTwice()
    {
        using var machine = new UpdatedMachine();
        ReleaseManifest manifest = machine.Publish("1.0.0", "a few more bytes");
        var vendor = new BreakingSource(new FolderSource(machine.Disk, Path.Combine(machine.Repositories.Folder, "vendor"))) { BreaksAfter = 3 };
        var other = new FolderSource(machine.Disk, Path.Combine(machine.Repositories.Folder, "operator"));
        int attempts = 0;
        while (!(await machine.FetchAsync(source: r => r.Name == "vendor" ? vendor : other)).IsOk) { Assert.InRange(++attempts, 1, 20); }
        Assert.InRange(attempts, 5, 20);
        Assert.Equal(manifest.Files.Sum(file => file.Length), vendor.Travelled);
        Assert.Null(await machine.WriteAsync());
    }

    [Fact]
    public async Task Begins_AnewWhenWhatWasThereIsNotTheFile()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        string blobs = Path.Combine(machine.Folders.SpoolOf("vendor"), "blobs");
        Assert.True((await machine.FetchAsync()).IsOk);
        string blob = Directory.GetFiles(blobs)[0];
        File.Delete(blob);
        File.WriteAllText(Path.Combine(blobs, $".{Path.GetFileName(blob)}.part"), "lie");
        Assert.True((await machine.FetchAsync()).IsOk);
    }

    [Theory]
    [InlineData("206 Partial Content\r\nContent-Range: bytes 3-6/7\r\nContent-Length: 4", "defg", null)]
    [InlineData("200 OK\r\nContent-Length: 7", "abcdefg", null)]
    [InlineData("206 Partial Content\r\nContent-Range: bytes 2-6/7\r\nContent-Length: 5", "cdefg", TufSourceFailure.Unreachable)]
    [InlineData("206 Partial Content\r\nContent-Length: 4", "defg", TufSourceFailure.Unreachable)]
    [InlineData("206 Partial Content\r\nContent-Range: bytes 3-7/8\r\nContent-Length: 5", "defgh", TufSourceFailure.TooLong)]
    [InlineData("416 Range Not Satisfiable\r\nContent-Length: 0", "", TufSourceFailure.TooLong)]
    [InlineData("404 Not Found\r\nContent-Length: 0", "", TufSourceFailure.NotFound)]
    public async Task Takes_OnlyTheRangeThatItAskedFor(string head, string body, TufSourceFailure? expected)
    {
        using var server = new RawServer();
        server.Put("x", head, Encoding.ASCII.GetBytes(body));
        using var source = new HttpTufSource(server.Address, allowPlainHttp: true, TimeProvider.System);
        var rest = new MemoryStream();
        var copied = await source.CopyAsync("x", 3, 7, rest.WriteAsync, CancellationToken.None);
        if (expected is { } failure) { Assert.Equal(failure, copied.Reason.Failure); return; }
        Assert.Equal((7, "defg"), (copied.Value, Encoding.ASCII.GetString(rest.ToArray())));
    }
}
