using System.Text;
using Edge.Platform.Updates;
using Edge.Tests.Audit;
using Edge.Tests.Updates.Tuf;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Platform.Updates;

/// <summary>A machine with a disk in memory, from the look at the repositories to the report of the
/// end.</summary>
internal sealed class FetchedMachine : IUpdatedService
{
    private static readonly UpdateFolders Folders = new("/slots", "/spool", "/setup");

    private readonly TwoRepositories _repositories;
    private readonly FakeTimeProvider _time = new(TestRepository.Now);

    public FetchedMachine(TwoRepositories repositories, MemoryDisk disk)
    {
        _repositories = repositories;
        Disk = disk;
        Slots = new DirectorySlots(disk, "/slots/app", "app");
        Ledger = new SlotLedger(Slots, lockFolder: null);
    }

    public MemoryDisk Disk { get; }

    public DirectorySlots Slots { get; }

    public SlotLedger Ledger { get; }

    public UpdateFloors Floors => new FloorStore(Disk, "/slots").Load();

    /// <summary>Where each step began, in operations.</summary>
    public List<(string Step, int At)> Steps { get; } = [];

    private Launcher Launcher => new(Ledger, Slots);

    public void SetUp()
    {
        foreach (string folder in (string[])["/slots", "/slots/app", "/spool", "/setup"])
        {
            Disk.MakeFolder(folder);
        }
        Disk.FlushFolder("/");
        Disk.FlushFolder("/slots");
        Disk.Replace(Folders.FirstMap, RepositoryMapWriter.Write(TwoRepositories.Map()));
        Disk.Replace(Folders.FirstRoot("vendor"), _repositories.Vendor.FirstRoot);
        Disk.Replace(Folders.FirstRoot("operator"), _repositories.Operator.FirstRoot);
    }

    /// <summary>Everything that the units do, up to the end of the update; null: it was taken, or undone as
    /// asked for.</summary>
    public async Task<UpdateReason?> RunAsync(string start, Health verdict)
    {
        Begin("recover");
        Assert.Null(Launcher.Begin($"{start}, first"));
        await JudgeAsync(verdict);
        Begin("fetch");
        var refreshed = await new UpdateFetcher(
            Folders, Disk, _time, r => new FolderSource(new LinuxDisk(), Path.Combine(_repositories.Folder, r.Name)), offline: false)
            .RefreshAsync(CancellationToken.None);
        if (!refreshed.TryGet(out FetchSession session, out UpdateReason reason)) { return reason; }
        var component = new FetchedComponent("app", UpdateSetup.Rid, Slots);
        var fetched = await session.RunAsync(component, new UpdateWish(), download: true, CancellationToken.None);
        if (!fetched.TryGet(out _, out reason)) { return reason; }
        Begin("verify");
        var installer =
            new SlotInstaller(Folders, Disk, Slots, Ledger, "/slots/app", UpdateSetup.Rid, _time, offline: false, new AppContent(), _ => { });
        var verified = await installer.VerifyAsync("app", new UpdateWish(), CancellationToken.None);
        Disk.Delete(Folders.Ready);
        if (!verified.TryGet(out FoundRelease found, out reason)) { return reason; }
        Begin("install");
        if (await installer.InstallAsync(found, again: true, new ChannelCount(1, 1), CancellationToken.None) is UpdateReason why)
        {
            return why.Refusal == UpdateRefusal.AlreadyRunning ? null : why;
        }
        Begin("restart");
        Assert.Null(Launcher.Begin(start));
        Begin("health");
        await JudgeAsync(verdict);
        return null;
    }

    /// <summary>The release that a start runs, or <c>installed</c>; verified to the last byte against what
    /// was signed.</summary>
    public string Starts()
    {
        LaunchChoice choice = Launcher.Choose("look");
        if (choice.Release is not { } release) { return "installed"; }
        byte[] bytes =
            _repositories.VendorTargets.Values.Single(target => ContentHash.Of(target) == release.Manifest);
        foreach (ReleaseFile file in ReleaseReader.Read(bytes).Value.Files)
        {
            byte[] wanted =
                File.ReadAllBytes(Path.Combine(_repositories.Folder, "vendor", Parcel.NameOf(file.Blob)));
            Assert.Equal(wanted, Disk.ReadAll(Slots.PathOf(release.Slot, file.Path), 100_000));
        }
        return release.Release;
    }

    /// <summary>Version of the root that a process trusts; 0: none.</summary>
    public long TrustedRoot(string folder, string repository) =>
        FileTufStore.Open(Disk, folder, UpdateFolders.TrustBelow(repository)).Read(TufNames.Root, TufLimits.MaxRootBytes) is byte[] root
            ? TrustedMetadata.From(root, TestRepository.Now).Value.Root.Header.Version
            : 0;

    /// <summary>Releases that a report calls committed.</summary>
    public IEnumerable<string> Successes() =>
        from entry in Disk.List("/slots/reports")
        where entry.Name[0] != '.'
        let text = Encoding.UTF8.GetString(Disk.ReadAll($"/slots/reports/{entry.Name}", 10_000)!)
        where text.Contains("\"outcome\":\"committed\"", StringComparison.Ordinal)
        select System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("runs").GetString()!;

    public Task RestartAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task TellCommittedAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<HealthSight?> LookAsync(HealthRules rules, SlotRelease release, CancellationToken cancellation) =>
        Task.FromResult<HealthSight?>(null);

    public Task<ChannelCount?> ChannelsAsync(CancellationToken cancellation) => Task.FromResult<ChannelCount?>(new(1, 1));

    private async Task JudgeAsync(Health verdict)
    {
        if (Ledger.State.Phase == UpdatePhase.Trial)
        {
            _ = Ledger.Take(new UpdateEvent.Judged(new HealthVerdict(verdict, "as the test says")));
        }
        if (Ledger.State.Phase is UpdatePhase.Committed or UpdatePhase.FallenBack)
        {
            Begin("close");
            await new TrialWatch(Folders, Disk, Slots, Ledger, this, _time, "app", new RecordedTrail(), _ => { }).CloseAsync(CancellationToken.None);
        }
    }

    private void Begin(string step) => Steps.Add((step, Disk.Log.Count));
}
