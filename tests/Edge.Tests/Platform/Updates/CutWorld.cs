using System.Text;
using Edge.Platform.Updates;
using Edge.Tests.Audit;
using Edge.Tests.Updates.Releases;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Platform.Updates;

/// <summary>A machine with a disk in memory, on which release 1 is committed and the parcels of releases 2 and 3 lie in the
/// spool.</summary>
internal sealed class CutWorld : IUpdatedService
{
    public static readonly FoundRelease One = Found("1", ("edge", "old edge"), ("lib/a.so", "same"), ("gone/x", "only in 1"));
    public static readonly FoundRelease Two = Found("2", ("edge", "new edge, longer"), ("lib/a.so", "same"), ("lib/b/c.so", "new"));

    public static readonly FoundRelease Three = Found("3", ("edge", "third edge"), ("lib/a.so", "same"));

    private static readonly FoundRelease[] Releases = [One, Two, Three];
    private static readonly UpdateFolders Folders = new("/slots", "/spool", "/setup");

    /// <param name="refused">A release that the look into the slot refuses; null: none.</param>
    public CutWorld(MemoryDisk disk, FoundRelease? refused = null)
    {
        _content = new Content(refused?.Target.Hash);
        Disk = disk;
        Slots = new DirectorySlots(disk, "/slots/app", "app");
        Ledger = new SlotLedger(Slots, lockFolder: null);
    }

    private readonly Content _content;

    public MemoryDisk Disk { get; }

    public DirectorySlots Slots { get; }

    public SlotLedger Ledger { get; }

    public Launcher Launcher => new(Ledger, Slots);

    public long EpochFloor => new FloorStore(Disk, "/slots").Load().EpochOf("app");

    /// <summary>The operations that make a machine with release 1.</summary>
    public static IReadOnlyList<DiskOperation> Begin()
    {
        var world = new CutWorld(new MemoryDisk());
        foreach (string folder in (string[])["/slots", "/slots/app", "/spool", "/spool/vendor", "/spool/vendor/blobs"]) { world.Disk.MakeFolder(folder); }
        foreach (ReleaseFile file in Releases.SelectMany(release => release.Manifest.Files).DistinctBy(f => f.Hash))
        {
            using IUpdateFile blob = world.Disk.Create($"/spool/vendor/{Parcel.NameOf(file.Blob)}", UnixFileMode.None);
            blob.Write(Encoding.UTF8.GetBytes(Contents[file.Hash]));
        }
        world.Run(One, "first", Health.Healthy);
        return world.Disk.Log;
    }

    /// <summary>A whole update: write, arm, start, verdict, close.</summary>
    public void Run(FoundRelease release, string start, Health verdict)
    {
        Install(release);
        Assert.Null(Launcher.Begin(start));
        if (Ledger.State.Phase == UpdatePhase.Trial)
        {
            _ = Ledger.Take(new UpdateEvent.Judged(new HealthVerdict(verdict, "as the test says")));
        }
        Close();
    }

    public UpdateReason? Install(FoundRelease release)
    {
        Close();
        var installer = new SlotInstaller(
            Folders, Disk, Slots, Ledger, "/slots/app", "linux-x64", TimeProvider.System, offline: false, _content, _ => { });
        return installer.InstallAsync(release, again: true, new ChannelCount(1, 1), CancellationToken.None).GetAwaiter().GetResult();
    }

    public void Close()
    {
        if (Ledger.State.Phase is not (UpdatePhase.Committed or UpdatePhase.FallenBack)) { return; }
        var watch = new TrialWatch(Folders, Disk, Slots, Ledger, this, new FakeTimeProvider(), "app", new RecordedTrail(), _ => { });
        Task closed = watch.CloseAsync(CancellationToken.None);
        if (closed.Exception?.InnerException is PowerCut) { throw new PowerCut(); }
        Assert.True(closed.IsCompletedSuccessfully, closed.Exception?.ToString());
    }

    /// <summary>What a start would run; checked byte by byte, without the product's own verification.</summary>
    public string Starts(string start)
    {
        LaunchChoice choice = Launcher.Choose(start);
        if (choice.Release is not { } release) { return "installed"; }
        FoundRelease expected = Releases.Single(each => each.Target.Hash == release.Manifest);
        foreach (ReleaseFile file in expected.Manifest.Files)
        {
            byte[]? bytes = Disk.ReadAll(Slots.PathOf(release.Slot, file.Path), 1_000);
            Assert.Equal(Contents[file.Hash], bytes is null ? null : Encoding.UTF8.GetString(bytes));
        }
        return expected.Manifest.Release;
    }

    public Task RestartAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task TellCommittedAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<HealthSight?> LookAsync(HealthRules rules, SlotRelease release, CancellationToken cancellation) =>
        Task.FromResult<HealthSight?>(null);

    public Task<ChannelCount?> ChannelsAsync(CancellationToken cancellation) => Task.FromResult<ChannelCount?>(new(1, 1));

    private static readonly Dictionary<ContentHash, string> Contents = new[]
        { "old edge", "same", "only in 1", "new edge, longer", "new", "third edge" }.ToDictionary(c => ContentHash.Of(Encoding.UTF8.GetBytes(c)));

    private sealed class Content(ContentHash? refused) : ISlotContent
    {
        public Result<SlotExpectation, UpdateReason> Check(string folder, ReleaseManifest manifest, ChannelCount? before) =>
            refused == ContentHash.Of(ReleaseWriter.Write(manifest))
                ? new UpdateReason(UpdateRefusal.ContentRefused, "as the test says")
                : new SlotExpectation(before?.Usable);
    }

    private static FoundRelease Found(string release, params (string, string)[] files)
    {
        ReleaseManifest manifest = TestRelease.Of(release, files) with { Epoch = release == "1" ? 1 : 2 };
        byte[] bytes = ReleaseWriter.Write(manifest);
        TargetPath path = TargetPath.From(ReleaseManifest.PathOf("app", "linux-x64", release)).Value;
        var file = new TargetFile(bytes.Length, TufHashes.None, null);
        return new FoundRelease(
            manifest, bytes,
            new AgreedTarget(path, bytes.Length, ContentHash.Of(bytes), [("vendor", new FoundTarget(path, file, "releases", "x"))]));
    }
}
