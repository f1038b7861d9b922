using Edge.Platform.Updates;
using Edge.Tests.Audit;
using Edge.Tests.Platform.Updates;
using Edge.Tests.Updates.Releases;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Tests.Device.Updates.Boot;

/// <summary>The application on a machine with two operating systems: its slots, its launcher, and what runs
/// of it.</summary>
internal sealed class GroupedApp : IUpdatedService
{
    private readonly SystemWorld _world;
    private readonly IUpdateDisk _disk;
    private int _starts;

    public GroupedApp(SystemWorld world, IUpdateDisk disk)
    {
        (_world, _disk) = (world, disk);
        Slots = new DirectorySlots(disk, "/slots/app", "app");
        Ledger = new SlotLedger(Slots, lockFolder: null);
    }

    public DirectorySlots Slots { get; }

    public SlotLedger Ledger { get; }

    /// <summary>Null: the installed executable.</summary>
    public string? Runs { get; private set; }

    /// <summary>Nothing of a candidate gets well.</summary>
    public bool IsSick { get; set; }

    /// <summary>An application that runs with these operating systems only.</summary>
    public static FoundRelease Found(string release, params string[] systems)
    {
        ReleaseManifest manifest = TestRelease.Of(release, ("edge", $"edge {release}")) with
        {
            Needs = systems.Length == 0 ? [] : [new ReleaseNeed(ReleaseManifest.Os, [.. systems])],
        };
        byte[] bytes = ReleaseWriter.Write(manifest);
        TargetPath path = TargetPath.From(ReleaseManifest.PathOf("app", "linux-x64", release)).Value;
        var target = new TargetFile(bytes.Length, TufHashes.None, null);
        return new FoundRelease(
            manifest, bytes, new AgreedTarget(path, bytes.Length, ContentHash.Of(bytes), [("vendor", new FoundTarget(path, target, "releases", "x"))]));
    }

    public static void PutIntoSpool(MemoryDisk disk, FoundRelease found)
    {
        foreach (ReleaseFile file in found.Manifest.Files)
        {
            using IUpdateFile blob = disk.Create($"/spool/vendor/{Parcel.NameOf(file.Blob)}", UnixFileMode.None);
            blob.Write(System.Text.Encoding.UTF8.GetBytes($"edge {found.Manifest.Release}"));
        }
    }

    public Task<UpdateReason?> InstallAsync(FoundRelease found, ContentHash? with) => new SlotInstaller(
        SystemWorld.Folders, _disk, Slots, Ledger, "/slots/app", "linux-x64", _world.Time, offline: false, new AppContent(), _ => { })
        .InstallAsync(found, again: true, new ChannelCount(3, 3), with, CancellationToken.None);

    /// <summary>The unit of the gateway: counts, and runs what is to run.</summary>
    public void Start()
    {
        string start = $"{_world.BootId}, start {++_starts}";
        var launcher = new Launcher(Ledger, Slots, turnOf: TurnOf);
        Assert.Null(launcher.Begin(start));
        Runs = launcher.Choose(start).Release?.Release;
    }

    /// <summary>The slot writer of the application, as each start of the gateway wakes it.</summary>
    public Task WatchAsync() => new TrialWatch(
        SystemWorld.Folders, _disk, Slots, Ledger, this, _world.Time, "app", new RecordedTrail(), _ => { }, TurnOf).RunAsync(CancellationToken.None);

    public Task RestartAsync(CancellationToken cancellation)
    {
        Start();
        return Task.CompletedTask;
    }

    public Task TellCommittedAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<HealthSight?> LookAsync(HealthRules rules, SlotRelease release, CancellationToken cancellation) => Task.FromResult<HealthSight?>(
        IsSick && Runs is not null ? null : new HealthSight(Runs == release.Release, [], true, null, 3));

    public Task<ChannelCount?> ChannelsAsync(CancellationToken cancellation) => Task.FromResult<ChannelCount?>(new(3, 3));

    private GroupTurn TurnOf(ContentHash system) => ReleaseGroups.Turn(system, _world.Ledger.State, _world.Running);
}
