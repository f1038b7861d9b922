using System.Diagnostics;
using Edge.Operator.Publishing;
using Edge.Platform.Files;
using Edge.Platform.Updates;
using Edge.Tests.Platform.Updates;
using Edge.Updates.Tuf;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Operator.Publishing;

/// <summary>Two who write one repository, and a clock that is wrong.</summary>
public sealed class PublishingTurnsTests
{
    private const int Rounds = 4;

    // With the executable itself: a lock within one process would prove nothing.
    [Fact]
    public async Task AHalt_IsVisible_WhereverARefreshRunsAtTheSameTime()
    {
        // The executable has this machine's clock.
        using var world = new PublishingWorld(now: TimeProvider.System.GetUtcNow());
        Assert.Null(world.Stage(world.Town, world.Founders));
        world.SignEverything(world.Town);
        await world.MustPublishAsync(world.Town);
        string key = Path.Combine(world.Town.Path, "online.person.key");
        await File.WriteAllTextAsync(key, world.Online.ToPem(""));
        for (int round = 1; round <= Rounds; round++)
        {
            world.Halt(isSet: round % 2 == 1);
            string[] repository = [world.Town.Path, "--key", key];
            Process[] writers =
            [
                Start(["repo", "publish", .. repository, "--role", Roles.Halt]),
                Start(["repo", "refresh", .. repository]),
                Start(["repo", "refresh", .. repository]),
            ];
            foreach (Process writer in writers)
            {
                string said = await writer.StandardError.ReadToEndAsync();
                await writer.WaitForExitAsync();
                Assert.True(writer.ExitCode == 0, said);
                writer.Dispose();
            }
            Assert.Equal(round + 1, world.Town.Published(Roles.Halt)!.Value.Value.Version);
            Assert.Empty(world.Town.StagedRoles);
            Assert.Equal(1 + (3 * round), world.Town.Published(TufNames.Timestamp)!.Value.Value.Version);
            Assert.Null(await world.VerifyAsync(world.Town));
        }
    }

    [Fact]
    public async Task Refuses_WhileSomebodyElseWrites_AndGoesOnAfterwards()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        var time = new FakeTimeProvider();
        using (FolderLock held = FolderLock.Take(world.Town.Path).Value)
        {
            Task<Result<FolderLock, string>> waiting =
                WriterTurn.TakeAsync(world.Town, time, CancellationToken.None);
            while (!waiting.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }
            Assert.Contains("another edge-operator", (await waiting).Reason, StringComparison.Ordinal);
        }
        Result<FolderLock, string> next =
            await WriterTurn.TakeAsync(world.Town, time, CancellationToken.None);
        Assert.True(next.IsOk, next.ToString());
        next.Value.Dispose();
    }

    [Fact]
    public async Task Keeps_WhatIsStaged_WhereAnotherTimestampIsVisible()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        world.Halt(isSet: true);
        var published = await world.PublishAsync(world.TownOn(new OverwrittenDisk()));
        Assert.Contains("somebody else", published.Reason, StringComparison.Ordinal);
        Assert.Equal([Roles.Halt], world.Town.StagedRoles);
        Assert.Single(world.Town.StagedContents());
        await world.MustPublishAsync(world.Town);
        Assert.Equal(2, world.Town.Published(Roles.Halt)!.Value.Value.Version);
        Assert.Null(await world.VerifyAsync(world.Town));
    }

    [Fact]
    public async Task Refuses_AClockFarAhead_UnlessSomebodyVouchesForIt()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        world.ClockIsRight = false;
        world.Time.Advance(PublishersClock.LongestSilence);
        Assert.True((await world.RefreshAsync(world.Town)).IsOk);
        var before = PublishingWorld.Seen(world.Town);
        world.Time.Advance(PublishersClock.LongestSilence + TimeSpan.FromSeconds(1));
        Assert.Contains("--clock-is-right", (await world.RefreshAsync(world.Town)).Reason,
            StringComparison.Ordinal);
        world.Halt(isSet: true);
        Assert.Contains("--clock-is-right", (await world.PublishAsync(world.Town)).Reason,
            StringComparison.Ordinal);
        Assert.Equal(before, PublishingWorld.Seen(world.Town));
        world.ClockIsRight = true;
        await world.MustPublishAsync(world.Town);
    }

    // The longest step that is taken without a word: a wrong clock's, and then a right one's.
    [Fact]
    public async Task TheClockOfOnePublication_NeverKeepsMachinesFromTheNext()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge 1");
        DateTimeOffset right = world.Time.GetUtcNow();
        using UpdatedMachine machine = world.Machine();
        world.ClockIsRight = false;
        world.Time.Advance(PublishersClock.LongestSilence);
        Assert.True((await world.RefreshAsync(world.Vendor)).IsOk);
        Assert.True((await world.RefreshAsync(world.Town)).IsOk);
        world.CopyTo(machine);
        Assert.Null(await machine.UpdateAsync());

        Publisher[] both = [.. new[] { world.Town, world.Vendor }.Select(folder =>
            new Publisher(folder, world.Online, new FakeTimeProvider(right)) { ClockIsRight = true })];
        foreach (Publisher publisher in both)
        {
            Assert.True((await publisher.RefreshAsync(PublishingWorld.Days + 1, CancellationToken.None)).IsOk);
        }
        world.CopyTo(machine);
        Assert.True((await machine.FetchAsync(download: false)).IsOk);
    }

    [Fact]
    public async Task Refuses_ATimeThatGoesBack_UnlessSomebodyVouchesForIt()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        DateTimeOffset now = world.Time.GetUtcNow();
        Assert.True((await At(world, now - PublishersClock.Tolerance, isVouched: false)).IsOk);
        world.ClockIsRight = false;
        Assert.True((await world.RefreshAsync(world.Town)).IsOk);
        Assert.Contains("--days", (await At(world, now - TimeSpan.FromHours(1), isVouched: false)).Reason,
            StringComparison.Ordinal);
        Assert.True((await At(world, now - TimeSpan.FromHours(1), isVouched: true)).IsOk);
    }

    [Fact]
    public async Task Refuses_ARootOfAnotherRepository()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Null(RepositoryCheck.OtherRoot(world.Town, world.Town.FirstRoot!, "root.json"));
        // The same holders: every signature would verify.
        Assert.Contains("another repository",
            RepositoryCheck.OtherRoot(world.Town, world.Vendor.FirstRoot!, "root.json"),
                StringComparison.Ordinal);
    }

    private static Task<Result<IReadOnlyList<string>,
        string>> At(PublishingWorld world, DateTimeOffset time, bool isVouched) =>
        new Publisher(world.Town, world.Online, new FakeTimeProvider(time)) { ClockIsRight = isVouched }
            .RefreshAsync(PublishingWorld.Days, CancellationToken.None);

    private static Process Start(string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "edge-operator");
        return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
    }

    /// <summary>Somebody else's timestamp stands there again as soon as a new one does.</summary>
    private sealed class OverwrittenDisk : IUpdateDisk
    {
        private readonly LinuxDisk _disk = new();

        public Stream? OpenRead(string path) => _disk.OpenRead(path);

        public UnixFileMode? ModeOf(string path) => _disk.ModeOf(path);

        public IReadOnlyList<DiskEntry> List(string folder) => _disk.List(folder);

        public void MakeFolder(string path) => _disk.MakeFolder(path);

        public IUpdateFile Create(string path, UnixFileMode mode) => _disk.Create(path, mode);

        public IUpdateFile Append(string path) => _disk.Append(path);

        public void Rename(string from, string to)
        {
            if (Path.GetFileName(to) != "timestamp.json"
                || !to.Contains("/public/", StringComparison.Ordinal))
            {
                _disk.Rename(from, to);
            }
        }

        public void Delete(string path) => _disk.Delete(path);

        public void DeleteFolder(string path) => _disk.DeleteFolder(path);

        public void FlushFolder(string path) => _disk.FlushFolder(path);
    }
}
