using Edge.Platform.Updates;
using Edge.Tests.Updates.Tuf;
using Edge.Updates.Tuf;

namespace Edge.Tests.Platform.Updates;

public sealed class TargetFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-targets-").FullName;
    private readonly RawServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Downloads_OnceAndUnderOneName()
    {
        FoundTarget target = await FindAsync("a/b", [1, 2, 3]);
        _server.Put(target.RepositoryPath, [1, 2, 3]);
        Assert.Null(await DownloadAsync(target));
        Assert.Null(await DownloadAsync(target));
        Assert.Single(_server.Paths);
        Assert.Equal([Path.Combine(_folder, "a%2Fb")], Directory.GetFiles(_folder));
        FoundTarget next = await FindAsync("a/b", [4]);
        _server.Put(next.RepositoryPath, [4]);
        Assert.Null(await DownloadAsync(next));
        Assert.Equal([4], File.ReadAllBytes(Path.Combine(_folder, "a%2Fb")));
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 4 }, TufRefusal.HashMismatch)]
    [InlineData(new byte[] { 1, 2 }, TufRefusal.LengthMismatch)]
    [InlineData(new byte[] { 1, 2, 3, 4 }, TufRefusal.TooLarge)]
    public async Task Leaves_NothingOfAWrongTarget(byte[] served, TufRefusal refusal)
    {
        FoundTarget target = await FindAsync("x", [1, 2, 3]);
        _server.Put(target.RepositoryPath, served);
        Assert.Equal(refusal, (await DownloadAsync(target))!.Refusal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Keeps_TheOldTargetWhenTheNewOneIsWrong()
    {
        File.WriteAllBytes(Path.Combine(_folder, "x"), [9]);
        FoundTarget target = await FindAsync("x", [1]);
        _server.Put(target.RepositoryPath, [2]);
        Assert.NotNull(await DownloadAsync(target));
        Assert.Equal([9], File.ReadAllBytes(Path.Combine(_folder, "x")));
    }

    private async Task<TufReason?> DownloadAsync(FoundTarget target)
    {
        using var source = new HttpTufSource(_server.Address, allowPlainHttp: true, TimeProvider.System);
        return await new TargetFolder(new LinuxDisk(), _folder).DownloadAsync(target, source, CancellationToken.None);
    }

    private static async Task<FoundTarget> FindAsync(string path, byte[] content)
    {
        var world = new TufWorld();
        world.Repository.AddTarget("targets", path, content);
        world.Repository.Publish("targets", "snapshot", "timestamp");
        return (await world.FindAsync(path)).Value;
    }
}
