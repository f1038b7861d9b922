using Edge.Updates.Tuf;

namespace Edge.Tests.Updates.Tuf;

/// <summary>A repository and one client of it.</summary>
internal sealed class TufWorld
{
    public TufWorld(TestRepository? repository = null)
    {
        Repository = repository ?? new TestRepository();
        Store = Repository.NewStore();
    }

    public TestRepository Repository { get; }

    public MemoryStore Store { get; set; }

    public DateTimeOffset Now { get; set; } = TestRepository.Now;

    public async Task<Result<TufSession, TufReason>> RefreshAsync()
    {
        Repository.Requests.Clear();
        return await new TufClient(Repository, Store).RefreshAsync(Now, CancellationToken.None);
    }

    public async Task RefreshWellAsync()
    {
        var refreshed = await RefreshAsync();
        Assert.True(refreshed.IsOk, refreshed.ToString());
    }

    /// <summary>The refusal of a refresh that must be refused.</summary>
    public async Task<TufRefusal> RefuseAsync()
    {
        var refreshed = await RefreshAsync();
        Assert.False(refreshed.IsOk, "the refresh was accepted");
        return refreshed.Reason.Refusal;
    }

    public async Task<Result<FoundTarget, TufReason>> FindAsync(string path)
    {
        var refreshed = await RefreshAsync();
        Assert.True(refreshed.IsOk, refreshed.ToString());
        return await refreshed.Value.FindAsync(TargetPath.From(path).Value, CancellationToken.None);
    }

    /// <summary>Versions of the stored root, timestamp, snapshot and targets.</summary>
    public string Versions => string.Join(' ', new[] { "root", "timestamp", "snapshot", "targets" }.Select(Store.Version));
}
