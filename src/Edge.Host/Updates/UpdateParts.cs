using Edge.Audit;
using Edge.Device.Clock;
using Edge.Device.Updates;
using Edge.Device.Updates.Boot;
using Edge.Platform.Audit;
using Edge.Platform.Profiles;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Host.Updates;

/// <summary>The parts of an update of one component on this machine, put together.</summary>
internal sealed class UpdateParts
{
    private const string Unit = "edge.service";

    public UpdateParts(
        UpdateFolders folders, string component, string socket = "", RestartBy restartBy = RestartBy.Nobody)
    {
        (Folders, Component, RestartBy) = (folders, component, restartBy);
        ComponentFolder = Path.Combine(folders.Slots, Component);
        Slots = new DirectorySlots(Disk, ComponentFolder, Component);
        Ledger = new SlotLedger(Slots, Path.Combine(ComponentFolder, "changing"));
        Service = new GatewayService(socket, Unit, restartBy, component);
    }

    public UpdateFolders Folders { get; }

    public string Component { get; }

    public RestartBy RestartBy { get; }

    /// <summary>The folder that stands for <c>/</c> where the kernel is asked; another one in
    /// tests.</summary>
    public string Root { get; init; } = "/";

    public string ComponentFolder { get; }

    public LinuxDisk Disk { get; } = new();

    public DirectorySlots Slots { get; }

    public SlotLedger Ledger { get; }

    public GatewayService Service { get; }

    /// <summary>Of the slot writer.</summary>
    public IAuditTrail Trail => new SpoolTrail(Folders.SlotEvents);

    /// <summary>Asks the gateway who it is; where nobody answers, or nothing may be written, what was known
    /// stays.</summary>
    public async Task LearnDeviceAsync(CancellationToken cancellation)
    {
        try
        {
            KnownDevice.Note(Disk, Folders, await Service.DeviceAsync(cancellation));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Who may not write here fetches as somebody unknown: later than all others.
        }
    }

    public Launcher Launcher => new(
        Ledger, Slots, Component == ReleaseManifest.Site ? SiteContent.SiteFile : Launcher.Executable, TurnOf,
        () => new FloorStore(Disk, Folders.Slots).Load().EpochOf(Component));

    /// <summary>What is wrong with what is committed, and what runs instead; null: nothing. Of an operating system what is beside
    /// its partition, which is verified when it is started.</summary>
    public string? Damage()
    {
        string? slot = CommittedCheck.DamageOf(Slots, Ledger.State) is not string damage ? null
            : Component == ReleaseManifest.Os ? $"{damage}; it runs all the same, from its partition"
            : $"{damage}; {Launcher.Choose(null).Release?.Release ?? "what is installed"} runs instead";
        string[] all = [.. new[] { Slots.StateDamage(), slot }.OfType<string>()];
        return all.Length == 0 ? null : string.Join("; ", all);
    }

    public CommittedCheck Check(Action<string> tell) => new(Folders, Disk, Slots, Ledger, Component, TimeProvider.System, tell);

    /// <summary>Why nothing else may be begun now; null: nothing of this component is on trial.</summary>
    public UpdateReason? OnTrial() => Ledger.State is { Phase: UpdatePhase.Armed or UpdatePhase.Trial } state
        ? new UpdateReason(UpdateRefusal.Busy, $"{Component} {state.Candidate!.Release.Release} is on trial")
        : null;

    /// <summary>What a candidate may do that belongs to an operating system.</summary>
    private GroupTurn TurnOf(ContentHash system)
    {
        var os = new UpdateParts(Folders, ReleaseManifest.Os);
        bool isKnown = SystemParts.ReadSetup(Folders.Boot).TryGet(out BootSetup setup, out _);
        return ReleaseGroups.Turn(
            system, os.Ledger.State, isKnown && new BootLook(setup, Root).Evidence().Agreed() is { IsOk: true } running ? running.Value : null);
    }

    /// <summary>Whether a release runs with what is committed of the others; null: it does.</summary>
    public UpdateReason? Companions(ReleaseManifest manifest)
    {
        foreach (string component in (string[])[ReleaseManifest.App, ReleaseManifest.Site, ReleaseManifest.Os])
        {
            if (component == Component) { continue; }
            var other = new UpdateParts(Folders, component);
            SlotRelease? committed = other.Ledger.State.Committed;
            ReleaseManifest? known = committed is not null && other.Slots.Verify(committed).TryGet(out ReleaseManifest read, out _) ? read : null;
            if (ReleaseGroups.Check(manifest, component, committed?.Release, known) is { } reason)
            {
                return reason;
            }
        }
        return null;
    }

    /// <summary>What of this component is for this machine; null: a site, or boards, that nobody has named
    /// yet.</summary>
    /// <param name="siteFile">The installed one. A committed release says the same, and counts before
    /// it.</param>
    public string? Rid(string siteFile)
    {
        if (Component == ReleaseManifest.App) { return UpdateSetup.Rid; }
        if (Component == ReleaseManifest.Os)
        {
            return SystemParts.ReadSetup(Folders.Boot) is { IsOk: true } boot ? boot.Value.Class : null;
        }
        return Ledger.State.Committed is { } committed && Slots.Verify(committed).TryGet(out ReleaseManifest manifest, out _)
            ? manifest.Rid
            : SiteFiles.Read(siteFile, SiteFiles.UsualBoardFolders(siteFile)).Site?.Id;
    }

    /// <param name="slots">Of this component.</param>
    public SlotInstaller Installer(ISlotStore slots, string rid, bool offline, Action<string> tell) => new(
        Folders, Disk, slots, Ledger, ComponentFolder, rid, TimeProvider.System, offline,
        Component == ReleaseManifest.Site ? new SiteContent() : new AppContent(), tell)
    {
        IsUnsynchronised = MachineClock.IsUnsynchronised,
    };

    public UpdateClosing Closing(Action<string> tell) => new(Folders, Disk, Ledger, Service, TimeProvider.System, Component, Trail, tell);

    public TrialWatch Watch(Action<string> tell) =>
        new(Folders, Disk, Slots, Ledger, Service, TimeProvider.System, Component, Trail, tell, TurnOf);
}
