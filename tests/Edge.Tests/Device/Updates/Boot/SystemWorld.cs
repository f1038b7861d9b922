using Edge.Device.Updates.Boot;
using Edge.Platform.Updates;
using Edge.Platform.Updates.Images;
using Edge.Tests.Audit;
using Edge.Tests.Platform.Updates;
using Edge.Tests.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Releases;
using Edge.Updates.Slots;
using Edge.Updates.Trust;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Device.Updates.Boot;

/// <summary>A machine with two systems on partitions, a boot loader after its model, a data disk, and a
/// watchdog: everything that an update of
/// the operating system writes can be cut, and it is started for what stands on its partitions.</summary>
internal sealed class SystemWorld : IBootedSystem, IUpdatedService
{
    public const int PartitionBlocks = 14;
    private const int MostResets = 20;
    internal static readonly UpdateFolders Folders = new("/slots", "/spool", "/setup");

    private byte[][] _start = [];
    private MemoryDisk? _disk;
    private int _boots;

    public SystemWorld(BootLoader kind, MemoryDisk? disk = null, byte[][]? partitions = null, byte[][]? selector = null)
    {
        Boot = BootMachine.Of(kind, selector?.Select(bytes => (byte[])[.. bytes]).ToArray());
        Disk = disk ?? new MemoryDisk();
        Partitions = [.. (partitions ?? [SystemReleases.Installed, new byte[SystemReleases.Installed.Length]]).Select(bytes => new MemoryBlocks([.. bytes]))];
        Room = new FullDisk(Disk) { Room = int.MaxValue };
        Slots = new PartitionSlots(new DirectorySlots(Room, "/slots/os", "os"), Room, this, _ => [Packs]);
        Ledger = new SlotLedger(Slots, lockFolder: null);
        App = new GroupedApp(this, Disk);
        if (disk is null) { SystemReleases.PutIntoSpool(Disk); }
    }

    public BootMachine Boot { get; }

    public MemoryDisk Disk { get; }

    /// <summary>The same as its slot writer has it: it may be full.</summary>
    public FullDisk Room { get; }

    public MemoryBlocks[] Partitions { get; }

    public MemoryPacks Packs { get; } = new(SystemReleases.AllPacks);

    public PartitionSlots Slots { get; }

    public SlotLedger Ledger { get; }

    public GroupedApp App { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public List<string> Told { get; } = [];

    public RecordedTrail Trail { get; } = new();

    /// <summary>The slot whose system runs; null: the power is off.</summary>
    public SlotName? Running { get; private set; }

    /// <summary>How often each release was started, also where it hung.</summary>
    public Dictionary<string, int> Starts { get; } = [];

    /// <summary>The reboot does not come about any more: power goes first.</summary>
    public bool LosesRebootArgument { get; set; }

    /// <summary>What the kernel says of its root hash.</summary>
    public string? Verity { get; set; }

    /// <summary>No gateway answers, whatever runs.</summary>
    public bool NobodyAnswers { get; set; }

    /// <summary>False: what stands on a partition past the caches cannot be read.</summary>
    public bool ReadsBack { get; set; } = true;

    /// <summary>Witnesses that say something else than what is; null: they say what is.</summary>
    public BootEvidence? Lies { get; set; }

    public string BootId => $"boot {_boots}";

    public SlotName Good => Boot.Selector.Read().Value.Default;

    public long EpochFloor => new FloorStore(Disk, Folders.Slots).Load().EpochOf("os");

    public IReadOnlyList<string> Reports => [.. Disk.List("/slots/reports").Select(entry => entry.Name)];

    public string? Report(string file) => Disk.ReadAll($"/slots/reports/{file}", 10_000) is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    public BootEvidence Evidence() => Lies ?? new BootEvidence(Running, Running, Running);

    /// <summary>Another selector of the same disks; null: the one of the boot loader.</summary>
    public IBootSelector? Selector { get; set; }

    public T Select<T>(Func<IBootSelector, T> use) => use(Selector ?? Boot.Selector);

    public bool Has(string image) => image == SystemImages.Root;

    public IBlocks Open(SlotName slot, string image, bool isWritten)
    {
        Assert.False(isWritten && slot == Running, "the slot that runs was opened to be written");
        foreach (MemoryBlocks partition in Partitions) { partition.IsWornOut = !ReadsBack; }
        return Partitions[(int)slot - 1];
    }

    /// <summary>Whoever counts the last hour leaves this start alone.</summary>
    public bool IsDeadlineOver { get; private set; }

    public void EndDeadline() => IsDeadlineOver = true;

    public Task RebootAsync(string argument, CancellationToken cancellation)
    {
        Boot.Reset(LosesRebootArgument ? "" : argument);
        Running = null;
        return Task.CompletedTask;
    }

    /// <summary>Power on, or a reset: what stands on the partition of the slot that the boot loader chooses
    /// is started; what hangs is reset
    /// by the watchdog. Anything but a whole system that somebody verified ends the test.</summary>
    public void PowerOn()
    {
        for (int reset = 0; reset < MostResets; reset++)
        {
            SlotName slot = Boot.Start();
            string release = SystemReleases.NameOf(Partitions[(int)slot - 1].Content)
                ?? throw new InvalidOperationException($"slot {slot.Word()} was started and holds no whole system");
            Starts[release] = Starts.GetValueOrDefault(release) + 1;
            _boots++;
            IsDeadlineOver = false;
            if (release == SystemReleases.Hangs) { continue; }
            Running = slot;
            App.Start();
            return;
        }
        throw new InvalidOperationException("no system comes up any more");
    }

    public string Runs => SystemReleases.NameOf(Partitions[(int)Running!.Value - 1].Content)!;

    /// <summary>The slot writer with a release; null: written and armed.</summary>
    public Task<UpdateReason?> InstallAsync(string release, bool again = false) => InstallAsync(SystemReleases.Found(release), again);

    public Task<UpdateReason?> InstallAsync(FoundRelease found, bool again = false)
    {
        var installer = new SlotInstaller(
            Folders, Room, Slots, Ledger, "/slots/os", SystemReleases.Class, Time, offline: false, new AppContent(), Told.Add);
        return installer.InstallAsync(found, again, new ChannelCount(3, 3), CancellationToken.None);
    }

    /// <summary>What the unit does at each start, and after an installation: until nothing is under way and
    /// no reboot is due.</summary>
    /// <returns>Why it cannot go on.</returns>
    public async Task<UpdateReason?> SettleAsync()
    {
        for (int round = 0; round < MostResets; round++)
        {
            if (Running is null) { PowerOn(); }
            await RunAsync(App.WatchAsync());
            SystemTrial trial = Trial();
            Task<UpdateReason?> going = trial.RunAsync(CancellationToken.None);
            await RunAsync(going);
            if (await going is { } stuck) { return stuck; }
            if (trial.IsRebooting) { continue; }
            await RunAsync(App.WatchAsync());
            return null;
        }
        throw new InvalidOperationException("it reboots for ever");
    }

    private async Task RunAsync(Task step)
    {
        while (!step.IsCompleted)
        {
            await Task.Yield();
            Time.Advance(TimeSpan.FromSeconds(1));
        }
        await step;
    }

    /// <summary>A whole update, with every reboot that it needs.</summary>
    public async Task<UpdateReason?> UpdateAsync(string release, bool again = false) =>
        await InstallAsync(release, again) ?? await SettleAsync();

    public SystemTrial Trial() => new(
        Slots, Ledger, this, this, new UpdateClosing(Folders, Room, Ledger, this, Time, "os", Trail, Told.Add),
        new GroupedApplication(new GroupedCandidate(App.Ledger, App.Slots), App), Time, Trail, Told.Add);

    public void PowerOff() => Running = null;

    public Task RestartAsync(CancellationToken cancellation) => throw new InvalidOperationException("An operating system is not restarted as a service.");

    public Task TellCommittedAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<HealthSight?> LookAsync(HealthRules rules, SlotRelease release, CancellationToken cancellation) =>
        Task.FromResult<HealthSight?>(NobodyAnswers || Runs == SystemReleases.Sick ? null : new HealthSight(true, [], true, null, 3));

    public Task<ChannelCount?> ChannelsAsync(CancellationToken cancellation) => Task.FromResult<ChannelCount?>(new(3, 3));

    /// <summary>From here on everything that is written anywhere is counted; this operation is not made any
    /// more.</summary>
    public void Begin(int cutAt)
    {
        Assert.Empty(Disk.Log);
        _disk = MemoryDisk.After([], new HashSet<int>(), start: Disk);
        bool IsCut() => Disk.Log.Count + Partitions.Concat(Boot.Disks).Sum(each => each.Operations) >= cutAt;
        _start = [.. Partitions.Select(each => (byte[])[.. each.Content])];
        Disk.IsCut = IsCut;
        Boot.Begin(IsCut);
        foreach (MemoryBlocks each in Partitions) { each.Restart(IsCut); }
    }

    /// <summary>The same machine, its power off, with nothing but what stands on its disks.</summary>
    public SystemWorld Copy() => new(
        Boot.Kind, MemoryDisk.After([], new HashSet<int>(), start: Disk), [.. Partitions.Select(each => each.Content)],
        [.. Boot.Disks.Select(each => each.Content)]);

    /// <summary>The machines that the cut may have left: on one of its disks at a time what was not flushed
    /// is lost or torn.</summary>
    public IEnumerable<(SystemWorld World, string Lost)> AfterCut()
    {
        byte[][] partitions = [.. Partitions.Select(each => each.Content)], selector = [.. Boot.Disks.Select(each => each.Content)];
        foreach ((HashSet<int> lost, int torn) in MemoryDisk.Losses(Disk.Log, 0))
        {
            MemoryDisk left = MemoryDisk.After(Disk.Log, lost, torn, _disk);
            yield return (new SystemWorld(Boot.Kind, left, partitions, selector), $"disk {string.Join(' ', lost)}, torn {torn}");
        }
        foreach (BootMachine after in Boot.AfterCut())
        {
            yield return (new SystemWorld(Boot.Kind, Whole(), partitions, [.. after.Disks.Select(each => each.Content)]), "selector");
        }
        for (int i = 0; i < partitions.Length; i++)
        {
            foreach (byte[] left in Partitions[i].AfterCut(_start[i]))
            {
                byte[][] all = [.. partitions];
                all[i] = left;
                yield return (new SystemWorld(Boot.Kind, Whole(), all, selector), $"partition {i}");
            }
        }
    }

    private MemoryDisk Whole() => MemoryDisk.After(Disk.Log, new HashSet<int>(), start: _disk);
}
