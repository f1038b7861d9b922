using System.Diagnostics.CodeAnalysis;
using System.Text;
using Edge.Platform.Updates;
using Edge.Tests.Audit;
using Edge.Tests.Updates.Releases;
using Edge.Tests.Updates.Tuf;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;
using Edge.Updates.Trust;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Platform.Updates;

/// <summary>One machine with real files, fetcher, slot writer and launcher; its gateway is what a test says.</summary>
internal sealed class UpdatedMachine : IUpdatedService, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edge-update").FullName;

    /// <param name="component">What is updated.</param>
    /// <param name="rid">The class of the machine; null: its own.</param>
    public UpdatedMachine(string component = ReleaseManifest.App, string? rid = null)
    {
        (Component, Rid) = (component, rid ?? UpdateSetup.Rid);
        Repositories = new TwoRepositories(Path.Combine(_root, "stick"));
        Folders = new UpdateFolders(Path.Combine(_root, "slots"), Path.Combine(_root, "spool"), Path.Combine(_root, "setup"));
        TwoRepositories.SetUp(Repositories, Folders);
        Directory.CreateDirectory(Place);
        UseDisk(Disk);
    }

    public string Component { get; }

    public string Rid { get; }

    public TwoRepositories Repositories { get; }

    public UpdateFolders Folders { get; }

    public IUpdateDisk Disk { get; set; } = new LinuxDisk();

    public DirectorySlots Slots { get; private set; }

    public SlotLedger Ledger { get; private set; }

    public FakeTimeProvider Time { get; } = new(TestRepository.Now);

    public Launcher Launcher => new(
        Ledger, Slots, Component == ReleaseManifest.Site ? SiteContent.SiteFile : Launcher.Executable,
        epochFloor: () => new FloorStore(Disk, Folders.Slots).Load().EpochOf(Component));

    /// <summary>What the gateway reads before anything is tried.</summary>
    public ChannelCount? Before { get; set; } = new(5, 5);

    /// <summary>What the gateway shows of itself when it is the release that is asked for; null: it does not answer.</summary>
    public HealthSight? Sight { get; set; } = new(true, [], true, null, 5);

    /// <summary>The gateway takes questions and never answers.</summary>
    public bool IsHung { get; set; }

    public bool Offline { get; set; } = true;

    public UpdateWish Wish { get; set; } = new();

    public int Restarts { get; private set; }

    /// <summary>Slots and their state, too, lie on this disk from now on.</summary>
    [MemberNotNull(nameof(Slots), nameof(Ledger))]
    public void UseDisk(IUpdateDisk disk)
    {
        Disk = disk;
        Slots = new DirectorySlots(disk, Place, Component);
        Ledger = new SlotLedger(Slots, Path.Combine(Place, "changing"));
    }

    private string Place => Path.Combine(Folders.Slots, Component);

    /// <summary>What the slot writer and the watch said, oldest first.</summary>
    public List<string> Told { get; } = [];

    /// <summary>What stands in the audit log, oldest first.</summary>
    public RecordedTrail Trail { get; } = new();

    /// <summary>Nobody can be told anything.</summary>
    public bool IsAlone { get; init; }

    /// <summary>How often the others heard that something was committed.</summary>
    public int CommitsTold { get; private set; }

    public LaunchChoice Running { get; private set; } = new(null, null, []);

    /// <summary>Publishes a release whose edge has this text.</summary>
    public ReleaseManifest Publish(string release, string edge = "", Func<ReleaseManifest, ReleaseManifest>? change = null)
    {
        var files = new Dictionary<string, byte[]> { ["edge"] = Encoding.UTF8.GetBytes($"edge {release} {edge}"), ["lib/common.so"] = "the same"u8.ToArray() };
        ReleaseManifest manifest = TestRelease.Of(release, [.. files.Select(f => (f.Key, Encoding.UTF8.GetString(f.Value)))]) with
        {
            Rid = UpdateSetup.Rid,
        };
        manifest = change?.Invoke(manifest) ?? manifest;
        Repositories.Release(manifest, files);
        return manifest;
    }

    public async Task<Result<FetchReport, UpdateReason>> FetchAsync(
        bool download = true, Func<MappedRepository, IRepositorySource>? source = null, TimeProvider? time = null)
    {
        var fetcher = new UpdateFetcher(
            Folders, Disk, time ?? Time,
            source ?? (repository => new FolderSource(Disk, Path.Combine(Repositories.Folder, repository.Name))), Offline)
        {
            IsUnsynchronised = IsUnsynchronised,
        };
        var refreshed = await fetcher.RefreshAsync(CancellationToken.None);
        return refreshed.TryGet(out FetchSession session, out UpdateReason reason)
            ? await session.RunAsync(new FetchedComponent(Component, Rid, Slots), Wish, download, CancellationToken.None)
            : reason;
    }

    public SlotInstaller Installer() => new(
        Folders, Disk, Slots, Ledger, Place, Rid, Time, Offline,
        Component == ReleaseManifest.Site ? new SiteContent() : new AppContent(), Told.Add)
    {
        IsUnsynchronised = IsUnsynchronised,
    };

    /// <summary>Nothing keeps the clock right; null: nobody knows.</summary>
    public Func<bool>? IsUnsynchronised { get; set; }

    /// <summary>The privileged half up to the arming; null when it is armed.</summary>
    public async Task<UpdateReason?> WriteAsync(bool again = false)
    {
        new CommittedCheck(Folders, Disk, Slots, Ledger, Component, Time, Told.Add).Run();
        var verified = await Installer().VerifyAsync(Component, Wish, CancellationToken.None);
        return verified.TryGet(out FoundRelease found, out UpdateReason reason) 
            ? await Installer().InstallAsync(found, again, Before, CancellationToken.None)
            : reason;
    }

    /// <summary>The slot writer with a fetcher that hands on whatever is published; its refusal.</summary>
    public async Task<UpdateReason> WriteAloneAsync()
    {
        Directory.Delete(Folders.Spool, recursive: true);
        foreach (string source in Directory.GetFiles(Repositories.Folder, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(Folders.Spool, Path.GetRelativePath(Repositories.Folder, source));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(source, copy);
        }
        UpdateReason? reason = await WriteAsync();
        Assert.True(reason is not null, "the slot writer accepted it");
        return reason;
    }

    /// <summary>Everything: fetch, write, try, verdict.</summary>
    public async Task<UpdateReason?> UpdateAsync()
    {
        var fetched = await FetchAsync();
        if (!fetched.IsOk) { return fetched.Reason; }
        if (await WriteAsync() is UpdateReason reason) { return reason; }
        await WatchAsync();
        return null;
    }

    public async Task WatchAsync()
    {
        Task watching = new TrialWatch(Folders, Disk, Slots, Ledger, this, Time, Component, Trail, Told.Add).RunAsync(CancellationToken.None);
        while (!watching.IsCompleted)
        {
            await Task.Yield();
            Time.Advance(TimeSpan.FromSeconds(1));
        }
        await watching;
    }

    public void Start(string start)
    {
        if (Launcher.Begin(start) is string problem) { throw new IOException(problem); }
        Running = Launcher.Choose(start);
    }

    public Task RestartAsync(CancellationToken cancellation)
    {
        Start($"start {++Restarts}");
        return Task.CompletedTask;
    }

    public Task TellCommittedAsync(CancellationToken cancellation)
    {
        CommitsTold++;
        return IsAlone ? Task.FromException(new IOException("systemctl: No such file or directory")) : Task.CompletedTask;
    }

    public Task<HealthSight?> LookAsync(HealthRules rules, SlotRelease release, CancellationToken cancellation) => IsHung
        ? new TaskCompletionSource<HealthSight?>().Task
        : Task.FromResult(Sight is null ? null : Sight with { Runs = Running.Release?.Manifest == release.Manifest });

    public Task<ChannelCount?> ChannelsAsync(CancellationToken cancellation) => Task.FromResult(Before);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
