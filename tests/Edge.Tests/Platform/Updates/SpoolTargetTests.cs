using Edge.Platform.Updates;

namespace Edge.Tests.Platform.Updates;

/// <summary>What each count of a rollout leaves in the spool.</summary>
public sealed class SpoolTargetTests
{
    [Fact]
    public async Task Keeps_OnlyWhatTheLastLookNeeded()
    {
        using var machine = new UpdatedMachine();
        for (int release = 0; release < 4; release++)
        {
            machine.Publish($"1.{release}.0");
            Assert.True((await machine.FetchAsync()).IsOk);
        }
        Assert.Equal((4, 4), (Count(machine, "vendor"), Count(machine, "operator")));
        var fetcher = new UpdateFetcher(
            machine.Folders, machine.Disk, machine.Time,
            repository => new FolderSource(machine.Disk, Path.Combine(machine.Repositories.Folder, repository.Name)), offline: true);
        FetchSession session = (await fetcher.RefreshAsync(CancellationToken.None)).Value;
        var component = new FetchedComponent(machine.Component, machine.Rid, machine.Slots);
        Assert.True((await session.RunAsync(component, machine.Wish, download: true, CancellationToken.None)).IsOk);
        session.RemoveOldTargets();
        Assert.Equal((1, 1), (Count(machine, "vendor"), Count(machine, "operator")));
        Assert.Null(await machine.WriteAsync());
    }

    private static int Count(UpdatedMachine machine, string repository) =>
        Directory.GetFiles(Path.Combine(machine.Folders.SpoolOf(repository), "targets"), "*", SearchOption.AllDirectories).Length;
}
